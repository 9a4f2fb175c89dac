"""PassThroughCalculator: sends on every packet unchanged."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Outputs, SideInputs, SideOutputs, register


@register("PassThroughCalculator", "PassThrough")
class PassThroughCalculator(Calculator):
    """Forwards every packet, and every side packet, unchanged to the output with the same tag and index.

    Inputs:
        any tags: any type.
    Outputs:
        the same tags: the packets as they are, headers too.
    Side packets:
        likewise, any tags.

    Example::

        node {
          calculator: "PassThroughCalculator"
          input_stream: "VIDEO:video"
          output_stream: "VIDEO:same_video"
        }
    """

    lightweight = True

    inputs = Inputs[Any]("*")
    outputs = Outputs[Any]("*", same_as=inputs)
    side_inputs = SideInputs[Any]("*")
    side_outputs = SideOutputs[Any]("*", same_as=side_inputs)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        for ins, outs in (
            (contract.inputs, contract.outputs),
            (contract.input_side_packets, contract.output_side_packets),
        ):
            if len(outs) or ins is contract.inputs:
                contract.require(ins.keys == outs.keys, "inputs and outputs must have the same tags and indexes")

    def open(self) -> None:
        for side_input, side_output in zip(self.side_inputs, self.side_outputs, strict=False):
            side_output.set(side_input.value)
        for source, target in zip(self.inputs, self.outputs, strict=True):
            target.set_header(source.header)
        self._pairs = tuple(zip(self.inputs, self.outputs, strict=True))

    def process(self) -> None:
        for source, target in self._pairs:
            target.forward(source)
