"""Tokens, comments and places."""

from __future__ import annotations

import pytest

from backedge.config.tokenizer import Source, tokenize


def test_tokens() -> None:
    """A text is cut into identifiers, numbers, strings, symbols and what is wrong."""
    tokens, _ = tokenize(Source("a_1: -0x1F.5e-3f \"x\\\"#\" '' [b.c/d] @ 'open", "f"))
    assert [(token.kind, token.text) for token in tokens] == [
        ("identifier", "a_1"),
        ("symbol", ":"),
        ("symbol", "-"),
        ("number", "0x1F.5e-3f"),
        ("string", '"x\\"#"'),
        ("string", "''"),
        ("symbol", "["),
        ("identifier", "b"),
        ("symbol", "."),
        ("identifier", "c"),
        ("symbol", "/"),
        ("identifier", "d"),
        ("symbol", "]"),
        ("bad", "@"),
        ("bad", "'open"),
        ("end", ""),
    ]


def test_comments_are_kept_apart() -> None:
    """Comments run to the end of the line and are kept with their offsets."""
    tokens, comments = tokenize(Source("# first\na: 1 # second\n#", "f"))
    assert [token.text for token in tokens] == ["a", ":", "1", ""]
    assert [(comment.text, comment.offset) for comment in comments] == [("# first", 0), ("# second", 13), ("#", 22)]


def test_location() -> None:
    """Lines and columns count from 1, columns in characters."""
    source = Source("a\n\nüb: 1", "dir/f.pbtxt")
    assert [str(source.location(offset)) for offset in (0, 1, 2, 3, 4)] == [
        "dir/f.pbtxt:1:1",
        "dir/f.pbtxt:1:2",
        "dir/f.pbtxt:2:1",
        "dir/f.pbtxt:3:1",
        "dir/f.pbtxt:3:2",
    ]


@pytest.mark.parametrize(
    "character", ["\xa0", "\u2003", "\u2028", "\x85", "\x1c", "\x1f", "\0", "\x01", "\ufeff", "\x7f"]
)
def test_blanks_are_those_of_ascii(character: str) -> None:
    """Other characters that look like a blank, or like nothing, are wrong between tokens; in comments only NUL is."""
    tokens, _ = tokenize(Source(f"a{character}b", "f"))
    assert [token.kind for token in tokens] == ["identifier", "bad", "identifier", "end"]
    tokens, _ = tokenize(Source(f"a # {character}\nb \t\v\f\r", "f"))
    assert [token.kind == "bad" for token in tokens] == (
        [False, True, False, False] if character == "\0" else [False] * 3
    )
    tokens, _ = tokenize(Source('"\0"', "f"))
    assert tokens[0].kind == "bad"
