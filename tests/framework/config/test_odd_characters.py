"""Characters that are not of text format, as word processors and web pages leave them in a config."""

from __future__ import annotations

import pytest

from backedge import ConfigError, load_graph
from backedge.config.odd_characters import odd_characters, plain_text

NODE = 'node { calculator: "Do" }'


def refusal(text: str) -> str:
    """What is said about a config."""
    with pytest.raises(ConfigError) as caught:
        load_graph(text, file="g")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (
            NODE.replace(" ", "\u00a0"),
            (
                "g:1:5: error: expected an ordinary space, found U+00A0 (no-break space), here and in 3 more places\n"
                "    replace it by an ordinary space"
            ),
        ),
        (
            'type:\u2003"A"',
            "g:1:6: error: expected an ordinary space, found U+2003 (em space)\n    replace it by an ordinary space",
        ),
        (
            "no\u200bde {}",
            (
                "g:1:3: error: expected ':' or '{' after 'no', found U+200B (zero width space)\n"
                "    delete it: it cannot be seen"
            ),
        ),
        (
            "node {} \ufeff",
            "g:1:9: error: expected a field name, found U+FEFF (byte order mark)\n    delete it: it cannot be seen",
        ),
        (
            "type: \u201cA\u201d",
            (
                "g:1:7: error: expected a value, found '\u201c' (U+201C, left double quotation mark)\n"
                '    write strings in straight quotes: "…"'
            ),
        ),
        (
            'type: "A\u201d',
            (
                'g:1:7: error: expected a value, found a string without closing quote: "A\u201d\n'
                "    end it with \", not with '\u201d' (U+201D, right double quotation mark)"
            ),
        ),
        (
            'type\uff1a "A"',
            "g:1:5: error: expected ':' or '{' after 'type', found '\uff1a' (U+FF1A, fullwidth colon)\n    write ':'",
        ),
        (
            "num_threads: \u22121",
            "g:1:14: error: expected a value, found '\u2212' (U+2212, minus sign)\n    write '-'",
        ),
        ("type: \u00e9", "g:1:7: error: expected a value, found 'é' (U+00E9, latin small letter e with acute)"),
        (
            "type: `A`",
            "g:1:7: error: expected a value, found '`'\n    write strings in straight quotes: \"…\"",
        ),
        ("node {} \x00", "g:1:9: error: expected a field name, found U+0000\n    delete it: it cannot be seen"),
    ],
)
def test_an_odd_character_is_named(text: str, error: str) -> None:
    """The message has its number and its name, and says what to write instead."""
    assert refusal(text) == error


def test_odd_blanks_do_not_hide_other_mistakes() -> None:
    """Each kind of blank is told once, and the text is read as if it were an ordinary one."""
    assert [
        line.partition(" error")[0] for line in refusal("type:\u00a0 5\u2003x").splitlines() if " error" in line
    ] == [
        "g:1:6:",
        "g:1:9:",
        "g:1:11:",
    ]


def test_what_a_string_and_a_comment_hold_is_no_mistake() -> None:
    """Strings and comments may hold any character, and a byte order mark may begin a text."""
    config = load_graph('\ufefftype: "A"  # \u00a0\u201c\nnode { calculator: "Do" name: "é\u00a0" }')
    assert config.node[0].name == "é\u00a0"


def test_what_looks_alike() -> None:
    """Full-width letters, dashes and blanks become ASCII; what cannot be seen goes; letters stay."""
    assert plain_text("\uff21\u2014b\u00a0c\u200bd\ufe0fé") == "A-b cdé"
    assert odd_characters("a\u00a0b\u00a0\t") == ["\u00a0", "\t"]
