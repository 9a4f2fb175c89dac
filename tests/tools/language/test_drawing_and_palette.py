"""A text as a drawing with its places; calculators that fit a stream, and what putting one there writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.graphs import hand_tracking
from backedge.tools.language.drawn_text import DrawnText, draw_text
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.insertion import InsertionError, insert
from backedge.tools.language.palette import PaletteShelf
from tests.tools.language.documents import Place, edited, place

HAND_GRAPH = Path(hand_tracking.__file__).with_name("hand_tracking.pbtxt")

CHAIN = """\
input_stream: "IMAGE:image"
output_stream: "SIZE:size"
# The luminance.
node {
  calculator: "LuminanceCalculator"  # grey
  input_stream: "image"
  output_stream: "grey"
}

# Its size.
node {
  name: "size"
  calculator: "ImagePropertiesCalculator"
  input_stream: "IMAGE:grey"
  output_stream: "SIZE:size"
}
node { name: "same" calculator: "PassThroughCalculator" input_stream: "grey" output_stream: "same" }
"""


def drawn(text: str, folder: Path | None = None) -> tuple[GraphDocument, DrawnText]:
    """A text and its drawing."""
    document = place(text, "graph.pbtxt", folder).document
    found = draw_text(document)
    assert found is not None
    return document, found


def test_what_is_drawn_has_places() -> None:
    """Every node leads to its text, and every stream to each port that names it."""
    document, found = drawn(CHAIN)
    starts = {box: document.text[span.start : span.end].split()[2] for box, span in found.boxes.items()}
    assert starts == {"LuminanceCalculator": "calculator:", "size": "name:", "same": "name:"}
    assert {name: len(spans) for name, spans in found.streams.items()} == {"image": 2, "grey": 3, "size": 2, "same": 1}
    assert all(document.text[span.start : span.end] == name for name, spans in found.streams.items() for span in spans)


def test_what_is_inside_of_another_file_has_no_place(tmp_path: Path) -> None:
    """The group of a subgraph leads to the node that names it; the nodes in it lead nowhere."""
    (tmp_path / "inner.pbtxt").write_text(f'type: "Inner"\n{CHAIN}')
    _, found = drawn('input_stream: "i" node { calculator: "Inner" input_stream: "IMAGE:i" }', tmp_path)
    assert list(found.boxes) == ["Inner/"]
    assert len(found.drawing.nodes) == 3


def test_a_wrong_graph_is_drawn_as_far_as_it_is_understood() -> None:
    """What is wrong with it is among its problems; what is no graph has no drawing."""
    _, found = drawn(CHAIN.replace("LuminanceC", "LuminaceC"))
    assert [node.label for node in found.drawing.nodes] == ["LuminaceCalculator", "size", "same"]
    assert any("is not registered" in each.message for each in found.drawing.problems)
    assert draw_text(place("node { calculator: ").document) is not None
    assert draw_text(place("hello, world").document) is None


def inserted(where: Place, calculator: str, stream: str, reader: str = "") -> str:
    """The text with a calculator put into it, which must be right if it was before."""
    edits = insert(where.document, where.analysis, calculator, stream, reader)
    text = edited(where.document, edits)
    after = place(text, folder=where.document.folder)
    assert [complaint.message for complaint in after.analysis.complaints if complaint.severity == "error"] == []
    return text


def test_behind_a_node_all_who_read_it_read_the_new_one() -> None:
    """The node before writes to the new one, and the stream keeps its name for everybody else."""
    text = inserted(place(CHAIN), "PassThroughCalculator", "grey")
    assert '  output_stream: "grey_pass_through"\n}\nnode {\n  calculator: "PassThroughCalculator"\n' in text
    assert '  input_stream: "grey_pass_through"\n  output_stream: "grey"\n}\n\n# Its size.' in text
    assert text.count("#") == CHAIN.count("#")


def test_before_one_reader_only_that_one_reads_it() -> None:
    """The new node stands before the reader and the comment above it."""
    text = inserted(place(CHAIN), "PassThroughCalculator", "grey", "size")
    assert '  output_stream: "grey_pass_through"\n}\n# Its size.\nnode {\n  name: "size"' in text
    assert 'input_stream: "IMAGE:grey_pass_through"' in text
    assert 'calculator: "PassThroughCalculator" input_stream: "grey"' in text


def test_behind_an_input_of_the_graph_its_readers_change() -> None:
    """The graph's input keeps its name: others feed it."""
    text = inserted(place(CHAIN), "LuminanceCalculator", "image")
    assert 'input_stream: "IMAGE:image"' in text
    assert (
        '# The luminance.\nnode {\n  calculator: "LuminanceCalculator"  # grey\n  input_stream: "image_luminance"'
        in text
    )


def test_ports_are_those_that_fit() -> None:
    """Tags are written, and a name that is taken is not taken again."""
    text = inserted(place(CHAIN), "ImageTransformationCalculator", "grey")
    assert 'input_stream: "IMAGE:grey_image_transformation"\n  output_stream: "IMAGE:grey"' in text
    twice = inserted(place(inserted(place(CHAIN), "PassThroughCalculator", "grey")), "PassThroughCalculator", "grey")
    assert '"grey_pass_through_2"' in twice


@pytest.mark.parametrize(
    ("calculator", "stream", "reader", "message"),
    [
        ("PassThroughCalculator", "gray", "", 'writes a stream "gray"'),
        ("PassThroughCalculator", "grey", "sizes", 'node "sizes" does not read'),
        ("PasThroughCalculator", "grey", "", "there is no calculator or graph"),
        ("ThresholdingCalculator", "grey", "", 'does not take stream "grey": it takes FLOAT float'),
        ("CallbackCalculator", "grey", "", "writes no stream"),
    ],
)
def test_what_does_not_fit_is_refused(calculator: str, stream: str, reader: str, message: str) -> None:
    """It is said what is wrong, and nothing is written."""
    where = place(CHAIN)
    with pytest.raises(InsertionError, match=message):
        insert(where.document, where.analysis, calculator, stream, reader)


def test_every_stream_of_the_hand_graph_takes_a_node() -> None:
    """Comments, options and loops of a real graph survive."""
    text = HAND_GRAPH.read_text(encoding="utf-8")
    where = place(text, folder=HAND_GRAPH.parent)
    streams = [name for is_side_packet, name in where.document.connections if not is_side_packet]
    for stream in streams:
        assert inserted(where, "PassThroughCalculator", stream).count("#") == text.count("#")


def test_the_palette_finds_by_words_and_puts_what_fits_first() -> None:
    """All words count, wherever they are; a stream decides on the order."""
    where, shelf = place(CHAIN), PaletteShelf()
    found = shelf.search(where.document, where.analysis, "landmarks project")
    assert "LandmarkProjectionCalculator" in [each.name for each in found]
    assert not any(each.fits for each in found)
    assert shelf.search(where.document, where.analysis, "no such words") == []
    fitting = shelf.search(where.document, where.analysis, "threshold", "size")
    assert not next(each for each in fitting if each.name == "ThresholdingCalculator").fits
    first = shelf.search(where.document, where.analysis, "image", "grey")[0]
    assert first.fits
    assert first.inputs
