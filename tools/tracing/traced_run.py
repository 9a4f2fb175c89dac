"""What happened in a run, as a trace tells it, wherever the trace came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from backedge.tools.tracing.graph_outline import GraphOutline

Moment: TypeAlias = "int | str"
"""A packet's timestamp in microseconds, or the name of a special one."""


class TracedPacket(NamedTuple):
    """A packet by its stream and its timestamp."""

    stream: str
    timestamp: Moment


class QueueName(NamedTuple):
    """The queue of a stream before one of the nodes that read it."""

    node: str
    stream: str


@dataclass(frozen=True, slots=True)
class TracedCall:
    """A call of a calculator; times are in microseconds of the run.

    Attributes:
        node: the node.
        phase: ``open``, ``process`` or ``close``.
        start: when it began.
        end: when it ended.
        inputs: the packets it took.
        outputs: the packets it sent.
    """

    node: str
    phase: str
    start: float
    end: float
    inputs: tuple[TracedPacket, ...] = ()
    outputs: tuple[TracedPacket, ...] = ()

    @property
    def duration(self) -> float:
        """How long it took."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class TracedRun:
    """A run.

    Attributes:
        outline: the graph.
        calls: the calls, in the order in which they ended.
        fed: when each packet was fed to a graph input stream, in microseconds of the run.
        queues: the changes of queues: time, and the length from then on.
        drops: the packets that a node did not get, as `QueueName` and timestamp.
        throttles: how often each queue held back what feeds it.
        is_cut_off: whether the trace ends in the middle, as after a kill.
    """

    outline: GraphOutline
    calls: list[TracedCall] = field(default_factory=list)
    fed: dict[TracedPacket, float] = field(default_factory=dict)
    queues: dict[QueueName, list[tuple[float, int]]] = field(default_factory=dict)
    drops: list[tuple[QueueName, Moment]] = field(default_factory=list)
    throttles: dict[QueueName, int] = field(default_factory=dict)
    is_cut_off: bool = False

    def processing(self) -> Iterable[TracedCall]:
        """The calls of `process`."""
        return (call for call in self.calls if call.phase == "process")

    @property
    def seconds(self) -> float:
        """From the first call, or packet that was fed, until the last call ended."""
        starts = [call.start for call in self.calls] + list(self.fed.values())
        return (max((call.end for call in self.calls), default=0) - min(starts, default=0)) / 1e6
