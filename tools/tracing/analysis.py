"""What a traced run says in figures: times of nodes, latencies, gates, queues."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from statistics import fmean
from typing import Final

from backedge.tools.tracing.graph_outline import NodeOutline, passed_streams
from backedge.tools.tracing.traced_run import Moment, TracedCall, TracedPacket, TracedRun

_GATES: Final = ("Gate", "FlowLimiter", "Thinner")
"""Parts of the names of calculators that let some packets through, and some not."""

_GROWN: Final = 4
"""Packets that a queue must have held to be told as one that grew."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Times in milliseconds.

    Attributes:
        mean, p50, p95, longest: the mean, the value that half of them stay below, nineteen of twenty, all.
    """

    mean: float
    p50: float
    p95: float
    longest: float

    @classmethod
    def of(cls, microseconds: Sequence[float]) -> Spread:
        """The spread of one time or more."""
        times = sorted(time / 1000 for time in microseconds)
        return cls(fmean(times), _below(times, 0.5), _below(times, 0.95), times[-1])


def _below(times: Sequence[float], share: float) -> float:
    return times[max(ceil(share * len(times)) - 1, 0)]


@dataclass(frozen=True, slots=True)
class NodeFigures:
    """The calls of `process` of a node.

    Attributes:
        node: its name.
        calculator: its calculator.
        calls: how many there were.
        time: how long they took, None if there were none.
        share: of the time of all nodes.
    """

    node: str
    calculator: str
    calls: int
    time: Spread | None
    share: float


def node_figures(run: TracedRun) -> list[NodeFigures]:
    """The figures of each node, the most expensive one first."""
    times: dict[str, list[float]] = {node.name: [] for node in run.outline.nodes}
    for call in run.processing():
        times[call.node].append(call.duration)
    total = sum(map(sum, times.values())) or 1.0
    figures = [
        NodeFigures(
            node.name,
            node.calculator,
            len(times[node.name]),
            Spread.of(times[node.name]) if times[node.name] else None,
            sum(times[node.name]) / total,
        )
        for node in run.outline.nodes
    ]
    return sorted(figures, key=lambda found: found.share, reverse=True)


@dataclass(frozen=True, slots=True)
class Latency:
    """From when a timestamp enters the graph until a graph output has its packet.

    Attributes:
        stream: the output.
        packets: how many packets were measured.
        time: how long it took, None if none was.
    """

    stream: str
    packets: int
    time: Spread | None


def beginnings(run: TracedRun) -> dict[Moment, float]:
    """When each timestamp entered the graph: its first packet was fed, or the source's call that sent it began."""
    begun: dict[Moment, float] = {}
    for packet, time in run.fed.items():
        begun[packet.timestamp] = min(time, begun.get(packet.timestamp, time))
    sources = {node.name for node in run.outline.nodes if not node.inputs}
    for call in run.processing():
        for packet in call.outputs if call.node in sources else ():
            begun.setdefault(packet.timestamp, call.start)
    return begun


def arrivals(run: TracedRun, streams: Iterable[str]) -> dict[TracedPacket, TracedCall]:
    """The call that sent each packet of `streams`."""
    wanted = frozenset(streams)
    return {packet: call for call in run.calls for packet in call.outputs if packet.stream in wanted}


def latencies(run: TracedRun, begun: Mapping[Moment, float]) -> list[Latency]:
    """The latency of each output of the graph; `begun` is what `beginnings` found."""
    times: dict[str, list[float]] = {stream: [] for stream in run.outline.outputs}
    for packet, call in arrivals(run, times).items():
        if packet.timestamp in begun:
            times[packet.stream].append(max(call.end - begun[packet.timestamp], 0.0))
    return [Latency(stream, len(found), Spread.of(found) if found else None) for stream, found in times.items()]


@dataclass(frozen=True, slots=True)
class GateFigures:
    """How often a gate let packets through.

    Attributes:
        node: the gate.
        guarded: the nodes behind it.
        came: packets of its first data stream that came.
        passed: packets that it let through.
    """

    node: str
    guarded: tuple[str, ...]
    came: int
    passed: int


def gate_figures(run: TracedRun) -> list[GateFigures]:
    """The figures of each gate, flow limiter and thinner that got packets."""
    readers = run.outline.readers
    came: Counter[tuple[str, str]] = Counter()
    sent: Counter[str] = Counter()
    for call in run.processing():
        came.update((call.node, packet.stream) for packet in call.inputs)
        sent.update(packet.stream for packet in call.outputs)
    found = []
    for node in filter(_is_gate, run.outline.nodes):
        stream, passed = next(iter(passed_streams(node).items()))
        if came[node.name, stream]:
            guarded = tuple(readers.get(passed, ()))
            found.append(GateFigures(node.name, guarded, came[node.name, stream], sent[passed]))
    return found


def _is_gate(node: NodeOutline) -> bool:
    return any(word in node.calculator for word in _GATES) and bool(passed_streams(node))


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """The packets that waited before a node.

    Attributes:
        node: the node.
        stream: the stream.
        longest: how many there were at most.
        mean: how many there were on average over the time of the run.
        left: how many were there at the end.
        dropped: how many the node did not get.
        throttled: how often the queue held back what feeds it.
        grew: whether it was longer in the second half of the run than in the first, by much.
    """

    node: str
    stream: str
    longest: int
    mean: float
    left: int
    dropped: int
    throttled: int
    grew: bool

    @property
    def is_remarkable(self) -> bool:
        """Tell whether more than one packet waited, or something was dropped or held back."""
        return bool(self.longest > 1 or self.dropped or self.throttled)


def queue_figures(run: TracedRun) -> list[QueueFigures]:
    """The figures of each queue that packets waited in or were dropped from, the longest first."""
    dropped = Counter(queue for queue, _ in run.drops)
    end = max((call.end for call in run.processing()), default=0.0)
    found = []
    for queue in {**run.queues, **dict.fromkeys(dropped)}:
        changes = run.queues.get(queue, [])
        start = changes[0][0] if changes else 0.0
        middle = (start + end) / 2
        lengths = [length for _, length in changes]
        before, after = _mean_length(changes, start, middle), _mean_length(changes, middle, end)
        longest = max(lengths, default=0)
        found.append(
            QueueFigures(
                queue.node,
                queue.stream,
                longest,
                (before + after) / 2,
                lengths[-1] if lengths else 0,
                dropped[queue],
                run.throttles.get(queue, 0),
                grew=longest >= _GROWN and after >= 2 * before,
            )
        )
    return sorted(found, key=lambda figures: (figures.longest, figures.dropped), reverse=True)


def _mean_length(changes: Sequence[tuple[float, int]], start: float, end: float) -> float:
    """The mean length of a queue from `start` to `end`, over time."""
    if end <= start:
        return 0.0
    total = 0.0
    for (since, length), (until, _) in pairwise([*changes, (end, 0)]):
        total += length * max(min(until, end) - max(since, start), 0.0)
    return total / (end - start)
