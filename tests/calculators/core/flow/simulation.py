"""A graph with a slow node, on a clock that only tests move."""

from __future__ import annotations

from collections import deque
from typing import Any

from backedge import CalculatorGraph
from backedge.packet import Packet
from backedge.testing import feed
from backedge.timestamp import next_allowed


class Simulation:
    """Carries packets from one stream of a graph to one of its inputs, which takes simulated time.

    It does what a node would do that sleeps in `process` and has a timestamp offset of 0: packets one after the other,
    bounds as soon as the packets before them are done.

    Args:
        graph: the graph; it has not been started.
        source: name of the stream in front of the slow node.
        target: name of the graph input behind it.
        first: microseconds that the first packet takes.
        others: microseconds that every other packet takes.
    """

    def __init__(self, graph: CalculatorGraph, source: str, target: str, first: int, others: int) -> None:
        self._graph = graph
        self._target = target
        self._duration, self._others = first, others
        self._waiting: deque[Packet[Any]] = deque()
        self._ready_at: int | None = None
        self._now = 0
        graph.observe_output_stream(
            source, lambda _, packet: self._waiting.append(packet), observe_timestamp_bounds=True
        )

    def put(self, stream: str, packet: Packet[Any]) -> None:
        """Feed another input now."""
        feed(self._graph, {stream: [packet]})
        self._start()

    def sleep(self, microseconds: int) -> None:
        """Let time pass."""
        end = self._now + microseconds
        while self._ready_at is not None and self._ready_at <= end:
            self._finish()
        self._now = end

    def end(self, *streams: str) -> None:
        """Close the other inputs, let the slow node finish what it has, and end the run."""
        for stream in streams:
            self._graph.close_input_stream(stream)
        self._graph.wait_until_idle()
        self._start()
        while self._ready_at is not None:
            self._finish()
        self._graph.close_all_input_streams()
        self._graph.wait_until_done()

    def _start(self) -> None:
        """Pass bounds on up to the next packet, and begin with that."""
        while self._ready_at is None and self._waiting:
            if self._waiting[0].is_empty:
                bound = next_allowed(self._waiting.popleft().timestamp)
                self._graph.set_input_stream_timestamp_bound(self._target, bound)
                self._graph.wait_until_idle()
            else:
                self._ready_at, self._duration = self._now + self._duration, self._others

    def _finish(self) -> None:
        assert self._ready_at is not None
        self._now, self._ready_at = self._ready_at, None
        feed(self._graph, {self._target: [self._waiting.popleft()]})
        self._start()
