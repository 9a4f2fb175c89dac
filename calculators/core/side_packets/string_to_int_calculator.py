"""StringTo…Calculator: a number that was given as text, on a command line for instance."""

from __future__ import annotations

import re
from typing import ClassVar, Final

from backedge.authoring import Calculator, SideInput, SideOutput, register
from backedge.errors import GraphError
from backedge.protos import Int64, UInt32, UInt64

_NUMBER: Final = re.compile(r"\s*([+-]?[0-9]+)\s*", re.ASCII)


@register("StringToIntCalculator", "StringToInt32Calculator")
class StringToIntCalculator(Calculator):
    """Sets a side packet to the decimal number that another one holds as text.

    Side packets:
        untagged: str.
    Output side packets:
        untagged: int, from -(2**31) to 2**31 - 1.

    Example::

        node {
          calculator: "StringToIntCalculator"
          input_side_packet: "num_hands_text"
          output_side_packet: "num_hands"
        }
    """

    limits: ClassVar[tuple[int, int]] = (-(2**31), 2**31 - 1)
    lightweight = True

    text = SideInput[str]()
    number = SideOutput[int]()

    def open(self) -> None:
        text = self.text.value
        low, high = self.limits
        match = _NUMBER.fullmatch(text)
        # A type without negative numbers has no "-0" either.
        if not match or not low <= int(match[1]) <= high or (low == 0 and match[1][0] == "-"):
            raise GraphError(f"{text!r} is not an integer from {low} to {high}")
        self.number.set(int(match[1]))


@register("StringToUintCalculator", "StringToUint32Calculator")
class StringToUintCalculator(StringToIntCalculator):
    """StringToIntCalculator for numbers from 0 to 2**32 - 1."""

    limits = (0, 2**32 - 1)
    number = SideOutput[UInt32]()


@register
class StringToInt64Calculator(StringToIntCalculator):
    """StringToIntCalculator for numbers from -(2**63) to 2**63 - 1."""

    limits = (-(2**63), 2**63 - 1)
    number = SideOutput[Int64]()


@register
class StringToUint64Calculator(StringToIntCalculator):
    """StringToIntCalculator for numbers from 0 to 2**64 - 1."""

    limits = (0, 2**64 - 1)
    number = SideOutput[UInt64]()
