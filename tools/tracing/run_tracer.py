"""`--trace FILE`: a run as a Chrome trace, written while it lasts."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any, Final, NamedTuple

from backedge import CalculatorGraph
from backedge.packet import Packet
from backedge.profiling import EventType
from backedge.profiling.trace import Call, StreamPacket
from backedge.timestamp import describe, is_range_value
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.tracing.chrome_trace import ChromeTraceWriter, Event
from backedge.tools.tracing.event_names import (
    DROP,
    FED,
    GRAPH,
    OPEN,
    PACKET,
    PHASES,
    PROCESS,
    QUEUE,
    THROTTLE,
    queue_name,
)
from backedge.tools.tracing.graph_outline import GraphOutline
from backedge.tools.tracing.limiter_drops import LimiterDrops

_PROCESS: Final = 1
_FEEDING: Final = 0
"""The track of what is fed; the others are threads."""

_REMEMBERED: Final = 1024
"""Packets of a stream that arrows can begin at, the last ones."""

_INSTANT: Final = 2
"""Nanoseconds that a slice takes at least, so that an arrow can begin and end inside it."""


class _Place(NamedTuple):
    """A moment on a track, in nanoseconds of the run."""

    track: int
    time: int


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
        self._origins: dict[str, OrderedDict[int, _Place]] = {}
        self._drops = LimiterDrops(outline)
        about = {"base_time": self._base, **asdict(outline)}
        self._writer.add(
            _metadata("process_name", {"name": "backedge"}),
            _metadata(GRAPH, about),
            _metadata("thread_name", {"name": "graph inputs"}, _FEEDING),
        )

    # calls and packets

    def _add_call(self, call: Call) -> None:
        assert call.node is not None
        with self._lock:  # of two calls that end at once, one may have sent what the other took
            track, events = self._track(call.thread)
            origins = [(packet.stream, place) for packet in call.inputs if packet and (place := self._origin(packet))]
            # By a clock of whole microseconds a call may begin when what it takes was sent; arrows go forwards.
            start = max([1000 * (call.start - self._base), *(place.time + 1 for _, place in origins)])
            start, end = self._slice(track, start, 1000 * (call.end - self._base))
            name, phase = call.node.name, PHASES[call.event]
            events.append(
                {
                    **_event("X", start, track, name if phase == PROCESS else f"{name} {phase}", phase),
                    "dur": (end - start) / 1000,
                    "args": _about(call),
                }
            )
            for stream, origin in origins:
                events += self._arrow(stream, origin, _Place(track, start + 1))
            for packet in call.outputs:
                self._remember(packet, _Place(track, end - 1))
            dropped = self._drops.see(call) if phase != OPEN else ()
            events += (self._drop(call.node.name, packet.stream, packet.timestamp, end) for packet in dropped)
        self._writer.add(*events)

    def _add_fed(self, stream: str, packet: Packet[Any]) -> None:
        with self._lock:
            now = self._now()
            start, end = self._slice(_FEEDING, now, now)
            self._remember(StreamPacket(stream, packet.timestamp), _Place(_FEEDING, end - 1))
        about = {"timestamp": _moment(packet.timestamp)}
        self._writer.add(
            {**_event("X", start, _FEEDING, stream, FED), "dur": (end - start) / 1000, "args": about},
        )

    def _track(self, thread: int) -> tuple[int, list[Event]]:
        """The track of a thread, the one that calls; and what is to be written when it is new."""
        track = self._tracks.get(thread)
        if track is not None:
            return track, []
        track = self._tracks[thread] = len(self._tracks) + 1
        return track, [_metadata("thread_name", {"name": threading.current_thread().name}, track)]

    def _slice(self, track: int, start: int, end: int) -> tuple[int, int]:
        """Begin and end of a slice that lies behind the one before it on its track, and takes some time."""
        start = max(start, self._ends.get(track, 0))
        self._ends[track] = end = max(end, start + _INSTANT)
        return start, end

    def _remember(self, packet: StreamPacket, place: _Place) -> None:
        origins = self._origins.setdefault(packet.stream, OrderedDict())
        origins[packet.timestamp] = place
        if len(origins) > _REMEMBERED:
            origins.popitem(last=False)

    def _origin(self, packet: StreamPacket) -> _Place | None:
        """Where a packet comes from; None if that is too long ago."""
        origins = self._origins.get(packet.stream)
        return origins.get(packet.timestamp) if origins else None

    def _arrow(self, stream: str, origin: _Place, target: _Place) -> Iterator[Event]:
        """The arrow to where a packet is taken; both of its ends are written then, so none goes nowhere."""
        number = next(self._ids)
        yield {**_event("s", origin.time, origin.track, stream, PACKET), "id": number}
        yield {**_event("f", target.time, target.track, stream, PACKET), "id": number, "bp": "e"}

    # queues

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        """Write the length of a queue."""
        about = {"packets": length}
        self._writer.add({**_event("C", self._now(), _FEEDING, queue_name(node, stream), QUEUE), "args": about})

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        """Write that a node does not get a packet."""
        self._writer.add(self._drop(node, stream, timestamp, self._now()))

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        """Write that a queue holds back what feeds it, or does so no more."""
        name = f"{'throttled by' if full else 'room in'} {queue_name(node, stream)}"
        about = {"node": node, "stream": stream, "full": full}
        self._writer.add({**_event("i", self._now(), _FEEDING, name, THROTTLE), "s": "p", "args": about})

    def _drop(self, node: str, stream: str, timestamp: int, time: int) -> Event:
        about = {"node": node, "stream": stream, "timestamp": _moment(timestamp)}
        return {**_event("i", time, _FEEDING, f"drop {stream} before {node}", DROP), "s": "p", "args": about}

    def _now(self) -> int:
        return 1000 * (self._clock() - self._base)


def _event(kind: str, time: int, track: int, name: str, category: str) -> dict[str, Any]:
    return {"ph": kind, "ts": time / 1000, "pid": _PROCESS, "tid": track, "name": name, "cat": category}


def _metadata(name: str, about: Event, track: int = _FEEDING) -> Event:
    return {"ph": "M", "ts": 0, "pid": _PROCESS, "tid": track, "name": name, "args": about}


def _about(call: Call) -> Event:
    """What a slice tells: its node, input timestamp, and packets."""
    assert call.node is not None
    about: dict[str, Any] = {"node": call.node.name}
    if call.event == EventType.PROCESS and not call.node.is_source:
        about["timestamp"] = _moment(call.timestamp)
    taken = [[packet.stream, _moment(packet.timestamp)] for packet in call.inputs if packet]
    sent = [[packet.stream, _moment(packet.timestamp)] for packet in call.outputs]
    return about | ({"in": taken} if taken else {}) | ({"out": sent} if sent else {})


def _moment(timestamp: int) -> int | str:
    return timestamp if is_range_value(timestamp) else describe(timestamp)
