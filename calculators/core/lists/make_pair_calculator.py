"""MakePairCalculator: two streams as one stream of pairs."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Output, register
from backedge.packet import Packet


@register
class MakePairCalculator(Calculator):
    """Sends what two streams have at a timestamp as a pair of packets, one of which may be empty.

    Inputs:
        untagged, two: any type.
    Outputs:
        untagged: pair of packets.

    Example::

        node {
          calculator: "MakePairCalculator"
          input_stream: "image"
          input_stream: "hand_landmarks"
          output_stream: "image_and_landmarks"
        }
    """

    lightweight = True

    inputs = Inputs[Any](minimum=2)
    pair = Output[tuple[Packet[Any], Packet[Any]]]()

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 2, f"it takes two input streams, not {len(contract.inputs)}")

    def process(self) -> None:
        first, second = self.inputs
        self.pair.send((first.packet, second.packet))
