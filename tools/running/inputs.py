"""``--input [NAME=]FILE``: which pictures go into which graph input stream, in the order of their times."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from backedge.authoring.packet_types import describe_type
from backedge.calculators.media.rgb_image import RgbImage
from backedge.config import parse_port
from backedge.formats import Image, ImageFrame
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan
from backedge.recording import StreamEvent
from backedge.suggest import suggest_or_list
from backedge.tools.running.frame_sources import FrameSource, open_frames
from backedge.tools.running.graph_streams import image_input, image_type, may_carry_pictures

_NAMED: Final = re.compile(r"(\w+)=(.+)", re.ASCII | re.DOTALL)


@dataclass(frozen=True, slots=True)
class OpenInputs:
    """Pictures to feed; iterating gives those of all streams in the order of their times.

    Attributes:
        sources: where the pictures of each graph input stream come from.
        makers: what to make of them, by graph input stream.
    """

    sources: Mapping[str, FrameSource]
    makers: Mapping[str, type[ImageFrame | Image]]

    @property
    def is_live(self) -> bool:
        """True if some come at their own pace, so that waiting would lose them."""
        return any(source.is_live for source in self.sources.values())

    @property
    def skipped(self) -> int:
        """The number of pictures that could not be read, so far."""
        return sum(source.skipped for source in self.sources.values())

    def total(self, stream: str) -> int | None:
        """How many pictures a stream should get, None where that is unknown."""
        return self.sources[stream].total if stream in self.sources else None

    def __iter__(self) -> Iterator[StreamEvent]:
        for stream, pixels, timestamp in in_order(self.sources):
            yield StreamEvent(stream, None if pixels is None else Packet(self.makers[stream](pixels), timestamp))


def in_order(
    sources: Mapping[str, Iterable[tuple[RgbImage, int]]],
) -> Iterator[tuple[str, RgbImage | None, int]]:
    """The pictures of several streams by their timestamps; at the same one, in the order of the streams.

    Yields:
        The stream, (height, width, 3) uint8 RGB pixels, and the timestamp in microseconds. Where a stream ends, None
        instead of pixels, and the timestamp of the last picture.
    """
    streams = list(sources)
    iterators = [iter(sources[stream]) for stream in streams]
    waiting: list[tuple[int, int, RgbImage]] = []

    def advance(number: int) -> bool:
        picture = next(iterators[number], None)
        if picture is not None:
            heapq.heappush(waiting, (picture[1], number, picture[0]))
        return picture is not None

    for number in range(len(streams)):
        if not advance(number):
            yield streams[number], None, 0
    while waiting:
        timestamp, number, pixels = heapq.heappop(waiting)
        yield streams[number], pixels, timestamp
        if not advance(number):
            yield streams[number], None, timestamp


@contextmanager
def open_inputs(fed: Mapping[str, str], plan: GraphPlan) -> Iterator[OpenInputs]:
    """Open the sources of graph input streams while the block runs.

    Args:
        fed: what `open_frames` takes, by stream.
        plan: the graph.

    Raises:
        ResourceError: one does not exist, or cannot be read.
    """
    with ExitStack() as opened:
        sources = {stream: opened.enter_context(open_frames(source)) for stream, source in fed.items()}
        yield OpenInputs(sources, {stream: image_type(plan.stream_types.get(stream)) or ImageFrame for stream in fed})


def read_inputs(words: Iterable[str], plan: GraphPlan) -> dict[str, str]:
    """The sources that ``FILE`` and ``NAME=FILE`` words name, by graph input stream; "" if that is not said.

    Args:
        words: NAME is the name of a graph input stream, or its tag.
        plan: the graph.

    Raises:
        click.UsageError: a stream is named twice, or carries no pictures, or there is none of that name.
    """
    inputs: dict[str, str] = {}
    for word in words:
        stream, source = _split(word, plan)
        if stream in inputs:
            which = f'"{stream}" two sources' if stream else "two sources and no NAME"
            raise click.UsageError(
                f"--input gives {which}, {inputs[stream]} and {source}; write --input NAME=FILE for each stream; "
                f"the graph's input streams are: {', '.join(plan.graph_inputs) or 'none'}"
            )
        inputs[stream] = source
    return inputs


def _split(word: str, plan: GraphPlan) -> tuple[str, str]:
    found = _NAMED.fullmatch(word)
    if found is None:
        return "", word
    ports = [parse_port(text) for text in plan.config.input_stream]
    names = {port.tag: port.name for port in ports if port.tag} | {port.name: port.name for port in ports}
    name, source = found.groups()
    if name not in names:
        if Path(word).exists():
            return "", word
        raise click.UsageError(f'--input: the graph has no input stream "{name}"; {suggest_or_list(name, names)}')
    stream = names[name]
    carried: Any = plan.stream_types.get(stream, Any)
    if not may_carry_pictures(carried):
        raise click.UsageError(f'--input: input stream "{stream}" carries {describe_type(carried)}, not pictures')
    return stream, source


def choose_streams(inputs: Mapping[str, str], plan: GraphPlan) -> tuple[dict[str, str], str]:
    """Find the stream for the source without a name.

    Returns:
        The sources by graph input stream, and the one that the graph itself is to read, "" for none.

    Raises:
        click.UsageError: it could be one of several streams, or a stream of pictures has no source.
    """
    named = {stream: source for stream, source in inputs.items() if stream}
    unnamed = inputs.get("", "")
    if named and not unnamed:
        return named, ""
    try:
        stream = image_input(plan)
    except click.UsageError as error:
        raise click.UsageError(f"{error.message}; say which: --input NAME=FILE") from error
    if stream is None:
        return named, unnamed
    if not unnamed:
        raise click.UsageError(f'the graph takes pictures at "{stream}": give it some with --input')
    if stream in named:
        raise click.UsageError(f'--input gives "{stream}" two sources, {named[stream]} and {unnamed}')
    return {stream: unnamed, **named}, ""
