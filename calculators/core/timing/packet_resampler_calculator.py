"""PacketResamplerCalculator: packets at a steady rate."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from math import floor
from typing import Any

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.core.merge_options import merge_options
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.protos import Double, Int64, Message, field
from backedge.timestamp import MAX, MICROSECONDS_PER_SECOND, MIN, PRESTREAM, UNSET, add


class OutputHeader(IntEnum):
    """The header that the output has."""

    NONE = 0
    PASS_HEADER = 1
    UPDATE_VIDEO_HEADER = 2


class PacketResamplerCalculatorOptions(Message, name="mediapipe.PacketResamplerCalculatorOptions", extension=95743844):
    """Options of PacketResamplerCalculator; times are in microseconds, rates in packets a second.

    Attributes:
        frame_rate: the rate of the output.
        output_header: none, the input's, or the input's VideoHeader with the new rate.
        flush_last_packet: at the end, send also a packet that comes before the time it is sent at.
        jitter: not supported: MediaPipe's public releases lack the random generator that it needs.
        jitter_with_reflection: likewise.
        reproducible_sampling: likewise.
        base_timestamp: the output has packets at this time and whole periods from it; by default, from the first input.
        start_time: send nothing earlier.
        end_time: send nothing from here on.
        round_limits: move start and end outwards by half a period.
        use_input_frame_rate: take the rate from the header on VIDEO_HEADER.
        max_frame_rate: the most that the rate can be; negative for no limit.
    """

    frame_rate: Double = field(1, default=-1.0)
    output_header: OutputHeader = field(2)
    flush_last_packet: bool = field(3, default=True)
    jitter: Double = field(4)
    jitter_with_reflection: bool = field(9, default=False)
    reproducible_sampling: bool = field(10, default=False)
    base_timestamp: Int64 | None = field(5)
    start_time: Int64 | None = field(6)
    end_time: Int64 | None = field(7)
    round_limits: bool = field(8, default=False)
    use_input_frame_rate: bool = field(11, default=False)
    max_frame_rate: Double = field(12, default=-1.0)


@register
class PacketResamplerCalculator(Calculator):
    """Drops and repeats packets so that there is one for every period of the wanted rate.

    The first packet is sent as it is. Period k has the packet closest to ``first + k / rate``, at that time; a period
    that has none, the last one before it.

    Inputs:
        DATA, or untagged: any type.
        VIDEO_HEADER: VideoHeader, optional; one packet at PreStream.
    Side packets:
        OPTIONS: PacketResamplerCalculatorOptions, optional; they add to those of the node.
    Outputs:
        DATA, or untagged: the packets at their new timestamps.
        VIDEO_HEADER: VideoHeader, optional; with the new rate.
    Options:
        PacketResamplerCalculatorOptions

    Example::

        node {
          calculator: "PacketResamplerCalculator"
          input_stream: "DATA:image"
          output_stream: "DATA:image_at_10_fps"
          options {
            [mediapipe.PacketResamplerCalculatorOptions.ext] { frame_rate: 10 }
          }
        }
    """

    timestamp_offset = None
    lightweight = True

    data = Input[Any]("DATA", optional=True)
    untagged = Input[Any](optional=True)
    video_header = Input[VideoHeader]("VIDEO_HEADER", optional=True)
    options_side = SideInput[PacketResamplerCalculatorOptions]("OPTIONS", optional=True)
    data_out = Output[Any]("DATA", optional=True)
    untagged_out = Output[Any](optional=True)
    video_header_out = Output[VideoHeader]("VIDEO_HEADER", optional=True)

    options: PacketResamplerCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs, outputs = (
            [port for port in ports if port.tag in {"", "DATA"}] for ports in (contract.inputs, contract.outputs)
        )
        contract.require(len(inputs) == 1, "it takes one input stream, DATA or untagged")
        contract.require(len(outputs) == 1, "it takes one output stream, DATA or untagged")
        outputs[0].same_as = inputs[0]
        contract.require_named_side_packets()

    def open(self) -> None:
        self._options = merge_options(self.options, self.options_side.get())
        options = self._options
        if options.jitter or options.reproducible_sampling:
            raise GraphError("jitter and reproducible_sampling are not supported; leave these options out")
        self._source = self.data if self.data.connected else self.untagged
        self._target = self.data_out if self.data_out.connected else self.untagged_out
        self._video = VideoHeader()
        self._header_sent = False
        self._set_rate(options.frame_rate)
        self._first = UNSET
        self._period = 0
        self._last: Packet[Any] = Packet.empty()
        if options.output_header and not self._source.header.is_empty:
            self._target.set_header(self._new_header())

    def process(self) -> None:
        if self.timestamp == PRESTREAM and not self.video_header.is_empty:
            if self._options.use_input_frame_rate:
                self._set_rate(self.video_header.value.frame_rate)
            self._video = replace(self.video_header.value, frame_rate=self._rate)
            if self._source.is_empty:
                return
        if not self._header_sent:
            self.video_header_out.send(self._video, PRESTREAM)
            self._header_sent = True
        if self.timestamp == PRESTREAM:
            raise GraphError("a packet at PreStream cannot be resampled")
        self._resample(self._source.packet)
        self._last = self._source.packet

    def close(self) -> None:
        waits = self._first != UNSET and self._period_at(self._last.timestamp) == self._period
        if waits and self._options.flush_last_packet:
            self._send(self._last)

    def _resample(self, packet: Packet[Any]) -> None:
        if self._first == UNSET:
            self._first = self._start_at(packet.timestamp)
        period = self._period_at(packet.timestamp)
        if period < self._period:
            return
        while self._period < period:
            self._send(self._last)
        # Past the middle of its period, this packet or the one before is the closest that there can be.
        middle = self._time_of(self._period)
        if packet.timestamp >= middle:
            before = self._last.timestamp
            self._send(packet if before == UNSET or packet.timestamp - middle <= middle - before else self._last)
        self._target.set_next_timestamp_bound(self._time_of(self._period))

    def _send(self, packet: Packet[Any]) -> None:
        """Send `packet` for the present period, if that is within the limits, and go on to the next one."""
        timestamp = self._time_of(self._period)
        self._period += 1
        margin = int(MICROSECONDS_PER_SECOND / self._rate) // 2 if self._options.round_limits else 0
        start, end = self._options.start_time, self._options.end_time
        if add(MIN if start is None else start, -margin) <= timestamp < add(MAX if end is None else end, margin):
            self._target.send_packet(packet.at(timestamp))

    def _time_of(self, period: int) -> int:
        return add(self._first, _round(period / self._rate * MICROSECONDS_PER_SECOND))

    def _period_at(self, timestamp: int) -> int:
        return _round((timestamp - self._first) / MICROSECONDS_PER_SECOND * self._rate)

    def _start_at(self, timestamp: int) -> int:
        base = self._options.base_timestamp
        if base is None:
            return timestamp
        periods = _round((timestamp - base) / MICROSECONDS_PER_SECOND * self._rate)
        return add(base, _round(periods / self._rate * MICROSECONDS_PER_SECOND))

    def _set_rate(self, rate: float) -> None:
        limit = self._options.max_frame_rate
        self._rate = min(rate, limit) if limit > 0 else rate
        if not 0 < self._rate <= MICROSECONDS_PER_SECOND:
            raise GraphError(
                f"option frame_rate must be in 0..{MICROSECONDS_PER_SECOND} and not 0, but is {self._rate:g}"
            )
        self._video = replace(self._video, frame_rate=self._rate)

    def _new_header(self) -> Packet[Any]:
        if self._options.output_header is OutputHeader.PASS_HEADER:
            return self._source.header
        if self._options.max_frame_rate > 0:
            raise GraphError("UPDATE_VIDEO_HEADER cannot be used with max_frame_rate")
        header = self._source.header.value
        if not isinstance(header, VideoHeader):
            raise GraphError(f"UPDATE_VIDEO_HEADER needs a VideoHeader as header, found {type(header).__name__}")
        self._video = replace(header, frame_rate=self._rate)
        return Packet(self._video)


def _round(number: float) -> int:
    """The nearest integer, halves away from zero, as C++ rounds."""
    return floor(number + 0.5) if number >= 0 else -floor(0.5 - number)
