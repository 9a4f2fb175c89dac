"""Calculators that make and take side packets, and the text of nodes and graphs made of them."""

from __future__ import annotations

from typing import Any

from backedge import Calculator, Input, Output, SideInput, SideOutput, register
from backedge import timestamp as ts
from tests.do_calculator import sender
from tests.flow import P
from tests.graph_text import do, graph_of


@register("behaviours.StreamToSide")
class StreamToSide(Calculator):
    """Makes a side packet of each packet of a stream, of which there must be only one."""

    stream = Input[Any]()
    side = SideOutput[Any]()

    def process(self) -> None:
        self.side.set(self.stream.value)


@register("behaviours.Count")
class Count(Calculator):
    """Makes a side packet of the number of packets, once the stream has ended."""

    stream = Input[Any]()
    side = SideOutput[int]()

    def open(self) -> None:
        self.count = 0

    def process(self) -> None:
        self.count += 1

    def close(self) -> None:
        self.side.set(self.count)


@register("behaviours.Add")
class Add(Calculator):
    """Adds two side packets; without inputs of its own it makes a 1. Notes each time it is opened."""

    left = SideInput[int]("LEFT", optional=True)
    right = SideInput[int]("RIGHT", optional=True)
    opened = SideInput[list[Any]]("OPENED", optional=True)
    total = SideOutput[int]()

    def open(self) -> None:
        if self.opened.connected:
            self.opened.value.append(self.node_name)
        self.total.set(self.left.value + self.right.value if self.left.connected else 1)

    def process(self) -> None:
        raise AssertionError("a node without streams has nothing to process")


@register("behaviours.SideToStream")
class SideToStream(Calculator):
    """Sends its side packet as the only packet of a stream, at PostStream."""

    side = SideInput[Any]()
    stream = Output[Any]()

    def open(self) -> None:
        self.stream.send(self.side.value, ts.POSTSTREAM)
        self.stream.close()

    def process(self) -> None:
        self.stop()


@register("behaviours.Counting")
class Counting(Calculator):
    """A source: 0, increment, 2 · increment, …, ten numbers."""

    increment = SideInput[int]("INCREMENT", optional=True)
    numbers = Output[int]()

    def open(self) -> None:
        self.sent = 0

    def process(self) -> None:
        self.numbers.send(self.sent * self.increment.get(1), self.sent)
        self.sent += 1
        if self.sent == 10:
            self.stop()


@register("behaviours.Model")
class Model(Calculator):
    """Makes something that takes long to make."""

    side = SideOutput[object]()

    def open(self) -> None:
        self.side.set(object())


def node(name: str, ports: str, more: str = "") -> str:
    """A node; its ports as ``input_stream=x output_side_packet=y``."""
    fields = " ".join(f'{field}: "{value}"' for field, value in (port.split("=") for port in ports.split()))
    return f'node {{ calculator: "behaviours.{name}" {fields} {more} }}\n'


TO_SIDE = node("StreamToSide", "input_stream=in output_side_packet=side")


TO_STREAM = node("SideToStream", "input_side_packet=side output_stream=out")


@register("test.Make")
class Make(Calculator):
    """Makes a side packet in the call that the side packet WHEN names."""

    when = SideInput[str]("WHEN")
    made = SideOutput[int]("MADE")
    also = Output[int](optional=True)

    def open(self) -> None:
        self._set("open")

    def process(self) -> None:
        self._set("process")
        self.stop()

    def close(self) -> None:
        self._set("close")

    def _set(self, phase: str) -> None:
        if self.when.value == phase:
            self.made.set(7)


@register("test.HandOver")
class HandOver(Calculator):
    """A source that sets what another source is to do, in its first call."""

    made = SideOutput[Any]()
    unused = Output[int]()

    def process(self) -> None:
        self.made.set(sender([P(1), P(2)]))
        self.stop()


MAKE = (
    'node { calculator: "test.Make" input_side_packet: "WHEN:when" '
    'output_side_packet: "MADE:factor" output_stream: "x" }'
)


@register("test.Scale")
class Scale(Calculator):
    """Multiplies by a side packet, or by the other one where that is given."""

    number = Input[int]()
    factor = SideInput[int]("FACTOR")
    other = SideInput[int]("OTHER", optional=True)
    product = Output[int]()

    def process(self) -> None:
        factor = self.other.value if self.other.connected else self.factor.value
        self.product.send(self.number.value * factor)


SCALE = graph_of("n", do("n", "p", "FACTOR:factor OTHER:other", calculator="test.Scale"))
