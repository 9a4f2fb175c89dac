"""The streams of pictures in a graph: which of them a runner feeds, draws on or writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import click

from backedge.authoring.conversions import find_conversion
from backedge.authoring.packet_types import fits, members
from backedge.config import PortSpec, parse_port
from backedge.formats import Detection, Image, ImageFrame, NormalizedLandmarks, NormalizedRect
from backedge.formats.classification import ClassificationList
from backedge.planning.plan import GraphPlan

IMAGE_TAGS: Final = ("IMAGE", "VIDEO")

DRAWN: Final[dict[str, Any]] = {
    "LANDMARKS": list[NormalizedLandmarks],
    "HANDEDNESS": list[ClassificationList],
    "HAND_RECTS": list[NormalizedRect],
    "PALM_DETECTIONS": list[Detection],
}
"""What can be drawn into pictures: the tag HandRendererCalculator takes it at, and its type."""


@dataclass(frozen=True, slots=True)
class PictureStreams:
    """The streams that `--output` needs.

    Attributes:
        image: the pictures.
        drawings: what to draw into them, by tag of HandRendererCalculator; empty if they are complete as they are.
    """

    image: str
    drawings: dict[str, str]


def image_type(value_type: Any) -> type[ImageFrame | Image] | None:
    """The class of pictures that a stream of `value_type` can carry, None if it carries no pictures."""
    alternatives = members(value_type)
    for known in (ImageFrame, Image):
        if known in alternatives:
            return known
    return None


def image_input(plan: GraphPlan) -> str | None:
    """The graph input stream to feed pictures into, None for a graph without one.

    Raises:
        click.UsageError: it could be one of several.
    """
    return _choose(plan, plan.config.input_stream, "input")


def picture_streams(plan: GraphPlan) -> PictureStreams:
    """Choose what to write as a video: a stream of finished pictures, or pictures to draw the graph's results into.

    A picture that the results were found in has nothing drawn on it yet; one that is made from the results has.

    Raises:
        click.UsageError: the graph has neither, or several of the first kind.
    """
    outputs = [parse_port(text) for text in plan.config.output_stream]
    drawings = {port.tag: port.name for port in outputs if DRAWN.get(port.tag) is not None and _is_drawn(plan, port)}
    source = set().union(*(_upstream(plan, name) for name in drawings.values()))
    image = _choose(plan, plan.config.output_stream, "output")
    image = image or (None if drawings else _only_array(plan, outputs)) or image_input(plan)
    if image is not None and (image in source or image not in plan.graph_inputs):
        return PictureStreams(image, drawings if image in source else {})
    known = ", ".join(plan.config.output_stream) or "none"
    raise click.UsageError(
        f"--output: the graph has no output stream of pictures, nor landmarks to draw; its outputs are: {known}. "
        "Write any stream as JSON lines with --dump"
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


def _only_array(plan: GraphPlan, outputs: Iterable[PortSpec]) -> str | None:
    """The only output stream of arrays that can be made pictures, None if there is none or more than one."""
    names = [port.name for port in outputs if find_conversion(plan.stream_types.get(port.name, Any), ImageFrame)]
    return names[0] if len(names) == 1 else None


def _is_drawn(plan: GraphPlan, port: PortSpec) -> bool:
    return port.name in plan.stream_types and fits(plan.stream_types[port.name], DRAWN[port.tag])


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
