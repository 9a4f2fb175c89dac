"""PacketPresenceCalculator: tells whether a stream has a packet."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Input, Output, register


@register
class PacketPresenceCalculator(Calculator):
    """Says for every timestamp it sees whether there was a packet.

    It sees the timestamps of packets, and those through which the stream is settled without one. Timestamps that were
    passed over in one step are not told apart: they give one False, at the last of them.

    Inputs:
        PACKET: any type.
    Outputs:
        PRESENCE: bool.

    Example::

        node {
          calculator: "PacketPresenceCalculator"
          input_stream: "PACKET:hand_landmarks"
          output_stream: "PRESENCE:has_hand"
        }
    """

    process_timestamp_bounds = True
    lightweight = True

    packet = Input[Any]("PACKET")
    presence = Output[bool]("PRESENCE")

    def process(self) -> None:
        self.presence.send(not self.packet.is_empty)
