"""Nodes and functions that the tests of core calculators share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from backedge.authoring import Calculator, Input, SideOutput, register
from backedge.testing import NodeOutputs
from tests.do_calculator import Do

Run: TypeAlias = Callable[..., NodeOutputs]
"""The fixture `run`: `backedge.testing.run_node` on some number of threads."""


def plus_one(node: Do) -> None:
    """Add one to the input of a `Do`."""
    node.outputs[0].send(node.inputs[0].value + 1)


def times(node: Do) -> None:
    """Multiply the two inputs of a `Do`."""
    node.outputs[0].send(node.inputs[0].value * node.inputs[1].value)


@register("test.ReadHeader")
class ReadHeader(Calculator):
    """Sets a side packet to the header of a stream."""

    packets = Input[Any]()
    header = SideOutput[Any]()

    def open(self) -> None:
        if not self.packets.header.is_empty:
            self.header.set(self.packets.header.value)

    def process(self) -> None:
        pass
