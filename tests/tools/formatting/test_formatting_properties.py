"""Whatever a text is, formatting keeps its meaning and comments, and settles at once."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.config.tokenizer import Source, tokenize
from backedge.errors import ConfigError
from backedge.tools.formatting import format_text
from tests.framework.config.dialects import texts
from tests.framework.templates.test_template_fuzz import PIECES
from tests.reliability.mutations import mutated_text
from tests.reliability.seeds import graph_texts
from tests.reliability.seeds import texts as all_texts

SMALL = (
    'text: "x" "y" list: [1, -2, inf] child { } any < [a.b/c.D] { e: 1; } >, last: .5',
    'list: [{ a: "b" "c" }, { d: [] }] list: "one" list: ["two" "three", "four"] number: - 5',
    "%param a: size(list(1, 2)) + b . c% %for (x : a)% %if (!(x))% c: %x * 2% %end% %end% d { %if (1)% e: [%a%]%end% }",
)
"""Texts with everything that text format and templates have."""


def comments(text: str) -> list[str]:
    """The comments of a text, in order."""
    return [comment.text.rstrip() for comment in tokenize(Source(text, ""))[1]]


def with_braces_apart(text: str) -> str:
    """The text with each brace on a line of its own, but for those in comments and strings."""
    tokens, _ = tokenize(Source(text, ""))
    for token in reversed(tokens):
        if token.text in ("{", "}"):
            text = f"{text[: token.offset]}\n{token.text}\n{text[token.offset + 1 :]}"
    return text


def check(text: str) -> None:
    """A text is formatted once and for all, or is refused; `format_text` itself compares what both mean."""
    with contextlib.suppress(ConfigError):
        formatted = format_text(text)
        assert format_text(formatted) == formatted
        assert comments(formatted) == comments(text.removeprefix("\ufeff"))


@given(texts())
def test_dialects(text: str) -> None:
    """Texts in all the dialects of text format."""
    check(text)


@given(st.text(alphabet="{}<>[]:;,.-/'\"\\# \nab1_%"))
def test_any_symbols(text: str) -> None:
    """Any mixture of the symbols that mean something."""
    check(text)


@given(st.lists(st.sampled_from([*PIECES, "# c\n", "\n", "\n\n", "  "]), max_size=40))
def test_templates(pieces: list[str]) -> None:
    """Directives, expressions and fields in any order."""
    check(" ".join(pieces))


_BETWEEN = st.sampled_from([" ", "\n", "\n\n\n", " # c\n", "\n  # d\n", "# e\n# f\n", "\t", " \r\n"])


@given(st.sampled_from([*SMALL, *all_texts()[::10]]), st.data())
def test_comments_anywhere(text: str, data: st.DataObject) -> None:
    """Comments and line ends between any two tokens."""
    tokens, _ = tokenize(Source(text, ""))
    between = data.draw(st.lists(_BETWEEN, min_size=1, max_size=12))
    check("".join(token.text + between[number % len(between)] for number, token in enumerate(tokens)))


@pytest.mark.parametrize("seed", range(40))
def test_damaged_graphs(seed: int) -> None:
    """Graphs with something changed here and there."""
    check(mutated_text(random.Random(seed), all_texts()))


def test_lost_layout() -> None:
    """A graph whose layout is lost means the same when it has ours again."""
    for text in all_texts()[::4]:
        flat = "\n".join(line.strip() for line in text.split("\n"))
        for other in (text, flat, with_braces_apart(flat)):
            formatted = format_text(other)
            assert format_text(formatted) == formatted


def test_shipped_graphs_are_formatted() -> None:
    """Our own graphs are in our style."""
    for text in graph_texts():
        assert format_text(text) == text
