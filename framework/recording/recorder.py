"""Recording: streams of a graph into a file while it runs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from os import PathLike
from pathlib import Path
from typing import Any, Final

import orjson

from backedge.errors import PacketTypeError, ResourceError
from backedge.formats.image import Pixels
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan
from backedge.recording.background_thread import Background
from backedge.recording.head import GRAPH, METADATA, PROFILE, SIDE_PACKETS, RecordingHead
from backedge.recording.known_types import KnownTypes
from backedge.recording.mcap_file import FLUSH_SECONDS, McapFile
from backedge.recording.recorded_messages import BOUNDS_CHANNEL, ChannelKind, MessageEncoder
from backedge.recording.value_json import ValueCodec
from backedge.runtime.calculator_graph import CalculatorGraph
from backedge.runtime.unknown_names import unknown_name
from backedge.timestamp import DONE

_ENCODERS: Final = min(4, os.cpu_count() or 1)
"""Threads that encode pictures: one takes some 20 ms for PNG of 640x480, which is little more than 30 a second."""


@contextmanager
def record(
    graph: CalculatorGraph,
    path: str | PathLike[str],
    streams: Iterable[str] | None = None,
    *,
    side_packets: Mapping[str, Any] | None = None,
    jpeg_quality: int | None = None,
    plan: GraphPlan | None = None,
) -> Iterator[None]:
    """Record one run of a graph that has not been started yet.

    ::

        graph = CalculatorGraph(Path("graph.pbtxt"))
        with record(graph, "run.mcap", side_packets={"num_hands": 1}), graph:
            graph.start_run({"num_hands": 1})
            ...

    A packet is kept bit for bit, with the timestamp bounds and ends of the streams, in the order in which all that
    came. Pictures are encoded on threads of their own; a graph that is quicker waits. If the program is
    killed, the file has everything but the last half second.

    Args:
        graph: the graph.
        path: the file to write, ``.mcap``; an existing one is replaced.
        streams: names of streams of the expanded graph; by default the graph's input streams.
        side_packets: those that the run is given, to be given to a run that replays it. Values that no file can hold,
            such as functions, are left out.
        jpeg_quality: 1 to 100 to write pictures (SRGB, GRAY8) as JPEG, which loses a little; by default as PNG.
        plan: the graph whose text is kept, where `graph` has nodes of yours besides.

    Raises:
        GraphError: the graph has no such stream, or none to record.
        PacketTypeError: a stream carries what cannot be recorded.
        ResourceError: the file cannot be written. While the graph runs this ends the run, with an ObserverError.
        DependencyError: the extra ``mcap`` is not installed.
    """
    types = recordable_streams(graph.plan, streams)
    writer = _RunWriter(Path(path), plan or graph.plan, types, side_packets or {}, jpeg_quality)
    try:
        for stream in types:
            graph.observe_output_stream(
                stream, writer.take, observe_timestamp_bounds=True, on_end=partial(writer.end, stream)
            )
        yield
    except BaseException:
        with suppress(ResourceError):  # the run's error is the one to tell
            writer.close()
        raise
    writer.close()


def write_recording(
    path: str | PathLike[str],
    plan: GraphPlan,
    streams: Iterable[str],
    packets: Iterable[tuple[str, Packet[Any]]],
    *,
    side_packets: Mapping[str, Any] | None = None,
    jpeg_quality: int | None = None,
) -> None:
    """Write packets that are in memory as `record` writes those of a run; the streams end after the last one.

    Args:
        path: the file to write, ``.mcap``; an existing one is replaced.
        plan: the graph whose streams carried them.
        streams: names of streams of the expanded graph.
        packets: stream and packet, those of one stream by their timestamps.
        side_packets: as for `record`.
        jpeg_quality: as for `record`.

    Raises:
        GraphError: the graph has no such stream.
        PacketTypeError: a stream carries what cannot be recorded.
        ResourceError: the file cannot be written.
        DependencyError: the extra ``mcap`` is not installed.
    """
    types = recordable_streams(plan, streams)
    writer = _RunWriter(Path(path), plan, types, side_packets or {}, jpeg_quality)
    try:
        for stream, packet in packets:
            writer.take(stream, packet)
        for stream in types:
            writer.end(stream)
    except BaseException:
        with suppress(ResourceError):  # the error that came first is the one to tell
            writer.close()
        raise
    writer.close()


def recordable_streams(plan: GraphPlan, streams: Iterable[str] | None = None) -> dict[str, Any]:
    """The types of the streams to record, by name.

    Args:
        plan: the graph.
        streams: as for `record`.

    Raises:
        GraphError: the graph has no such stream, or none to record.
        PacketTypeError: a stream carries what cannot be recorded.
    """
    known = KnownTypes.of(plan)
    names = list(dict.fromkeys(plan.graph_inputs if streams is None else streams))
    if not names:
        raise PacketTypeError("there is nothing to record: the graph has no input streams; name the streams to record")
    for name in names:
        if name not in plan.stream_types:
            raise unknown_name("stream", name, plan.stream_types)
        if refusal := known.refusal(plan.stream_types[name]):
            raise PacketTypeError(f'stream "{name}" cannot be recorded: {refusal}; record another stream')
    return {name: plan.stream_types[name] for name in names}


class _RunWriter:
    """Writes what is observed of one run."""

    def __init__(
        self,
        path: Path,
        plan: GraphPlan,
        types: Mapping[str, Any],
        side_packets: Mapping[str, Any],
        jpeg_quality: int | None,
    ) -> None:
        known = KnownTypes.of(plan)
        self._encoder = MessageEncoder(types, known, jpeg_quality)
        self._file = McapFile(path, PROFILE)
        head = RecordingHead.of(plan, types, side_packets, ValueCodec(known))
        try:
            self._file.describe(METADATA, head.metadata)
            self._file.attach(GRAPH, "text/plain", head.graph.encode())
            self._file.attach(SIDE_PACKETS, "application/json", orjson.dumps(head.side_packets))
            self._file.flush()
        except ResourceError:
            self._file.abandon()
            raise
        self._encoders = ThreadPoolExecutor(_ENCODERS, thread_name_prefix="backedge-encode")
        self._background = Background(self._file.flush, FLUSH_SECONDS)

    def take(self, stream: str, packet: Packet[Any]) -> None:
        """Write a packet, or an empty one for a timestamp bound."""
        if packet.is_empty:
            self._bound(stream, packet.timestamp, ends=False)
        elif isinstance(packet.value, Pixels):  # encoding takes long, and pictures do not change
            message = self._encoders.submit(self._encoder.encode, stream, packet)
            self._background.do(lambda: self._add(message, packet.timestamp))
        else:
            channel, data = self._encoder.encode(stream, packet)
            self._background.do(partial(self._file.add, channel, packet.timestamp, data))

    def end(self, stream: str) -> None:
        """Write that a stream has ended."""
        self._bound(stream, DONE, ends=True)

    def close(self) -> None:
        """Write what is left, and the index.

        Raises:
            ResourceError: something could not be written.
        """
        try:
            self._background.finish()
        except BaseException:
            self._file.abandon()
            raise
        finally:
            self._encoders.shutdown()
        self._file.close()

    def _add(self, message: Future[tuple[ChannelKind, bytes]], timestamp: int) -> None:
        channel, data = message.result()
        self._file.add(channel, timestamp, data)

    def _bound(self, stream: str, timestamp: int, *, ends: bool) -> None:
        data = self._encoder.encode_bound(stream, timestamp, ends=ends)
        self._background.do(partial(self._file.add, BOUNDS_CHANNEL, timestamp, data))
