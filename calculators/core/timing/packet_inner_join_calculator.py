"""PacketInnerJoinCalculator: packets that are there on all streams."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Outputs, register


@register
class PacketInnerJoinCalculator(Calculator):
    """Passes packets on where every input has one, and drops the others.

    Inputs:
        untagged, any number: any type.
    Outputs:
        untagged, as many as inputs: the packets.

    Example::

        node {
          calculator: "PacketInnerJoinCalculator"
          input_stream: "image"
          input_stream: "hand_landmarks"
          output_stream: "image_with_hand"
          output_stream: "landmarks_of_hand"
        }
    """

    lightweight = True

    inputs = Inputs[Any]()
    outputs = Outputs[Any](same_as=inputs)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs, outputs = len(contract.inputs), len(contract.outputs)
        contract.require_as_many(inputs, "inputs", outputs, "outputs")

    def process(self) -> None:
        if any(source.is_empty for source in self.inputs):
            return
        for source, target in zip(self.inputs, self.outputs, strict=True):
            target.forward(source)
