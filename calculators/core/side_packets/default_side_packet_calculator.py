"""DefaultSidePacketCalculator: a value for a side packet that may be left out."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, SideInput, SideOutput, register


@register
class DefaultSidePacketCalculator(Calculator):
    """Sets a side packet to what was given from outside, or to a default.

    Side packets:
        OPTIONAL_VALUE: any type, optional; wins if it is there.
        DEFAULT_VALUE: the same type.
    Output side packets:
        VALUE: the same type.

    Example::

        node {
          calculator: "DefaultSidePacketCalculator"
          input_side_packet: "OPTIONAL_VALUE:num_hands"
          input_side_packet: "DEFAULT_VALUE:two"
          output_side_packet: "VALUE:num_hands_or_two"
        }
    """

    lightweight = True

    default_value = SideInput[Any]("DEFAULT_VALUE")
    optional_value = SideInput[Any]("OPTIONAL_VALUE", optional=True, same_as=default_value)
    value = SideOutput[Any]("VALUE", same_as=default_value)

    def open(self) -> None:
        self.value.set(self.optional_value.get(self.default_value.value))
