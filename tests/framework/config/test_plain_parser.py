"""The quick parser reads what the other one reads, with the same places, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.config.parser import MAX_DEPTH, TreeParser, parse_tree
from backedge.config.plain_parser import parse_plain
from backedge.config.tokenizer import Source
from backedge.config.tree import Block, Field, Literal
from tests.framework.config.dialects import texts, word_salads
from tests.framework.planning.large_graphs import loops, unknown_options


class Careful(TreeParser):
    """The parser that knows all of text format; a text never goes to the quick one first."""


def shape(block: Block) -> list[object]:
    """All that is in a block, and where."""

    def of_value(value: Literal | Block) -> object:
        return (value.offset, shape(value)) if isinstance(value, Block) else value

    def of_field(field: Field) -> object:
        return (field.name, field.offset, field.is_list, [of_value(value) for value in field.values])

    return [of_field(field) for field in block.fields]


def is_read(text: str) -> bool:
    """Tell whether the quick parser reads a text; fail if the other one reads something else."""
    plain = parse_plain(Source(text, "g"), MAX_DEPTH)
    if plain is None:
        return False
    careful = parse_tree(text, "g", Careful)
    assert careful.diagnostics == []
    assert (shape(plain[0]), plain[1]) == (shape(careful.root), careful.comments)
    return True


@pytest.mark.parametrize(
    "text",
    [
        "",
        " # nothing but a comment",
        loops(3),
        unknown_options(2),
        'a: 1 b: -2.5e-3f, c: true; d { } e: { f: "x" }; # end',
        "node_options { [type.googleapis.com/a.B] { c: 'it''s' } }".replace("''", "\\'"),
        "a{b{c{}}}\r\n\td:0x1F",
    ],
)
def test_plain_texts(text: str) -> None:
    """Fields, blocks, comments and separators."""
    assert is_read(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: [1, 2]",
        'a: "x" "y"',
        'a: "x" # more\n "y"',
        "a < b: 1 >",
        "a: - 1",
        "[other.com/a.B] { }",
        r'a: "\q"',
        "a",
        "a: b {",
        "a: 1 }",
        "{ a: 1 }",
        "a { b: 1",
        "a:\u00a01",
        'a: "x\n"',
        "a: 1,, b: 2",
        "a { " * (MAX_DEPTH + 1) + "}" * (MAX_DEPTH + 1),
    ],
)
def test_all_else(text: str) -> None:
    """What is rare, and what is wrong, is for the other parser."""
    assert not is_read(text)


@given(st.one_of(texts(), word_salads, st.text(alphabet="{}<>[]:;,.-/'\"\\# \nab1_%")))
def test_any_text(text: str) -> None:
    """Whatever the quick parser reads, the other one reads in the same way."""
    is_read(text)
