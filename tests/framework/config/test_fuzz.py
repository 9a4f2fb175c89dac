"""No input makes the loader crash: it is a graph, or it is refused with an error for the user."""

from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from backedge.config import load_graph, to_binary
from backedge.config.parser import MAX_DIAGNOSTICS, parse_tree
from backedge.errors import BackedgeError
from tests.framework.config.dialects import texts

GRAPH = """
input_stream: "IMAGE:image"  # the camera
node {
  calculator: 'Gate'
  input_stream: ["A:a", "b"]
  options: { [test.config.SampleOptions.ext] { threshold: 0.5 } }
  node_options: { [type.googleapis.com/test.config.SampleOptions] < colour: GREEN > }
}
"""


def load(source: str | bytes) -> None:
    """Load a graph that may be none."""
    with contextlib.suppress(BackedgeError):
        load_graph(source)


@given(st.text())
def test_any_text(text: str) -> None:
    """Any text is a graph, or is refused."""
    load(f"{text}\n")  # the line's end keeps it from being a file name
    assert len(parse_tree(text).diagnostics) <= MAX_DIAGNOSTICS


@given(st.text(alphabet="{}<>[]:;,.-/'\"\\# \nab1_%"))
def test_any_symbols(text: str) -> None:
    """Any mixture of the symbols that mean something is a graph, or is refused."""
    load(f"{text}\n")


@given(st.integers(0, len(GRAPH)), st.integers(0, 8), st.text(max_size=4))
def test_damaged_text(start: int, removed: int, added: str) -> None:
    """A graph with something taken out and something put in is a graph, or is refused."""
    load(GRAPH[:start] + added + GRAPH[start + removed :])


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    """Any bytes are a graph, or are refused."""
    load(data)


@given(st.integers(0, 80), st.binary(max_size=2))
def test_damaged_binary(start: int, replacement: bytes) -> None:
    """A serialized graph with some bytes replaced is a graph, or is refused."""
    data = to_binary(load_graph(GRAPH))
    load(data[:start] + replacement + data[start + len(replacement) :])


@given(texts())
def test_places(text: str) -> None:
    """Every place that the parser gives to a field is where the field's name is."""
    lines = text.split("\n")
    for field in parse_tree(text).root.fields:
        place = parse_tree(text, "g").root.source.location(field.offset)
        assert place.line is not None
        assert place.column is not None
        assert lines[place.line - 1][place.column - 1 :].startswith(field.name[:1])
