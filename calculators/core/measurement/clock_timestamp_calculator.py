"""ClockTimestampCalculator: when packets arrive."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.core.measurement.clock import Clock, monotonic_clock


@register
class ClockTimestampCalculator(Calculator):
    """Sends, for every packet, the time on the clock at which it arrived.

    Inputs:
        untagged: any type.
    Side packets:
        CLOCK: a function that returns seconds, optional; instead of the computer's clock.
    Outputs:
        untagged: float; seconds since 1970.

    Example::

        node {
          calculator: "ClockTimestampCalculator"
          input_stream: "image"
          output_stream: "image_arrived"
        }
    """

    lightweight = True

    packets = Input[Any]()
    clock = SideInput[Clock]("CLOCK", optional=True)
    arrived = Output[float]()

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_named_side_packets()

    def open(self) -> None:
        self._now = self.clock.value if self.clock.connected else monotonic_clock()

    def process(self) -> None:
        self.arrived.send(self._now())
