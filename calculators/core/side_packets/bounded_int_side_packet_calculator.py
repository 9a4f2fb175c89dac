"""BoundedIntSidePacketCalculator: a number given from outside, which has limits and may be left out."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, SideInput, SideOutput, register
from backedge.errors import GraphError
from backedge.protos import Int64, Message, field


class BoundedIntSidePacketCalculatorOptions(Message, name="backedge.BoundedIntSidePacketCalculatorOptions"):
    """Options of BoundedIntSidePacketCalculator.

    Attributes:
        min: the smallest number that is accepted; without it there is no such limit.
        max: the largest one, likewise.
        default: the number where none is given; without it one has to be given.
    """

    min: Int64 | None = field(1)
    max: Int64 | None = field(2)
    default: Int64 | None = field(3)


@register
class BoundedIntSidePacketCalculator(Calculator):
    """Hands on a number given from outside, or a default, after a look at its limits.

    A number out of range fails the run when it starts, instead of where the number is first needed.

    Side packets:
        VALUE: int, optional if there is a default.
    Output side packets:
        VALUE: int.
    Options:
        BoundedIntSidePacketCalculatorOptions

    Example::

        node {
          calculator: "BoundedIntSidePacketCalculator"
          input_side_packet: "VALUE:num_hands"
          output_side_packet: "VALUE:hands_to_find"
          node_options { [type.googleapis.com/backedge.BoundedIntSidePacketCalculatorOptions] { min: 1 default: 2 } }
        }
    """

    lightweight = True

    given = SideInput[int]("VALUE", optional=True)
    accepted = SideOutput[int]("VALUE")

    options: BoundedIntSidePacketCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options: BoundedIntSidePacketCalculatorOptions = contract.options
        if options.default is None:
            contract.require("VALUE" in contract.input_side_packets, "without a default it needs a side packet VALUE")
            contract.require_named_side_packets()
        else:
            fault = _fault(options.default, options)
            contract.require(not fault, f"option default {fault}")

    def open(self) -> None:
        default = self.options.default
        value = self.given.value if default is None else self.given.get(default)
        if fault := _fault(value, self.options):
            raise GraphError(f'side packet "{self.given.name}" {fault}')
        self.accepted.set(value)


def _fault(value: int, options: BoundedIntSidePacketCalculatorOptions) -> str:
    """Say what is wrong with `value`; "" if nothing is."""
    if options.min is not None and value < options.min:
        return f"must be at least {options.min}, found {value}"
    if options.max is not None and value > options.max:
        return f"must be at most {options.max}, found {value}"
    return ""
