"""What is understood of texts that are only half typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backedge.config.tokenizer import Source
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.parsed_text import Syntax
from backedge.tools.language.syntax import Braces
from tests.tools.language.documents import CURSOR, place

WHOLE = """\
type: "T"  # a comment
node {
  calculator: "A"
  input_stream: ["a", 'B:b']
  options < [x.y.ext] { z: -1.5 } >
}
"""


def tree(block: Braces) -> list[object]:
    """Names of fields with what they hold."""
    return [
        (entry.name, [value.text if not isinstance(value, Braces) else tree(value) for value in entry.values])
        for entry in block.entries
    ]


def parsed(text: str) -> list[object]:
    """The tree of a text."""
    return tree(Syntax(Source(text, "")).root)


def test_everything_has_its_extent() -> None:
    """Names and values are where the text has them, quotes and braces included."""
    syntax = Syntax(Source(WHOLE, ""))
    node = next(iter(syntax.root.named("node")))
    (block,) = node.blocks
    assert WHOLE[slice(*node.name_span)] == "node"
    assert WHOLE[slice(*block.span)] == WHOLE[WHOLE.index("{") : WHOLE.rindex("}") + 1]
    streams = list(next(iter(block.named("input_stream"))).words)
    assert [WHOLE[slice(*word.span)] for word in streams] == ['"a"', "'B:b'"]
    assert [WHOLE[slice(*word.content)] for word in streams if word.content] == ["a", "B:b"]
    (options,) = next(iter(block.named("options"))).blocks
    assert WHOLE[slice(*options.entries[0].name_span)] == "[x.y.ext]"
    assert parsed(WHOLE)[1] == (
        "node",
        [[("calculator", ["A"]), ("input_stream", ["a", "B:b"]), ("options", [[("[x.y.ext]", [[("z", ["-1.5"])]])]])]],
    )


@pytest.mark.parametrize(
    "typed",
    ['calculator: "Ga', "calculator: ", "calculator:", "calculator", "calc", 'calculator: "A', "options { [med", "}"],
)
def test_half_a_field_leaves_the_next_one_alone(typed: str) -> None:
    """What follows on the next line is read as if the field were whole."""
    text = f'node {{\n  name: "n"\n  {typed}\n  input_stream: "x"\n}}\nnode {{\n  calculator: "B"\n}}\n'
    document = GraphDocument(text)
    assert document.nodes[-1].calculator == "B"
    assert [port.name for port in document.ports] == ["x"] or typed == "}"


def test_indentation_says_where_a_block_ends_that_is_not_closed() -> None:
    """A node whose brace is missing does not swallow those that follow."""
    first = 'node {\n  calculator: "A"\n  options {\n    [x.y.ext] { a: 1\n  output_stream: "o"\n\n'
    text = f'{first}node {{\n  calculator: "B"\n}}\n'
    assert [node.calculator for node in GraphDocument(text).nodes] == ["A", "B"]
    assert [port.name for port in GraphDocument(text).ports] == ["o"]


def test_values_with_escapes_have_no_extent_of_their_own() -> None:
    """What is not written as it is meant cannot be edited letter by letter."""
    (port,) = GraphDocument(r'input_stream: "im\141ge"').ports
    assert (port.name, port.name_span) == ("image", None)
    (port,) = GraphDocument('input_stream: "TAG:" "image"').ports
    assert (port.tag, port.name, port.name_span) == ("TAG", "image", None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (f'node {{ calculator: "G{CURSOR}" }}', "calculator"),
        (f"node {{ calculator: {CURSOR} }}", "calculator"),
        (f"node {{ calculator: {CURSOR}\n }}", "calculator"),
        (f"node {{ {CURSOR} }}", ""),
        (f'node {{ calculator: "A" {CURSOR}', ""),
        (f"no{CURSOR}", "no"),
        (f"node {{ options {{ [med{CURSOR}", "[med"),
    ],
)
def test_the_field_of_a_cursor(text: str, name: str) -> None:
    """A cursor is in the innermost field that it touches, or that waits for its value."""
    document, offset = place(text)
    entry = document.syntax.entry_at(offset)
    assert (entry.name if entry and entry.name != "node" else "") == name


@given(st.text(alphabet="node{}<>[]:\"'\\#\n\r\t ./-1,;ä😀\0", max_size=80), st.data())
def test_any_text_can_be_read(text: str, data: st.DataObject) -> None:
    """Garbage is no error, everything lies within its block, and there is a block at each offset."""
    document = GraphDocument(text)
    within(document.syntax.root)
    offset = data.draw(st.integers(0, len(text)))
    document.syntax.entry_at(offset)
    assert document.syntax.block_at(offset).span.end <= len(text)
    assert list(document.ports) == [*document.graph_ports, *(port for node in document.nodes for port in node.ports)]


def within(block: Braces) -> None:
    """Check that a block's fields are inside it, one after the other."""
    end = block.span.start
    for entry in block.entries:
        assert end <= entry.span.start <= entry.name_span.end <= entry.span.end <= block.span.end
        assert entry.around is block
        end = entry.span.end
        for inner in entry.blocks:
            assert inner.owner is entry
            within(inner)
