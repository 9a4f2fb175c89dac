"""PacketThinnerCalculator: at most one packet for every so many microseconds."""

from __future__ import annotations

from dataclasses import replace
from enum import IntEnum
from math import ceil
from typing import Any

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.core.merge_options import merge_options
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.protos import Int64, Message, field
from backedge.timestamp import MAX, MICROSECONDS_PER_SECOND, MIN, add, describe


class ThinnerType(IntEnum):
    """The ways to choose packets."""

    ASYNC = 1
    SYNC = 2


class PacketThinnerCalculatorOptions(Message, name="mediapipe.PacketThinnerCalculatorOptions", extension=288533508):
    """Options of PacketThinnerCalculator; times are in microseconds.

    Attributes:
        thinner_type: ASYNC drops everything for a period after each packet. SYNC has periods centred on
            start_time + i * period, and passes on the packet closest to each centre.
        period: length of a period.
        start_time: drop what is earlier; by default the earliest timestamp, or 0 with SYNC.
        end_time: drop what is not earlier; by default the last timestamp.
        sync_output_timestamps: with SYNC, send packets at the centre of their period.
        update_frame_rate: write the new frame rate into the stream's header, which must be a VideoHeader.
    """

    thinner_type: ThinnerType = field(1)
    period: Int64 = field(2, default=1)
    start_time: Int64 | None = field(3)
    end_time: Int64 | None = field(4)
    sync_output_timestamps: bool = field(5, default=True)
    update_frame_rate: bool = field(6, default=False)


@register
class PacketThinnerCalculator(Calculator):
    """Passes on at most one packet a period.

    Inputs:
        untagged: any type.
    Side packets:
        PERIOD: int, optional; instead of the option.
        OPTIONS: PacketThinnerCalculatorOptions, optional; they add to those of the node.
    Outputs:
        untagged: the packets.
    Options:
        PacketThinnerCalculatorOptions

    Example::

        node {
          calculator: "PacketThinnerCalculator"
          input_stream: "image"
          output_stream: "image_every_second"
          options {
            [mediapipe.PacketThinnerCalculatorOptions.ext] { thinner_type: SYNC period: 1000000 }
          }
        }
    """

    sends_in_open = True
    timestamp_offset = None
    lightweight = True

    packets = Input[Any]()
    period = SideInput[Int64]("PERIOD", optional=True)
    options_side = SideInput[PacketThinnerCalculatorOptions]("OPTIONS", optional=True)
    thinned = Output[Any](same_as=packets)

    options: PacketThinnerCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_named_side_packets()

    def open(self) -> None:
        options = merge_options(self.options, self.options_side.get())
        self._is_sync = options.thinner_type is ThinnerType.SYNC
        self._at_centre = options.sync_output_timestamps
        self._period = self.period.get(options.period)
        self._start = (0 if self._is_sync else MIN) if options.start_time is None else options.start_time
        self._end = MAX if options.end_time is None else options.end_time
        if self._period <= 0:
            raise GraphError(f"the period must be positive, not {self._period} microseconds")
        if self._start >= self._end:
            raise GraphError(f"start_time {describe(self._start)} must be earlier than end_time {describe(self._end)}")
        self._next = self._start
        self._saved: Packet[Any] = Packet.empty()
        if not self._is_sync:
            self.thinned.set_offset(0)
        self.thinned.set_next_timestamp_bound(self._start)
        self._send_header(options)

    def process(self) -> None:
        if self.timestamp >= self._end:
            if not self.thinned.is_closed:
                self.thinned.close()
        elif self.timestamp >= self._start:
            if self._is_sync:
                self._keep_closest()
            elif self.timestamp >= self._next:
                self.thinned.forward(self.packets)
                self._next = add(self.timestamp, self._period)
                self.thinned.set_next_timestamp_bound(self._next)

    def close(self) -> None:
        if not self._saved.is_empty and not self.thinned.is_closed:
            self._send_saved()

    def _keep_closest(self) -> None:
        """Send the saved packet once a packet of a later period shows that it is the closest to its centre."""
        packet = self.packets.packet
        now, centre = self.timestamp, self._centre(self.timestamp)
        if self._saved.is_empty:
            self._saved = packet
        elif centre == self._centre(self._saved.timestamp):
            if abs(now - centre) <= abs(self._saved.timestamp - centre):
                self._saved = packet
            return
        else:
            self._send_saved()
            self._saved = packet
        self.thinned.set_next_timestamp_bound(centre if self._at_centre else now)

    def _send_saved(self) -> None:
        saved = self._saved
        self.thinned.send_packet(saved.at(self._centre(saved.timestamp)) if self._at_centre else saved)

    def _centre(self, timestamp: int) -> int:
        """The centre of the period that `timestamp` is in."""
        return (timestamp - self._start + self._period // 2) // self._period * self._period + self._start

    def _send_header(self, options: PacketThinnerCalculatorOptions) -> None:
        header = self.packets.header
        if not header.is_empty and options.update_frame_rate:
            video: VideoHeader = header.value
            rate = video.frame_rate
            if self._is_sync:
                rate = min(rate, MICROSECONDS_PER_SECOND / options.period)
            elif rate:  # 0 stands for an unknown rate, and stays
                rate /= ceil(rate * options.period / MICROSECONDS_PER_SECOND)
            header = Packet(replace(video, frame_rate=rate))
        self.thinned.set_header(header)
