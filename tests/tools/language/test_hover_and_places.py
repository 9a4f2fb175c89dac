"""Hover, go to definition, references, rename, outline and folding."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.graphs import hand_tracking
from backedge.tools.language.definition import find_definition
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.outline import outline
from backedge.tools.language.references import find_references
from backedge.tools.language.rename import RenameError, find_name, rename
from backedge.tools.language.text_folding import find_folds
from tests.tools.language.documents import CURSOR, HEAD, Place, edited, hovered, place

HAND_GRAPH = Path(hand_tracking.__file__).with_name("hand_tracking.pbtxt")

LOOP = """\
input_stream: "image"
node {
  calculator: "PreviousLoopbackCalculator"
  input_stream: "MAIN:image"
  input_stream: "LOOP:last"
  input_stream_info { tag_index: "LOOP" back_edge: true }
  output_stream: "PREV_LOOP:before"
}
# last
node { calculator: "GateCalculator" input_stream: "image" input_side_packet: "ALLOW:last" output_stream: "last" }
"""


def at(text: str, before: str, after: str = "") -> Place:
    """A place in a text: between `before` and `after`."""
    assert text.count(before + after) == 1
    return place(text.replace(before + after, f"{before}{CURSOR}{after}"))


def hover(before: str, after: str = "", text: str = LOOP) -> str:
    """What hover shows there."""
    return hovered(text.replace(before + after, f"{before}{CURSOR}{after}"))


def test_hover_on_a_calculator() -> None:
    """A calculator shows its contract, its options with their defaults, and what its author says."""
    text = hover('"Gate', 'Calculator"')
    assert "**GateCalculator** (Gate)" in text
    assert "[ALLOW bool]" in text
    assert "`initial_gate_state`: UNSPECIFIED | GATE_UNINITIALIZED" in text
    assert "= `GATE_UNINITIALIZED` — the state that the first decision is compared with" in text
    assert "A gate that a side packet closes ends its" in text


def test_hover_on_a_subgraph() -> None:
    """A subgraph shows its ports, its options and the comment on top of its file."""
    text = hovered(f'node {{ calculator: "Hand{CURSOR}Tracking" }}')
    assert "IMAGE:image" in text
    assert "min_detection_confidence" in text
    assert "Real-time hand tracking." in text


def test_hover_on_a_stream() -> None:
    """A stream shows its type, who makes it and who reads it; a side packet of the same name is another thing."""
    text = hovered(HEAD.replace('"SIZE:size"', f'"SIZE:si{CURSOR}ze"') + 'output_stream: "s:size"\n')
    assert text == (
        "**stream** `size`: `tuple[int, int]`  \nmade by `ImagePropertiesCalculator` SIZE (line 6)  \nread by nobody"
    ).replace("nobody", "the graph's output stream s (line 8)")
    assert "made by the application that runs the graph" in hover('"ALLOW:la', "st")
    assert "read by `PreviousLoopbackCalculator` LOOP (line 5)" in hover('output_stream: "la', "st")


def test_hover_on_tags_fields_and_values() -> None:
    """A tag shows the type of its port, a field what it means, a value of an enum its number."""
    assert hover('"ALL', 'OW:last"') == "**ALLOW**: `bool`  \nan input side packet of `GateCalculator`, optional"
    assert hover("back_", "edge: true").startswith("`back_edge`: bool = `false` — whether the stream comes")
    text = HAND_GRAPH.read_text(encoding="utf-8")
    assert hover("WEIG", "HTED", text).startswith("**WEIGHTED** = 1")
    assert hover("[mediapipe.Gate", "CalculatorOptions.ext]", text).startswith("**Options** `[mediapipe.Gate")
    assert hover("# la", "st\n") == ""


def test_definition_of_streams_and_marks() -> None:
    """A stream comes from the port that makes it; a mark of a back edge is about an input."""
    for where in (at(LOOP, '"LOOP:la', 'st"'), at(LOOP, 'output_stream: "la', 'st"')):
        (target,) = find_definition(*where)
        assert target.span is not None
        assert LOOP[: target.span.start].endswith('output_stream: "')
    (mark,) = find_definition(*at(LOOP, 'tag_index: "LO', 'OP"'))
    assert mark.span is not None
    assert LOOP[slice(*mark.span)] == "last"
    assert LOOP[: mark.span.start].endswith('"LOOP:')
    assert find_definition(*at(LOOP, '"ALLOW:la', "st")) == []


def test_definition_of_calculators(tmp_path: Path) -> None:
    """A calculator comes from its Python file, a subgraph from the graph's, also one beside the document."""
    (python,) = find_definition(*at(LOOP, '"Gate', 'Calculator"'))
    lines = Path(python.file).read_text(encoding="utf-8").splitlines()
    assert lines[python.line - 1].startswith('@register("GateCalculator"')
    (tmp_path / "mine.pbtxt").write_text('# Mine.\ntype: "MyGraph"\n')
    (graph,) = find_definition(*place(f'node {{ calculator: "My{CURSOR}Graph" }}', "x.pbtxt", tmp_path))
    assert (graph.file, graph.line) == (str(tmp_path / "mine.pbtxt"), 2)
    (shipped,) = find_definition(*place(f'node {{ calculator: "Hand{CURSOR}Tracking" }}'))
    assert Path(shipped.file).samefile(HAND_GRAPH)
    (options,) = find_definition(*place(f"node {{ options {{ [mediapipe.Gate{CURSOR}CalculatorOptions.ext] {{}} }} }}"))
    assert options.file == python.file


