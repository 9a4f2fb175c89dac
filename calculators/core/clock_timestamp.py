"""ClockTimestampCalculator: when packets arrive."""

from __future__ import annotations

from typing import Any

from backedge.calculator import Calculator, Contract, Inputs, Outputs, SideInput, register
from backedge.calculators.core.clock import Clock, monotonic_clock
from backedge.calculators.core.side_packets import require_when_connected


@register
class ClockTimestampCalculator(Calculator):
    """Sends, for every packet, the time on the clock at which it arrived.

    Inputs:
        one, tagged or not: any type.
    Side packets:
        CLOCK: a function that returns seconds, optional; instead of the computer's clock.
    Outputs:
        one, tagged or not: float; seconds since 1970.

    Example::

        node {
          calculator: "ClockTimestampCalculator"
          input_stream: "image"
          output_stream: "image_arrived"
        }
    """

    lightweight = True

    inputs = Inputs[Any]("*", minimum=1)
    clock = SideInput[Clock]("CLOCK", optional=True)
    outputs = Outputs[float]("*", minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes one input stream")
        contract.require(len(contract.outputs) == 1, "it takes one output stream")
        require_when_connected(contract)

    def open(self) -> None:
        self._now = self.clock.value if self.clock.connected else monotonic_clock()

    def process(self) -> None:
        self.outputs[0].send(self._now())
