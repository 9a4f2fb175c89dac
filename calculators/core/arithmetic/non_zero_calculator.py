"""NonZeroCalculator: tells whether a number differs from zero."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register


@register
class NonZeroCalculator(Calculator):
    """Says of every number whether it is something else than zero.

    Inputs:
        INPUT: int.
    Side packets:
        INPUT: int; instead of the stream. The answer then comes once, at timestamp 0.
    Outputs:
        OUTPUT: int, optional; 0 or 1.
        OUTPUT_BOOL: bool, optional.

    Example::

        node {
          calculator: "NonZeroCalculator"
          input_stream: "INPUT:number_of_hands"
          output_stream: "OUTPUT_BOOL:has_hands"
        }
    """

    lightweight = True

    number = Input[int]("INPUT", optional=True)
    number_side = SideInput[int]("INPUT", optional=True)
    output = Output[int]("OUTPUT", optional=True)
    output_bool = Output[bool]("OUTPUT_BOOL", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require_stream_or_side_packet("INPUT")

    def process(self) -> None:
        number = self.number.value if self.number.connected else self.number_side.value
        self.output.send(int(number != 0))
        self.output_bool.send(number != 0)
        if not self.number.connected:
            self.stop()
