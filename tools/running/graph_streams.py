"""The streams of pictures in a graph: which of them a runner feeds, draws on or writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import click

from backedge.authoring.conversions import find_conversion
from backedge.authoring.packet_types import fits, members
from backedge.config import PortSpec, parse_port
from backedge.formats import Detection, Image, ImageFrame, NormalizedLandmarks, NormalizedRect, Rect
from backedge.formats.classification import ClassificationList
from backedge.planning.plan import GraphPlan
from backedge.suggest import suggest_or_list

IMAGE_TAGS: Final = ("IMAGE", "VIDEO")

_LABELS: Final = "HANDEDNESS"
_LANDMARKS: Final = "LANDMARKS"

DRAWN: Final[dict[str, Any]] = {
    _LANDMARKS: list[NormalizedLandmarks] | NormalizedLandmarks,
    _LABELS: list[ClassificationList] | ClassificationList,
    "HAND_RECTS": list[NormalizedRect] | NormalizedRect | list[Rect] | Rect,
    "PALM_DETECTIONS": list[Detection] | Detection,
}
"""What can be drawn into pictures: the tag HandRendererCalculator takes it at, and its type."""


@dataclass(frozen=True, slots=True)
class PictureStreams:
    """The streams that `--output` needs.

    Attributes:
        image: the pictures.
        drawings: tags of HandRendererCalculator, and the streams to draw for each; empty if the pictures are complete.
    """

    image: str
    drawings: dict[str, list[str]]

    @property
    def drawn(self) -> list[str]:
        """The streams to draw."""
        return [stream for streams in self.drawings.values() for stream in streams]


def image_type(value_type: Any) -> type[ImageFrame | Image] | None:
    """The class of pictures that a stream of `value_type` can carry, None if it carries no pictures."""
    alternatives = members(value_type)
    for known in (ImageFrame, Image):
        if known in alternatives:
            return known
    return None


def may_carry_pictures(value_type: Any) -> bool:
    """Tell whether pictures can go into, or come from, a stream of `value_type`: also as arrays, or as anything."""
    return value_type is Any or image_type(value_type) is not None or bool(find_conversion(value_type, ImageFrame))


def require_streams(option: str, streams: Iterable[str], plan: GraphPlan) -> list[str]:
    """The streams of the expanded graph that an option names, each once.

    Raises:
        click.UsageError: there is no such stream.
    """
    for stream in streams:
        if stream not in plan.stream_types:
            hint = suggest_or_list(stream, plan.stream_types)
            raise click.UsageError(f'{option}: the graph has no stream "{stream}"; {hint}')
    return list(dict.fromkeys(streams))


def image_input(plan: GraphPlan) -> str | None:
    """The graph input stream to feed pictures into, None for a graph without one.

    Raises:
        click.UsageError: it could be one of several.
    """
    return _choose(plan, plan.config.input_stream, "input")


def picture_streams(plan: GraphPlan, option: str = "--output") -> PictureStreams:
    """Choose what to write as a video: a stream of finished pictures, or pictures to draw the graph's results into.

    A picture that the results were found in has nothing drawn on it yet; one that is made from the results has. What is
    tagged as something else, such as SEGMENTATION_MASK, is itself a result: it is written where there is nothing to
    draw.

    Args:
        plan: the graph.
        option: what they are for.

    Raises:
        click.UsageError: the graph has neither, or several of the first kind.
    """
    drawings = _drawings(plan)
    source = set().union(*(_upstream(plan, name) for streams in drawings.values() for name in streams))
    inputs = [text for text in plan.config.input_stream if parse_port(text).name in source]
    outputs = [text for text in plan.config.output_stream if not drawings or parse_port(text).tag in ("", *IMAGE_TAGS)]
    image = _choose(plan, outputs, "output")
    image = image or (None if drawings else _only_array(plan)) or _choose(plan, inputs, "input")
    if image is not None and (image in source or image not in plan.graph_inputs):
        return PictureStreams(image, drawings if image in source else {})
    known = ", ".join(plan.config.output_stream) or "none"
    raise click.UsageError(
        f"{option}: the graph has no output stream of pictures, nor landmarks, detections or rectangles to draw; its "
        f"outputs are: {known}. Write any stream to a file with --dump"
    )


def _choose(plan: GraphPlan, streams: Iterable[str], what: str) -> str | None:
    ports = [parse_port(text) for text in streams]
    carrying = [port for port in ports if image_type(plan.stream_types.get(port.name)) is not None]
    # Of streams that carry anything, the tag may say what they are about, and an only input is about pictures. Of
    # arrays it may say so as well.
    anything = [port for port in ports if plan.stream_types.get(port.name) is Any]
    arrays = [port for port in ports if find_conversion(plan.stream_types.get(port.name, Any), ImageFrame)]
    tagged = [port for port in (*anything, *arrays) if port.tag in IMAGE_TAGS]
    ports = carrying or tagged or (anything if what == "input" and len(ports) == 1 else [])
    preferred = [port for port in ports if port.tag in IMAGE_TAGS] or ports
    if len(preferred) > 1:
        names = ", ".join(port.name for port in preferred)
        raise click.UsageError(f"the graph has several {what} streams of pictures, and none is tagged IMAGE: {names}")
    return preferred[0].name if preferred else None


def _drawings(plan: GraphPlan) -> dict[str, list[str]]:
    """The graph's output streams that can be drawn, by tag of HandRendererCalculator."""
    ports = [parse_port(text) for text in plan.config.output_stream]
    # The renderer writes labels beside the first landmarks, those of the usual tag if there are others.
    ports.sort(key=lambda port: port.tag != _LANDMARKS)
    found: dict[str, list[PortSpec]] = {}
    for port in ports:
        if tag := _drawn_as(plan, port):
            found.setdefault(tag, []).append(port)
    for tag in found.keys() - {_LANDMARKS}:  # the others of the type say the same in another way
        found[tag] = [port for port in found[tag] if port.tag == tag] or found[tag]
    if len(found.get(_LABELS, ())) != 1 or _LANDMARKS not in found:
        found.pop(_LABELS, None)  # several could be meant, or there is nothing to write them beside
    return {tag: [port.name for port in streams] for tag, streams in found.items()}


def _drawn_as(plan: GraphPlan, port: PortSpec) -> str | None:
    """The tag at which the renderer takes a stream, by its type; by its own tag where it carries anything."""
    value_type = plan.stream_types.get(port.name)
    if value_type is None or value_type is Any:
        return port.tag if value_type is Any and port.tag in DRAWN else None
    return next(
        (tag for tag, drawn in DRAWN.items() if all(fits(member, drawn) for member in members(value_type))), None
    )


def _only_array(plan: GraphPlan) -> str | None:
    """The only output stream of arrays that can be made pictures, None if there is none or more than one."""
    names = [parse_port(text).name for text in plan.config.output_stream]
    names = [name for name in names if find_conversion(plan.stream_types.get(name, Any), ImageFrame)]
    return names[0] if len(names) == 1 else None


def _upstream(plan: GraphPlan, stream: str) -> set[str]:
    """The streams that `stream` is made from, itself included; what came round a loop is of another time."""
    producers = {port.name: node for node in plan.nodes for port in node.contract.outputs}
    found: set[str] = set()
    waiting = [stream]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            if node := producers.get(name):
                ports = node.contract.inputs
                waiting += [port.name for port in ports if (port.tag, port.index) not in node.back_edges]
    return found
