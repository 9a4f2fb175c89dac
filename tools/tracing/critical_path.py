"""The critical path of a frame: the calls that its latency is made of, one waiting for the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from backedge.tools.tracing.analysis import arrivals
from backedge.tools.tracing.traced_run import Moment, TracedCall, TracedPacket, TracedRun

FrameLatencies: TypeAlias = dict[Moment, tuple[float, TracedPacket]]
"""The latency of each frame in microseconds, and the packet of a graph output that came last for it."""


@dataclass(frozen=True, slots=True)
class Step:
    """A call on the path; times are in milliseconds.

    Attributes:
        node: its node.
        waited: from when the packet that it waited for last was sent until it began.
        took: how long it took.
    """

    node: str
    waited: float
    took: float


@dataclass(frozen=True, slots=True)
class CriticalPath:
    """The path of one frame.

    Attributes:
        timestamp: the frame.
        stream: the graph output that came last.
        latency: from when the frame entered the graph until then, in milliseconds.
        steps: the calls, the first one first.
    """

    timestamp: Moment
    stream: str
    latency: float
    steps: tuple[Step, ...]


def frame_latencies(run: TracedRun, begun: Mapping[Moment, float]) -> FrameLatencies:
    """What `FrameLatencies` says of each frame; `begun` is what `beginnings` found."""
    last: dict[Moment, tuple[float, TracedPacket]] = {}
    for packet, call in arrivals(run, run.outline.outputs).items():
        if packet.timestamp in begun:
            latency = call.end - begun[packet.timestamp]
            if packet.timestamp not in last or latency > last[packet.timestamp][0]:
                last[packet.timestamp] = (latency, packet)
    return last


def typical_frame(found: FrameLatencies) -> Moment | None:
    """The frame whose latency half of the frames stay below; None if no frame reached an output."""
    ordered = sorted(found.items(), key=lambda item: item[1][0])
    return ordered[(len(ordered) - 1) // 2][0] if ordered else None


def critical_path(run: TracedRun, timestamp: Moment, latencies: FrameLatencies) -> CriticalPath | None:
    """The path of the frame at `timestamp`; None if it reached no output of the graph."""
    found = latencies.get(timestamp)
    if found is None:
        return None
    latency, packet = found
    steps = tuple(_steps_back(run, packet))[::-1]
    return CriticalPath(timestamp, packet.stream, latency / 1000, steps)


def _steps_back(run: TracedRun, packet: TracedPacket) -> Iterator[Step]:
    """From the call that sent `packet` back to what entered the graph, always by the packet that came last."""
    senders = {sent: call for call in run.calls for sent in call.outputs}
    back_edges = {(node.name, port.stream) for node in run.outline.nodes for port in node.inputs if port.back_edge}
    seen: set[TracedPacket] = set()
    at: TracedPacket | None = packet
    while at is not None and at in senders and at not in seen:
        seen.add(at)
        call = senders[at]
        came = {
            one: senders[one].end if one in senders else run.fed[one]
            for one in call.inputs
            if (one in senders or one in run.fed) and (call.node, one.stream) not in back_edges
        }
        at = max(came, key=lambda one: came[one], default=None)
        yield Step(call.node, _since(call, came, at), call.duration / 1000)


def _since(call: TracedCall, came: dict[TracedPacket, float], at: TracedPacket | None) -> float:
    return max(call.start - came[at], 0.0) / 1000 if at is not None else 0.0
