"""SequenceShiftCalculator: packets at the timestamps of later or earlier ones."""

from __future__ import annotations

from collections import deque
from typing import Any

from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.errors import GraphError
from backedge.protos import Message, field


class SequenceShiftCalculatorOptions(Message, name="mediapipe.SequenceShiftCalculatorOptions", extension=107633927):
    """Options of SequenceShiftCalculator.

    Attributes:
        packet_offset: how many packets later the timestamp is taken from; earlier, if negative.
        emit_empty_packets_before_first_packet: not supported, as in MediaPipe, with a positive offset.
    """

    packet_offset: int = field(1, default=-1)
    emit_empty_packets_before_first_packet: bool = field(2, default=False)


@register
class SequenceShiftCalculator(Calculator):
    """Sends the i-th packet at the timestamp of packet i + offset.

    With an offset of n > 0 the last n packets are dropped, with one of -n the first n.

    Inputs:
        untagged: any type.
    Side packets:
        PACKET_OFFSET: int, optional; instead of the option.
    Outputs:
        untagged: the packets.
    Options:
        SequenceShiftCalculatorOptions

    Example::

        node {
          calculator: "SequenceShiftCalculator"
          input_stream: "image"
          output_stream: "image_before"
          options {
            [mediapipe.SequenceShiftCalculatorOptions.ext] { packet_offset: 1 }
          }
        }
    """

    timestamp_offset = None
    lightweight = True

    packets = Input[Any]()
    packet_offset = SideInput[int]("PACKET_OFFSET", optional=True)
    shifted = Output[Any](same_as=packets)

    options: SequenceShiftCalculatorOptions

    def open(self) -> None:
        self._offset = self.packet_offset.get(self.options.packet_offset)
        if self._offset > 0 and self.options.emit_empty_packets_before_first_packet:
            raise GraphError("emit_empty_packets_before_first_packet is not supported")
        self._values: deque[Any] = deque()
        self._timestamps: deque[int] = deque()
        if self._offset == 0:
            self.shifted.set_offset(0)

    def process(self) -> None:
        if self._offset >= 0:
            self._values.append(self.packets.value)
            if len(self._values) > self._offset:
                self.shifted.send(self._values.popleft())
        else:
            self._timestamps.append(self.timestamp)
            if len(self._timestamps) > -self._offset:
                self.shifted.send(self.packets.value, self._timestamps.popleft())
