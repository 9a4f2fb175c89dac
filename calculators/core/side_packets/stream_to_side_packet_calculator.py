"""StreamToSidePacketCalculator: the one packet of a stream as a side packet."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Input, SideOutput, register


@register
class StreamToSidePacketCalculator(Calculator):
    """Sets a side packet to the value of the only packet of a stream; a second one is an error.

    Inputs:
        untagged: any type.
    Output side packets:
        untagged: the same type.

    Example::

        node {
          calculator: "StreamToSidePacketCalculator"
          input_stream: "camera_matrix"
          output_side_packet: "fixed_camera_matrix"
        }
    """

    lightweight = True

    packet = Input[Any]()
    side_packet = SideOutput[Any](same_as=packet)

    def process(self) -> None:
        self.side_packet.set(self.packet.value)
