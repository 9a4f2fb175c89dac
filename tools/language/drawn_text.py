"""A text as a drawing, and where in the text is what is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from backedge.config.complaints import Complaints
from backedge.errors import BackedgeError, Location
from backedge.tools.drawing.building import draw_graph
from backedge.tools.drawing.drawing_model import Drawing
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.syntax import Span


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A drawing of a text.

    Attributes:
        drawing: the graph, as far as it can be understood.
        boxes: where the text has its nodes and groups, by their ids; those inside of subgraphs are in other files.
        streams: every place of a stream or side packet in the text, by its name.
    """

    drawing: Drawing
    boxes: dict[str, Span]
    streams: dict[str, list[Span]]


def draw_text(document: GraphDocument) -> DrawnText | None:
    """Draw a text; None if it is no graph at all, which its problems say."""
    complaints = Complaints()
    try:
        config = document.rough_config(complaints)
        name, folder = Path(document.file).stem, document.lookup_folder
        drawing = draw_graph(config, complaints=complaints, name=name, folder=folder)
    except BackedgeError:  # the checker says what is wrong with it
        return None
    return DrawnText(drawing, dict(_boxes(document, drawing)), _streams(document))


def _boxes(document: GraphDocument, drawing: Drawing) -> Iterator[tuple[str, Span]]:
    for box in (*drawing.groups, *drawing.nodes):
        place = box.place
        span = node_span(document, Location(place.file, place.line, place.column)) if place is not None else None
        if span is not None:
            yield box.id, span


def node_span(document: GraphDocument, place: Location) -> Span | None:
    """The node of a text that a place is in; None if it is in none, or in another file."""
    if place.file != document.file:
        return None
    node = document.node_of(document.syntax.block_at(document.offset_of(place)))
    return None if node is None else node.entry.span


def _streams(document: GraphDocument) -> dict[str, list[Span]]:
    streams: dict[str, list[Span]] = {}
    for port in document.ports:
        if port.name:
            streams.setdefault(port.name, []).append(port.name_span or port.word.span)
    return streams
