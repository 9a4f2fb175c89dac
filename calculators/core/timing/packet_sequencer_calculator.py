"""PacketSequencerCalculator: gives packets timestamps that fit another stream."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Inputs, Outputs, register
from backedge.timestamp import MIN, next_allowed


@register
class PacketSequencerCalculator(Calculator):
    """Sends every INPUT packet right behind the latest timestamp of TICK.

    Made for settings that people change while the graph runs: the outputs are settled as far as TICK, so that
    packets of TICK need not wait for them. A packet that comes together with one of TICK counts for that one already.

    Inputs:
        INPUT, any number: any type.
        TICK, any number: any type.
    Outputs:
        OUTPUT, as many as INPUT: the packets at their new timestamps.

    Example::

        node {
          calculator: "PacketSequencerCalculator"
          input_stream: "INPUT:wanted_effect"
          input_stream: "TICK:image"
          output_stream: "OUTPUT:effect"
        }
    """

    input_policy = "ImmediateInputStreamHandler"
    timestamp_offset = None
    lightweight = True

    inputs = Inputs[Any]("INPUT")
    ticks = Inputs[Any]("TICK")
    outputs = Outputs[Any]("OUTPUT")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs, outputs = contract.inputs.count("INPUT"), contract.outputs.count("OUTPUT")
        contract.require_as_many(inputs, "inputs INPUT", outputs, "outputs OUTPUT")

    def process(self) -> None:
        for source, target in zip(self.inputs, self.outputs, strict=True):
            if not source.is_empty:
                target.send(source.value, max(MIN, target.next_timestamp_bound))
        ticked = any(tick.timestamp == self.timestamp for tick in self.ticks)
        tick = max(MIN, self.timestamp) if ticked else MIN
        for target in self.outputs:
            if tick >= target.next_timestamp_bound:
                target.set_next_timestamp_bound(next_allowed(tick))
