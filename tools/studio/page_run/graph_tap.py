"""What is known of a running graph: its calls, its queues, its gates, and what its streams carried."""

from __future__ import annotations

import threading
from collections import Counter, deque
from functools import partial
from typing import Any, Final

from backedge import CalculatorGraph
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan
from backedge.profiling.trace import Call
from backedge.tools.rerun_view.gate_states import GateStates, gates_of
from backedge.tools.studio.page_run.run_history import RunHistory
from backedge.tools.tracing.graph_outline import GraphOutline, limited_streams

_MOST_CALLS: Final = 20_000
"""Calls that wait to be looked at, at most; nobody has looked for long where there are more."""

_MOST_FED: Final = 512


class GraphTap:
    """Notes what happens in one graph; what it makes of it is for other threads, so that the graph loses little time.

    Args:
        plan: the graph.
        history: keeps the packets.

    Attributes:
        outline: the graph, as traces tell it.
        calls: calls that have ended and were not taken yet.
        fed: when each timestamp was fed, in microseconds of the profiler's clock; the last ones.
        frames: how many were fed.
        lengths: packets that wait, by node and stream.
        dropped: packets that a node was denied, by node and stream.
        gates: whether each gate let the last packet through.
        latency: milliseconds from when the last whole frame was fed until its last output; None before.
        begun: when it was made, in microseconds of the profiler's clock.
    """

    def __init__(self, plan: GraphPlan, history: RunHistory) -> None:
        self.plan = plan
        self.outline = GraphOutline.of_plan(plan)
        self.calls: deque[Call] = deque(maxlen=_MOST_CALLS)
        self.fed: dict[int, int] = {}
        self.frames = 0
        self.lengths: dict[tuple[str, str], int] = {}
        self.dropped: Counter[tuple[str, str]] = Counter()
        self.gates: dict[str, bool] = {}
        self.latency: float | None = None
        self._latest: tuple[int | None, float | None] = None, None
        self.begun = 0
        self.passed: Counter[str] = Counter()
        self.outputs_moved = threading.Event()
        self._history = history
        self._outputs = frozenset(plan.graph_outputs)
        self._limiters = [pair for node in self.outline.nodes for pair in limited_streams(node).items()]

    def attach(self, graph: CalculatorGraph) -> None:
        """Watch a graph that has been made with this as its `queue_watch`, and has not been started."""
        self._clock = graph.profiler.clock
        self.begun = self._clock()
        graph.profiler.listen(self.calls.append)
        for stream in graph.plan.stream_types:
            graph.observe_output_stream(stream, self._note_output if stream in self._outputs else self._note)
        for gate in gates_of(graph.plan):
            GateStates(partial(self._note_gate, gate.name)).watch(graph, gate)

    def note_fed(self, timestamp: int) -> None:
        """Note that a frame is about to be fed."""
        self.frames += 1
        self.fed[timestamp] = self._clock()
        if len(self.fed) > _MOST_FED:
            del self.fed[next(iter(self.fed))]

    @property
    def dropped_frames(self) -> int:
        """Packets that flow limiters have kept from being worked on."""
        return sum(self.passed[before] - self.passed[after] for before, after in self._limiters)

    # what the graph tells

    def _note(self, stream: str, packet: Packet[Any]) -> None:
        self.passed[stream] += 1
        self._history.note(stream, packet)

    def _note_output(self, stream: str, packet: Packet[Any]) -> None:
        self._note(stream, packet)
        fed_at = self.fed.get(packet.timestamp)
        if fed_at is not None:
            self._note_latency(packet.timestamp, (self._clock() - fed_at) / 1000)
        self.outputs_moved.set()

    def _note_latency(self, timestamp: int, milliseconds: float) -> None:
        """A frame's latency is known when an output of a later one comes; of the first, it is what is known so far."""
        before, latency_before = self._latest
        if timestamp != before:
            self.latency = latency_before
        if self.latency is None:
            self.latency = milliseconds
        self._latest = timestamp, milliseconds

    def _note_gate(self, node: str, _timestamp: int, is_open: bool) -> None:
        self.gates[node] = is_open

    def queue_changed(self, node: str, stream: str, length: int) -> None:
        """Note how many packets wait."""
        self.lengths[node, stream] = length

    def packet_dropped(self, node: str, stream: str, timestamp: int) -> None:
        """Count it."""
        self.dropped[node, stream] += 1

    def queue_filled(self, node: str, stream: str, *, full: bool) -> None:
        """Do nothing: the length says it."""
