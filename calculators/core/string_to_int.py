"""StringTo…Calculator: a number that was given as text, on a command line for instance."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from backedge.calculator import Calculator, Contract, SideInputs, SideOutputs, register
from backedge.calculators.checks import require_value

_NUMBER: Final = re.compile(r"\s*([+-]?[0-9]+)\s*", re.ASCII)


@register("StringToIntCalculator", "StringToInt32Calculator")
class StringToIntCalculator(Calculator):
    """Sets a side packet to the decimal number that another one holds as text.

    Side packets:
        one, tagged or not: str.
    Output side packets:
        one, tagged or not: int, from -(2**31) to 2**31 - 1.

    Example::

        node {
          calculator: "StringToIntCalculator"
          input_side_packet: "num_hands_text"
          output_side_packet: "num_hands"
        }
    """

    limits: ClassVar[tuple[int, int]] = (-(2**31), 2**31 - 1)
    lightweight = True

    texts = SideInputs[str]("*", minimum=1)
    numbers = SideOutputs[int]("*", minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.input_side_packets) == 1, "it takes one input side packet")
        contract.require(len(contract.output_side_packets) == 1, "it takes one output side packet")

    def open(self) -> None:
        text = self.texts[0].value
        low, high = self.limits
        match = _NUMBER.fullmatch(text)
        number = int(match[1]) if match and not (low == 0 and match[1][0] == "-") else None
        require_value(number is not None and low <= number <= high, f"{text!r} is not an integer from {low} to {high}")
        self.numbers[0].set(number or 0)


@register("StringToUintCalculator", "StringToUint32Calculator")
class StringToUintCalculator(StringToIntCalculator):
    """StringToIntCalculator for numbers from 0 to 2**32 - 1."""

    limits = (0, 2**32 - 1)


@register
class StringToInt64Calculator(StringToIntCalculator):
    """StringToIntCalculator for numbers from -(2**63) to 2**63 - 1."""

    limits = (-(2**63), 2**63 - 1)


@register
class StringToUint64Calculator(StringToIntCalculator):
    """StringToIntCalculator for numbers from 0 to 2**64 - 1."""

    limits = (0, 2**64 - 1)
