"""Measurements that grow during a run: histograms of times, each node's profile, the origins of packets."""

from __future__ import annotations

from typing import Final, NamedTuple

from backedge.config.graph import ProfilerConfig
from backedge.planning.plan import NodePlan
from backedge.profiling.messages import CalculatorProfile, StreamProfile, TimeHistogram
from backedge.profiling.trace import StreamPacket

_DEFAULT_INTERVAL: Final = 1_000_000

_REMEMBERED: Final = 400
"""The number of packets of a stream that are remembered, MediaPipe's."""


class Histogram:
    """A histogram of how long something takes, in intervals of microseconds; the last has no end."""

    __slots__ = ("_counts", "_interval", "_total")

    def __init__(self, config: ProfilerConfig) -> None:
        self._interval = config.histogram_interval_size_usec or _DEFAULT_INTERVAL
        self._counts = [0] * (config.num_histogram_intervals or 1)
        self._total = 0

    def add(self, start: int, end: int) -> None:
        """Count something that lasted from `start` to `end`."""
        time = end - start
        self._counts[min(time // self._interval, len(self._counts) - 1)] += 1
        self._total += time

    def take(self) -> TimeHistogram:
        """Return what was counted since the last time."""
        counts, total = tuple(self._counts), self._total
        self._counts = [0] * len(counts)
        self._total = 0
        return TimeHistogram(total=total, interval_size_usec=self._interval, num_intervals=len(counts), count=counts)


class MeasuredStream(NamedTuple):
    """The waiting times of an input stream's packets before the node.

    Attributes:
        name: the stream.
        back_edge: whether it comes from downstream; then it is not measured.
        latency: the times.
    """

    name: str
    back_edge: bool
    latency: Histogram


class NodeProfile:
    """The measurements of a node; times are in microseconds.

    Attributes:
        open_time, close_time: how long the last `open` and `close` took.
        process: how long calls of `process` take.
        input_latency, output_latency: from a packet's origin to the beginning and the end of a call.
        streams: the input streams, in port order, if they are measured.
    """

    def __init__(self, node: NodePlan, config: ProfilerConfig) -> None:
        self._name = node.name
        self._measures_latency = config.enable_stream_latency
        self.open_time = self.close_time = 0
        self.process = Histogram(config)
        self.input_latency = Histogram(config)
        self.output_latency = Histogram(config)
        self.streams = tuple(
            MeasuredStream(port.name, (port.tag, port.index) in node.back_edges, Histogram(config))
            for port in (node.contract.inputs if self._measures_latency else ())
        )

    def add_process(self, start: int, end: int, began: int) -> None:
        """Count a call of `process` from `start` to `end`, on packets that go back to `began`."""
        self.process.add(start, end)
        if self._measures_latency:
            self.input_latency.add(began, start)
            self.output_latency.add(began, end)

    def take(self) -> CalculatorProfile:
        """Return what was measured since the last time."""
        return CalculatorProfile(
            name=self._name,
            open_runtime=self.open_time,
            close_runtime=self.close_time,
            process_runtime=self.process.take(),
            process_input_latency=self.input_latency.take() if self._measures_latency else None,
            process_output_latency=self.output_latency.take() if self._measures_latency else None,
            input_stream_profiles=tuple(
                StreamProfile(name=stream.name, back_edge=stream.back_edge, latency=stream.latency.take())
                for stream in self.streams
            ),
        )


class Origin(NamedTuple):
    """The origin of a packet in time, in microseconds.

    Attributes:
        made: when the call that sent it ended.
        began: when the oldest packet that it goes back to was fed, or the source's call that made that one began.
    """

    made: int
    began: int


class PacketOrigins:
    """The origins of each stream's recent packets."""

    def __init__(self) -> None:
        self._streams: dict[str, dict[int, Origin]] = {}

    def put(self, packet: StreamPacket, origin: Origin) -> None:
        """Remember a packet, and forget the oldest of its stream if there are too many."""
        packets = self._streams.setdefault(packet.stream, {})
        packets[packet.timestamp] = origin
        if len(packets) > _REMEMBERED:
            del packets[next(iter(packets))]

    def get(self, packet: StreamPacket) -> Origin | None:
        """Return the origin of a packet; None if it is too long ago."""
        return self._streams.get(packet.stream, {}).get(packet.timestamp)
