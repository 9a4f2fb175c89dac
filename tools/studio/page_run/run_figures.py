"""Figures of a running graph, several times a second, from what a tap has noted."""

from __future__ import annotations

import threading
from collections import Counter, deque
from time import perf_counter
from typing import Final

from backedge.profiling import EventType
from backedge.profiling.trace import Call
from backedge.tools.studio.page_run.graph_tap import GraphTap
from backedge.tools.studio.protocol import FiguresEvent, TraceEvent
from backedge.tools.studio.protocol_values import FramePath, Lane, NodeFigures, PathStep, QueueFigures, Slice
from backedge.tools.tracing.analysis import beginnings
from backedge.tools.tracing.critical_path import critical_path, frame_latencies
from backedge.tools.tracing.traced_run import TracedCall, TracedPacket, TracedRun

_BUSY: Final = 0.5
"""The share of the time that a node must be at work for all others to wait for it."""

_PATH_WINDOW: Final = 0.5e6
"""Microseconds of calls in which the critical path of a frame is looked for."""

_MOST_SLICES: Final = 1500
"""Calls that one event tells of."""

_PHASES: Final = {EventType.OPEN: "open", EventType.PROCESS: "process", EventType.CLOSE: "close"}


class RunFigures:
    """Sums up what has happened since it was last asked.

    Args:
        tap: knows the graph.
        number: the run's.
    """

    def __init__(self, tap: GraphTap, number: int) -> None:
        self._tap = tap
        self._number = number
        self._since = perf_counter()
        self._passed: Counter[str] = Counter()
        self._frames = 0
        self._calls: Counter[str] = Counter()
        self._recent: deque[TracedCall] = deque()
        self._detectors = _detectors(tap)

    def take(self) -> tuple[FiguresEvent, TraceEvent]:
        """The figures of the time since the last ones, and the calls that ended in it."""
        tap, now = self._tap, perf_counter()
        seconds, self._since = max(now - self._since, 1e-6), now
        calls = [tap.calls.popleft() for _ in range(len(tap.calls))]
        passed, frames, fed = Counter(tap.passed.copy()), tap.frames, tap.fed.copy()  # others write to them
        spent: Counter[str] = Counter()
        made: Counter[str] = Counter()
        for call in calls:
            if call.node is not None and call.event == EventType.PROCESS:
                made[call.node.name] += 1
                spent[call.node.name] += call.end - call.start
        self._calls.update(made)
        figures = FiguresEvent(
            number=self._number,
            timestamp=next(reversed(fed), None),
            streams={name: (count - self._passed[name]) / seconds for name, count in passed.items()},
            nodes={
                node.name: NodeFigures(
                    calls=self._calls[node.name],
                    mean=spent[node.name] / made[node.name] / 1000 if made[node.name] else None,
                )
                for node in tap.outline.nodes
            },
            queues=self._queues(),
            gates=dict(tap.gates),
            waited_for=[name for name, time in spent.items() if time / 1e6 / seconds >= _BUSY],
            frames=frames,
            fps=(frames - self._frames) / seconds,
            latency=tap.latency,
            dropped_frames=tap.dropped_frames,
            detector_rest=self._rest(frames),
        )
        self._passed, self._frames = passed, frames
        return figures, self._trace(calls)

    def _queues(self) -> list[QueueFigures]:
        lengths, dropped = dict(self._tap.lengths), dict(self._tap.dropped)
        return [
            QueueFigures(node=queue[0], stream=queue[1], length=lengths.get(queue, 0), dropped=dropped.get(queue, 0))
            for queue in {**lengths, **dropped}
            if lengths.get(queue) or dropped.get(queue)
        ]

    def _rest(self, frames: int) -> float | None:
        if not self._detectors or not frames:
            return None
        return max(1 - max(self._calls[name] for name in self._detectors) / frames, 0.0)

    # time

    def _trace(self, calls: list[Call]) -> TraceEvent:
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        lanes: dict[int, list[Slice]] = {}
        for call in calls[-_MOST_SLICES:]:
            if call.node is not None:
                start, end = self._ms(call.start), self._ms(call.end)
                slices = lanes.setdefault(call.thread, [])
                slices.append(Slice(node=call.node.name, phase=_PHASES[call.event], start=start, end=end))
        for slices in lanes.values():
            slices.sort(key=lambda each: each.start)
        return TraceEvent(
            number=self._number,
            now=max((self._ms(call.end) for call in calls), default=0.0),
            lanes=[Lane(name=names.get(thread, f"thread {thread}"), slices=slices) for thread, slices in lanes.items()],
            path=self._path(calls),
        )

    def _path(self, calls: list[Call]) -> FramePath | None:
        """The critical path of the last frame that reached an output, and is not being worked on any more."""
        self._recent.extend(_traced(call) for call in calls if call.node is not None)
        while self._recent and self._recent[0].end < self._recent[-1].end - _PATH_WINDOW:
            self._recent.popleft()
        inputs = self._tap.outline.inputs
        times = self._tap.fed.copy()  # others write to it
        fed = {TracedPacket(stream, at): float(time) for at, time in times.items() for stream in inputs}
        run = TracedRun(self._tap.outline, list(self._recent), fed)
        latencies = frame_latencies(run, beginnings(run))
        numbers = [timestamp for timestamp in latencies if isinstance(timestamp, int)]
        newest = max(times, default=0)
        last = max((number for number in numbers if number < newest), default=None)
        found = critical_path(run, last, latencies) if last is not None else None
        if last is None or found is None:
            return None
        steps = [PathStep(node=step.node, waited=step.waited, took=step.took) for step in found.steps]
        return FramePath(timestamp=last, stream=found.stream, latency=found.latency, steps=steps)

    def _ms(self, time: int) -> float:
        return (time - self._tap.begun) / 1000


def _traced(call: Call) -> TracedCall:
    assert call.node is not None
    return TracedCall(
        call.node.name,
        _PHASES[call.event],
        call.start,
        call.end,
        tuple(TracedPacket(*packet) for packet in call.inputs if packet is not None),
        tuple(TracedPacket(*packet) for packet in call.outputs),
    )


def _detectors(tap: GraphTap) -> list[str]:
    """The nodes that find palms in whole pictures: one that does it all, or the model inside a subgraph that does."""
    whole = [node.name for node in tap.plan.nodes if node.registration.canonical == "PalmDetectionCalculator"]
    if whole:
        return whole
    return [
        node.name
        for node in tap.plan.nodes
        if node.registration.canonical.startswith("Inference")
        and any("palmdetection" in container.config.calculator.lower() for container in node.containers)
    ]