def test_references() -> None:
    """All ports at a stream, with or without the one that makes it; all nodes of a calculator."""
    where = at(LOOP, '"LOOP:la', "st")
    assert [LOOP[slice(*span)] for span in find_references(*where)] == ["last", "last"]
    assert len(find_references(*where, with_definition=False)) == 1
    document, offset = place(HAND_GRAPH.read_text().replace('"GateCalc', f'"{CURSOR}GateCalc', 1))
    assert len(find_references(document, offset)) == document.text.count('calculator: "GateCalculator"')


def test_rename() -> None:
    """A stream changes at all its ports, and nothing else of that name: no side packet, no comment."""
    where = at(LOOP, '"LOOP:la', "st")
    assert LOOP[slice(*find_name(*where))] == "last"
    text = edited(where.document, rename(*where, "newest"))
    assert text == LOOP.replace('"LOOP:last"', '"LOOP:newest"').replace(
        'output_stream: "last"', 'output_stream: "newest"'
    )
    assert "ALLOW:newest" in edited(where.document, rename(*at(LOOP, '"ALLOW:la', "st"), "newest"))
    assert rename(*where, "last") == []


@pytest.mark.parametrize(
    ("before", "name", "why"),
    [
        ('"LOOP:la', "image", 'there is a stream "image" already, in line 1'),
        ('"LOOP:la', "New", 'did you mean "new"'),
        ('"LOOP:la', "TAG:name", "more than a name"),
        ("back_edge: tr", "new", "only streams and side packets"),
    ],
)
def test_rename_refuses(before: str, name: str, why: str) -> None:
    """A name that is no name, or is taken, and what has no name."""
    document, offset = place(LOOP.replace(before, before + CURSOR))
    with pytest.raises(RenameError, match=why):
        rename(document, offset, name)


def test_outline() -> None:
    """Ports, options and nodes of a graph, these with what they are connected to."""
    symbols = outline(GraphDocument(HAND_GRAPH.read_text(encoding="utf-8")))
    assert [(each.name, each.detail) for each in symbols[:2]] == [
        ("type", "HandTracking"),
        ("IMAGE:image", "input stream"),
    ]
    gate = next(each for each in symbols if each.name == "GateCalculator")
    assert [child.name for child in gate.children] == [
        *("image", "DISALLOW:has_enough_hands", "image_with_too_few_hands", "options")
    ]
    for symbol in symbols:
        assert symbol.span.start <= symbol.name_span.start <= symbol.name_span.end <= symbol.span.end


def test_outline_of_half_a_graph() -> None:
    """What is understood is shown."""
    symbols = outline(GraphDocument('node {\n  calculator: "Ga\n  input_stream: \nnode {\n  name: "b"\n}\n'))
    assert [symbol.name for symbol in symbols] == ["Ga", "b"]


def test_folding() -> None:
    """Blocks fold up to the line of their closing brace, comments of several lines to their first."""
    text = "# a\n# b\n\nnode {\n  options {\n    x: 1\n  }\n}\nnode { } # c\n# d\n"
    assert find_folds(GraphDocument(text)) == [(1, 2, "comment"), (4, 7, "block"), (5, 6, "block")]
