"""Golden recordings: a graph has to give again what was recorded of it."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from os import PathLike
from typing import Any

from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.planning.plan import GraphPlan
from backedge.recording.known_types import KnownTypes
from backedge.recording.recording_reader import Recording
from backedge.recording.replay import feed_event
from backedge.recording.value_differences import Difference, difference
from backedge.runtime.calculator_graph import CalculatorGraph
from backedge.runtime.unknown_names import unknown_name
from backedge.timestamp import describe


@dataclass(frozen=True, slots=True)
class PacketDifference:
    """A packet that is not as recorded.

    Attributes:
        stream: its stream.
        timestamp: its timestamp.
        what: how it differs.
    """

    stream: str
    timestamp: int
    what: str

    def __str__(self) -> str:
        return f'stream "{self.stream}" at {describe(self.timestamp)}: {self.what}'


@dataclass
class GoldenReport:
    """The result of a comparison.

    Attributes:
        recording: the file.
        compared: how many packets were compared, by stream.
        differing: how many of them differ, are missing, or were not recorded, by stream; streams without any left out.
        first: the first that was found.
        fault: what is wrong with the end of the recording; "" for nothing.
    """

    recording: str
    compared: dict[str, int] = field(default_factory=dict)
    differing: dict[str, int] = field(default_factory=dict)
    first: PacketDifference | None = None
    fault: str = ""

    @property
    def is_same(self) -> bool:
        """Whether the graph gave what was recorded."""
        return self.first is None

    def to_json(self) -> str:
        """The report as a program reads it."""
        first = None if self.first is None else asdict(self.first)
        return json.dumps({**asdict(self), "same": self.is_same, "first": first}, indent=2)

    def __str__(self) -> str:
        lines = [
            f'stream "{stream}": {count} packets, {self.differing.get(stream) or "none"} differing'
            for stream, count in self.compared.items()
        ]
        if self.first:
            lines.insert(0, f"{self.recording}: the graph does not give what was recorded; first\n  {self.first}")
        if self.fault:
            lines.append(f"the recording is not whole: {self.fault}; what it has was compared")
        return "\n".join(lines)


def check_golden(
    golden: str | PathLike[str],
    plan: GraphPlan,
    tolerances: Mapping[str, float] | None = None,
    *,
    side_packets: Mapping[str, Any] | None = None,
    num_threads: int | None = None,
) -> GoldenReport:
    """Feed a graph with a recording's inputs, and compare all other streams that were recorded.

    Args:
        golden: the recording.
        plan: the graph.
        tolerances: how far numbers of a stream may be from those recorded; others have to be the same, bit for bit.
        side_packets: in place of those recorded, by name.
        num_threads: see `CalculatorGraph`.

    Raises:
        GraphError: the graph fails; or recording, graph and tolerances do not fit together.
        ResourceError: the recording cannot be read.
    """
    recording = Recording(golden, KnownTypes.of(plan))
    compared = _require_fitting(recording, plan, tolerances or {})
    comparison = _Comparison(recording, compared, tolerances or {})
    graph = CalculatorGraph(plan, num_threads=num_threads)
    for stream in compared:
        graph.observe_output_stream(stream, comparison.find)
    may_rest = not plan.has_sources
    with graph:
        known = {name: value for name, value in recording.side_packets.items() if name in plan.side_packet_types}
        graph.start_run({**known, **(side_packets or {})})
        for recorded in recording:
            if recorded.stream in plan.graph_inputs:
                feed_event(graph, recorded)
                if may_rest:
                    graph.wait_until_idle()
            elif recorded.packet is not None and not recorded.packet.is_empty:
                comparison.expect(recorded.stream, recorded.packet)
            comparison.proceed()
    return comparison.finish(recording.fault)


def _require_fitting(recording: Recording, plan: GraphPlan, tolerances: Mapping[str, float]) -> list[str]:
    """The streams to compare."""
    for stream in recording.streams:
        if stream not in plan.stream_types:
            unknown = unknown_name("stream", stream, plan.stream_types)
            raise GraphError(f"{recording.path} has a stream that the graph has not: {unknown}")
    if missing := [name for name in plan.graph_inputs if name not in recording.streams]:
        raise GraphError(
            f'{recording.path}: graph input stream "{missing[0]}" was not recorded; it has '
            f"{', '.join(recording.streams)}"
        )
    compared = [stream for stream in recording.streams if stream not in plan.graph_inputs]
    if not compared:
        raise GraphError(
            f"{recording.path}: only the graph's input streams were recorded, so there is nothing to compare; record "
            "others besides"
        )
    for stream in tolerances:
        if stream not in compared:
            raise unknown_name("recorded stream to compare", stream, compared)
    return compared


class _Comparison:
    """Two queues for each stream: what was recorded, and what the graph gives; their heads are compared."""

    def __init__(self, recording: Recording, streams: list[str], tolerances: Mapping[str, float]) -> None:
        self._report = GoldenReport(str(recording.path), dict.fromkeys(streams, 0))
        self._expected: dict[str, deque[Packet[Any]]] = {stream: deque() for stream in streams}
        self._found: dict[str, deque[Packet[Any]]] = {stream: deque() for stream in streams}
        self._tolerances = tolerances

    def expect(self, stream: str, packet: Packet[Any]) -> None:
        """Take a recorded packet."""
        self._expected[stream].append(packet)

    def find(self, stream: str, packet: Packet[Any]) -> None:
        """Take a packet that the graph gives, on whichever thread."""
        self._found[stream].append(packet)

    def proceed(self) -> None:
        """Compare what both sides have."""
        for stream, expected in self._expected.items():
            while expected and self._found[stream]:
                self._compare_heads(stream)

    def finish(self, fault: str) -> GoldenReport:
        """Compare the rest.

        Args:
            fault: of the recording, which then says nothing of what the graph gave afterwards.
        """
        self.proceed()
        for stream, expected in self._expected.items():
            for packet in expected:
                self._differ(stream, packet.timestamp, _missing(packet))
            for packet in () if fault else self._found[stream]:
                self._differ(stream, packet.timestamp, _unexpected(packet))
        self._report.fault = fault
        return self._report

    def _compare_heads(self, stream: str) -> None:
        expected, found = self._expected[stream], self._found[stream]
        ours, theirs = expected[0], found[0]
        if ours.timestamp < theirs.timestamp:
            self._differ(stream, ours.timestamp, _missing(expected.popleft()))
        elif ours.timestamp > theirs.timestamp:
            self._differ(stream, theirs.timestamp, _unexpected(found.popleft()))
        else:
            told = difference(expected.popleft().value, found.popleft().value, self._tolerances.get(stream, 0.0))
            self._report.compared[stream] += 1
            if told:
                self._note(stream, ours.timestamp, self._tell(stream, told))

    def _tell(self, stream: str, told: Difference) -> str:
        tolerance = self._tolerances.get(stream)
        allowed = f"; allowed is {tolerance:g}" if tolerance and told.by is not None else ""
        return f"{told}{allowed}"

    def _differ(self, stream: str, timestamp: int, what: str) -> None:
        self._report.compared[stream] += 1
        self._note(stream, timestamp, what)

    def _note(self, stream: str, timestamp: int, what: str) -> None:
        self._report.differing[stream] = self._report.differing.get(stream, 0) + 1
        self._report.first = self._report.first or PacketDifference(stream, timestamp, what)


def _missing(packet: Packet[Any]) -> str:
    return f"the packet is missing that was recorded: {packet.value!r}"


def _unexpected(packet: Packet[Any]) -> str:
    return f"there is a packet that was not recorded: {packet.value!r}"
