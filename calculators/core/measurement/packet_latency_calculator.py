"""PacketLatencyCalculator: how far streams lag behind the camera."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from backedge.authoring import Calculator, Contract, Input, Inputs, Outputs, SideInput, register
from backedge.calculators.core.measurement.clock import Clock, monotonic_clock
from backedge.protos import Int64, Message, Range, field
from backedge.timestamp import from_seconds


class PacketLatencyCalculatorOptions(Message, name="mediapipe.PacketLatencyCalculatorOptions", extension=172681421):
    """Options of PacketLatencyCalculator; times are in microseconds.

    Attributes:
        num_intervals: of the histogram.
        interval_size_usec: width of each.
        reset_duration_usec: start histogram and average anew after this time; not at all if negative.
        packet_labels: names of the inputs, in order; by default the names of their streams.
    """

    num_intervals: Annotated[Int64, Range(1, 1_000_000)] = field(1, default=10)
    interval_size_usec: Annotated[Int64, Range(ge=1)] = field(2, default=10000)
    reset_duration_usec: Int64 = field(3, default=-1)
    packet_labels: tuple[str, ...] = field(4)


@dataclass(frozen=True, slots=True)
class PacketLatency:
    """Latency of one stream (MediaPipe `calculators/util/latency.proto`); times are in microseconds.

    Attributes:
        label: name of the stream.
        num_intervals: of the histogram.
        interval_size_usec: width of each; the last one has no end.
        counts: how many packets fell into each interval.
        current_latency_usec: of the latest packet.
        avg_latency_usec: of the packets so far.
        sum_latency_usec: likewise.
    """

    label: str
    num_intervals: int
    interval_size_usec: int
    counts: tuple[int, ...]
    current_latency_usec: int = 0
    avg_latency_usec: int = 0
    sum_latency_usec: int = 0

    def after(self, latency: int) -> PacketLatency:
        """Return the values after another packet with `latency`."""
        interval = min(latency // self.interval_size_usec, self.num_intervals - 1)
        counts = (*self.counts[:interval], self.counts[interval] + 1, *self.counts[interval + 1 :])
        total = self.sum_latency_usec + latency
        return replace(
            self,
            counts=counts,
            current_latency_usec=latency,
            avg_latency_usec=total // sum(counts),
            sum_latency_usec=total,
        )

    def cleared(self) -> PacketLatency:
        """Without what it counted so far."""
        return replace(self, counts=(0,) * self.num_intervals, avg_latency_usec=0, sum_latency_usec=0)


@register
class PacketLatencyCalculator(Calculator):
    """Sends, for every packet, how much later than its reference packet it arrived.

    The first packet of REFERENCE_SIGNAL sets the zero: it counts as just arrived, and so does at any later moment the
    timestamp that lies as far behind. Use it with ImmediateInputStreamHandler and a live source.

    Inputs:
        untagged, at least one: any type.
        REFERENCE_SIGNAL: any type; what the others were made from.
    Side packets:
        CLOCK: a function that returns seconds, optional; instead of the computer's clock.
    Outputs:
        untagged, as many as inputs besides REFERENCE_SIGNAL: PacketLatency.
    Options:
        PacketLatencyCalculatorOptions

    Example::

        node {
          calculator: "PacketLatencyCalculator"
          input_stream: "hand_landmarks"
          input_stream: "REFERENCE_SIGNAL:camera_image"
          output_stream: "latency_of_landmarks"
          input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
        }
    """

    timestamp_offset = None
    lightweight = True

    packets = Inputs[Any](minimum=1)
    reference = Input[Any]("REFERENCE_SIGNAL")
    clock = SideInput[Clock]("CLOCK", optional=True)
    latencies = Outputs[PacketLatency](minimum=1)

    options: PacketLatencyCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options: PacketLatencyCalculatorOptions = contract.options
        inputs, outputs, labels = len(contract.inputs) - 1, len(contract.outputs), len(options.packet_labels)
        contract.require_as_many(inputs, "inputs besides REFERENCE_SIGNAL", outputs, "outputs")
        contract.require(labels in (0, inputs), f"{inputs} inputs need as many packet_labels, not {labels}")
        contract.require_named_side_packets()

    def open(self) -> None:
        options = self.options
        self._seconds = self.clock.value if self.clock.connected else monotonic_clock()
        labels = options.packet_labels or [port.name for port in self.packets]
        counts = (0,) * options.num_intervals
        self._latencies = [
            PacketLatency(label, options.num_intervals, options.interval_size_usec, counts) for label in labels
        ]
        # What to add to the clock to get the timestamp of a reference packet that arrives now.
        self._offset: int | None = None
        self._last_reset = 0

    def process(self) -> None:
        now = from_seconds(self._seconds())
        if self._offset is None:
            if self.reference.is_empty:
                return
            self._offset = self.timestamp - now
            self._last_reset = now
        if 0 < self.options.reset_duration_usec <= now - self._last_reset:
            self._latencies = [latency.cleared() for latency in self._latencies]
            self._last_reset = now
        latency = now + self._offset - self.timestamp
        if latency < 0:
            return  # a timestamp from the future says nothing
        for index, (source, target) in enumerate(zip(self.packets, self.latencies, strict=True)):
            if not source.is_empty:
                self._latencies[index] = self._latencies[index].after(latency)
                target.send(self._latencies[index])
