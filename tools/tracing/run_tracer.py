"""`--trace FILE`: a run as a Chrome trace, written while it lasts."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from time import monotonic
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

_AT_ONCE: Final = 512
"""Notes after which they are written."""

_LONGEST_WAIT: Final = 0.25
"""Seconds after which they are in any case, once one more comes."""

_INSTANT: Final = 2
"""Nanoseconds that a slice takes at least, so that an arrow can begin and end inside it."""


_Place: TypeAlias = tuple[int, int]
"""A track, and a moment on it in nanoseconds of the run."""

_Note: TypeAlias = tuple[Callable[..., None], tuple[Any, ...]]
"""Writes something that has happened, and what of it there is to write."""


class RunTracer:
    """Writes what happens in a run into a file: calls, packets on their way, queues, drops, throttling.

    What happens is noted, and written when there is a quarter of a second of it. One after the other, many events take
    half the time that they take between calculators, whose data have just been in the processor's caches.

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
            self._catch_up()
            self._write_lengths()
            self._writer.close()
        self._writer.check()
        run.summary.files.append(str(self._path))

    def _begin(self, graph: CalculatorGraph) -> None:
        outline = GraphOutline.of_plan(graph.plan)
        self._clock = graph.profiler.clock
        self._base = self._clock()
        self._lock = threading.Lock()
        self._notes: deque[_Note] = deque()
        self._due = monotonic() + _LONGEST_WAIT
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

    def _note(self, write: Callable[..., None], *what: Any) -> None:
        """Write something later."""
        self._notes.append((write, what))
        if len(self._notes) >= _AT_ONCE or monotonic() >= self._due:
            self._catch_up()

    def _catch_up(self) -> None:
        """Write what has been noted until now."""
        with self._lock:
            for _ in range(len(self._notes)):
                write, what = self._notes.popleft()
                write(*what)
            self._writer.flush()
            self._due = monotonic() + _LONGEST_WAIT

    # calls and packets

    def _add_call(self, call: Call) -> None:
        if call.thread not in self._tracks:
            self._add_track(call.thread, threading.current_thread().name)
        self._note(self._write_call, call)

    def _add_track(self, thread: int, name: str) -> None:
        with self._lock:
            track = self._tracks[thread] = len(self._tracks) + 1
            self._writer.add(_metadata("thread_name", {"name": name}, track))

    def _write_call(self, call: Call) -> None:
        assert call.node is not None
        track = self._tracks[call.thread]
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
            for dropped in self._drops.see(call):
                self._write_drop(call.node.name, *dropped, end)
        self._writer.add_text(*texts)

    def _add_fed(self, stream: str, packet: Packet[Any]) -> None:
        self._note(self._write_fed, StreamPacket(stream, packet.timestamp), self._now())

    def _write_fed(self, packet: StreamPacket, now: int) -> None:
        start, end = self._slice(FEEDING, now, now)
        self._remember(packet, (FEEDING, end - 1))
        self._writer.add_text(fed_text(*packet, start, end))

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
        """Note the length of a queue."""
        self._note(self._write_length, (node, stream), length, self._now())

    def _write_length(self, queue: tuple[str, str], length: int, now: int) -> None:
        """Write the length that a queue has had until now, if it has had it for a while."""
        before = self._lengths.get(queue)
        self._lengths[queue] = (now, length)
        if before is not None and now - before[0] >= _WHILE:
            self._writer.add_text(queue_text(*queue, before[1], before[0]))

    def _write_lengths(self) -> None:
        """Write the lengths that queues have at the end."""
        for (node, stream), (since, length) in self._lengths.items():
            self._writer.add_text(queue_text(node, stream, length, since))

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        """Note that a node does not get a packet."""
        self._note(self._write_drop, node, stream, timestamp, self._now())

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        """Note that a queue holds back what feeds it, or does so no more."""
        name = f"{'throttled by' if full else 'room in'} {queue_name(node, stream)}"
        about = {"node": node, "stream": stream, "full": full}
        self._note(self._writer.add, {**_instant(self._now(), name, THROTTLE), "args": about})

    def _write_drop(self, node: str, stream: str, timestamp: int, time: int) -> None:
        moment = timestamp if is_range_value(timestamp) else describe(timestamp)
        about = {"node": node, "stream": stream, "timestamp": moment}
        self._writer.add({**_instant(time, f"drop {stream} before {node}", DROP), "args": about})

    def _now(self) -> int:
        return 1000 * (self._clock() - self._base)


def _instant(time: int, name: str, category: str) -> dict[str, Any]:
    return {"ph": "i", "s": "p", "ts": time / 1000, "pid": PROCESS_ID, "tid": FEEDING, "name": name, "cat": category}


def _metadata(name: str, about: Event, track: int = FEEDING) -> Event:
    return {"ph": "M", "ts": 0, "pid": PROCESS_ID, "tid": track, "name": name, "args": about}
