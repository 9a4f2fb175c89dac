"""`--trace FILE`: a run as a Chrome trace, written while it lasts."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeAlias

from backedge import CalculatorGraph
from backedge.packet import Packet
from backedge.profiling import EventType
from backedge.profiling.trace import Call, StreamPacket
from backedge.timestamp import describe, is_range_value
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.tracing.chrome_trace import ChromeTraceWriter, Event
from backedge.tools.tracing.event_names import DROP, GRAPH, THROTTLE, queue_name
from backedge.tools.tracing.event_texts import FEEDING, PROCESS_ID, arrow_texts, call_text, fed_text, queue_text
from backedge.tools.tracing.graph_outline import GraphOutline
from backedge.tools.tracing.limiter_drops import LimiterDrops

_REMEMBERED: Final = 1024
"""Packets of a stream that arrows can begin at, the last ones."""

_WHILE: Final = 50_000
"""Nanoseconds. Of a queue lengths are told that it has for so long: packets that go through at once make no queue."""

_INSTANT: Final = 2
"""Nanoseconds that a slice takes at least, so that an arrow can begin and end inside it."""


_Place: TypeAlias = tuple[int, int]
"""A track, and a moment on it in nanoseconds of the run."""


class RunTracer:
    """Writes what happens in a run into a file: calls, packets on their way, queues, drops, throttling.

    Args:
        path: the file.

    Attributes:
        queue_watch: is told of queues; itself.
    """

    def __init__(self, path: Path) -> None:
        self.queue_watch = self
        self._path = path

    @contextmanager
    def watch(self, run: WatchedRun) -> Iterator[None]:
        """Trace one run.

        Raises:
            ResourceError: the file cannot be written.
        """
        graph = run.graph
        self._writer = ChromeTraceWriter(self._path)
        self._begin(graph)
        graph.profiler.listen(self._add_call)
        for stream in graph.plan.graph_inputs:
            graph.observe_output_stream(stream, self._add_fed)
        try:
            yield
        finally:
            self._write_lengths()
            self._writer.close()
        self._writer.check()
        run.summary.files.append(str(self._path))

    def _begin(self, graph: CalculatorGraph) -> None:
        outline = GraphOutline.of_plan(graph.plan)
        self._clock = graph.profiler.clock
        self._base = self._clock()
        self._lock = threading.Lock()
        self._ids = count(1)
        self._tracks: dict[int, int] = {}
        self._ends: dict[int, int] = {}
        self._lengths: dict[tuple[str, str], tuple[int, int]] = {}
        self._origins: dict[str, OrderedDict[int, _Place]] = {}
        self._drops = LimiterDrops(outline)
        about = {"base_time": self._base, **asdict(outline)}
        self._writer.add(
            _metadata("process_name", {"name": "backedge"}),
            _metadata(GRAPH, about),
            _metadata("thread_name", {"name": "graph inputs"}, FEEDING),
        )

    # calls and packets

    def _add_call(self, call: Call) -> None:
        assert call.node is not None
        with self._lock:  # of two calls that end at once, one may have sent what the other took
            track = self._track(call.thread)
            start, origins = 1000 * (call.start - self._base), []
            for packet in call.inputs:
                if packet and (origin := self._origin(packet)):
                    origins.append((packet[0], origin))
                    # By a clock of whole microseconds a call may begin when what it takes was sent; arrows go forwards.
                    start = max(start, origin[1] + 1)
            start, end = self._slice(track, start, 1000 * (call.end - self._base))
            texts = [call_text(call, track, start, end)]
            for stream, origin in origins:
                texts += arrow_texts(stream, next(self._ids), origin, (track, start + 1))
            for packet in call.outputs:
                self._remember(packet, (track, end - 1))
            if call.node.name in self._drops.nodes and call.event != EventType.OPEN:
                dropped = self._drops.see(call)
                self._writer.add(*(self._drop(call.node.name, *packet, time=end) for packet in dropped))
        self._writer.add_text(*texts)

    def _add_fed(self, stream: str, packet: Packet[Any]) -> None:
        with self._lock:
            now = self._now()
            start, end = self._slice(FEEDING, now, now)
            self._remember(StreamPacket(stream, packet.timestamp), (FEEDING, end - 1))
        self._writer.add_text(fed_text(stream, packet.timestamp, start, end))

    def _track(self, thread: int) -> int:
        """The track of a thread, the one that calls."""
        track = self._tracks.get(thread)
        if track is None:
            track = self._tracks[thread] = len(self._tracks) + 1
            self._writer.add(_metadata("thread_name", {"name": threading.current_thread().name}, track))
        return track

    def _slice(self, track: int, start: int, end: int) -> tuple[int, int]:
        """Begin and end of a slice that lies behind the one before it on its track, and takes some time."""
        start = max(start, self._ends.get(track, 0))
        self._ends[track] = end = max(end, start + _INSTANT)
        return start, end

    def _remember(self, packet: StreamPacket, place: _Place) -> None:
        stream, timestamp = packet
        origins = self._origins.get(stream)
        if origins is None:
            origins = self._origins[stream] = OrderedDict()
        origins[timestamp] = place
        if len(origins) > _REMEMBERED:
            origins.popitem(last=False)

    def _origin(self, packet: StreamPacket) -> _Place | None:
        """Where a packet comes from; None if that is too long ago."""
        stream, timestamp = packet
        origins = self._origins.get(stream)
        return origins.get(timestamp) if origins else None

    # queues

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        """Write the length that a queue has had until now, if it has had it for a while."""
        now = self._now()
        before = self._lengths.get((node, stream))
        self._lengths[node, stream] = (now, length)
        if before is not None and now - before[0] >= _WHILE:
            self._writer.add_text(queue_text(node, stream, before[1], before[0]))

    def _write_lengths(self) -> None:
        """Write the lengths that queues have at the end."""
        for (node, stream), (since, length) in self._lengths.items():
            self._writer.add_text(queue_text(node, stream, length, since))

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        """Write that a node does not get a packet."""
        self._writer.add(self._drop(node, stream, timestamp, time=self._now()))

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        """Write that a queue holds back what feeds it, or does so no more."""
        name = f"{'throttled by' if full else 'room in'} {queue_name(node, stream)}"
        about = {"node": node, "stream": stream, "full": full}
        self._writer.add({**_instant(self._now(), name, THROTTLE), "args": about})

    def _drop(self, node: str, stream: str, timestamp: int, *, time: int) -> Event:
        moment = timestamp if is_range_value(timestamp) else describe(timestamp)
        about = {"node": node, "stream": stream, "timestamp": moment}
        return {**_instant(time, f"drop {stream} before {node}", DROP), "args": about}

    def _now(self) -> int:
        return 1000 * (self._clock() - self._base)


def _instant(time: int, name: str, category: str) -> dict[str, Any]:
    return {"ph": "i", "s": "p", "ts": time / 1000, "pid": PROCESS_ID, "tid": FEEDING, "name": name, "cat": category}


def _metadata(name: str, about: Event, track: int = FEEDING) -> Event:
    return {"ph": "M", "ts": 0, "pid": PROCESS_ID, "tid": track, "name": name, "args": about}
