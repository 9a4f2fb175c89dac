"""One node's share of a run, as it grows."""

from __future__ import annotations

from typing import NamedTuple

from backedge.config.profiler import ProfilerConfig
from backedge.planning.plan import NodePlan
from backedge.profiling.histogram import Histogram
from backedge.profiling.messages import CalculatorProfile, StreamProfile


class MeasuredStream(NamedTuple):
    """How long packets of an input stream wait for the node.

    Attributes:
        name: the stream.
        back_edge: whether it comes from downstream; then it is not measured.
        latency: the times.
    """

    name: str
    back_edge: bool
    latency: Histogram


class NodeProfile:
    """What is measured of a node; times are in microseconds.

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
        """What was measured since the last time."""
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
