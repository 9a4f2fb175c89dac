"""Messages that the tests of configs use."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from backedge.protos import AnyMessage, CalculatorOptionsMessage, Double, Int64, Message, UInt32, UInt64, field


class Colour(IntEnum):
    RED = 0
    GREEN = 1
    DEEP_BLUE = -7


class Everything(Message, name="test.config.Everything", extension=300_001_000):
    """A field of every kind that text format has."""

    flag: bool = field(1)
    small: int = field(2)
    big: Int64 = field(3)
    positive: UInt32 = field(4)
    huge: UInt64 = field(5)
    single: float = field(6)
    double: Double = field(7)
    text: str = field(8)
    data: bytes = field(9)
    colour: Colour = field(10)
    child: Everything | None = field(11)
    smalls: tuple[int, ...] = field(12)
    texts: tuple[str, ...] = field(13)
    colours: tuple[Colour, ...] = field(14)
    children: tuple[Everything, ...] = field(15)
    left: str | None = field(16, oneof="side")
    right: Everything | None = field(17, oneof="side")
    options: CalculatorOptionsMessage | None = field(18)
    any: AnyMessage | None = field(19)
    doubles: tuple[Double, ...] = field(20)
    flags: tuple[bool, ...] = field(21)


class SampleOptions(Message, name="test.config.SampleOptions", extension=300_001_001):
    """Options of a calculator."""

    threshold: float = field(1, default=0.5)
    colour: Colour = field(2)
    inner: Everything | None = field(3)


class HandlerOptions(
    Message, name="test.config.HandlerOptions", extension=300_001_002, extends="mediapipe.MediaPipeOptions"
):
    """Options of an input policy."""

    size: int = field(1)


@dataclass(frozen=True)
class PlainSampleOptions:
    """Options as a user writes them."""

    threshold: float = 0.5
    names: tuple[str, ...] = ()
