"""A stream whose packets are checked one by one, because nothing but the packets can show that they fit."""

from __future__ import annotations

from typing import Any

from backedge.calculator.ports import Output
from backedge.errors import PacketTypeError
from backedge.planning.types import describe_type, matches
from backedge.runtime.output_stream import OutputStream
from backedge.timestamp import describe


class CheckedOutputStream(OutputStream):
    """The producer's end of a stream whose calculator declares `Any`, while who reads it wants a certain type.

    Attributes:
        type: what its packets have to carry.
    """

    __slots__ = ("type",)

    def __init__(self, name: str, producer: str, value_type: Any) -> None:
        super().__init__(name, producer)
        self.type = value_type

    def set_offset(self, offset: int | None) -> None:
        super().set_offset(offset)
        # Nodes that know a shorter way than flush() have to take this one.
        self.follows_packets = False

    def flush(self, port: Output[Any], timestamp: int) -> None:
        for value, at in port.pending:
            if not matches(value, self.type):
                raise PacketTypeError(
                    f'output stream "{self.name}" carries {describe_type(self.type)} to those who read it, but the '
                    f"packet at {describe(at)} holds {describe_type(type(value))}"
                )
        super().flush(port, timestamp)
