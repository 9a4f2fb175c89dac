"""`Packet`: one value of one C++ type at one timestamp."""

from __future__ import annotations

from typing import Any

from backedge.compat.bridge.errors import wrong_type
from backedge.compat.bridge.type_names import name_of_value
from backedge.compat.mediapipe.python._framework_bindings.timestamp import Timestamp, describe, to_microseconds
from backedge.packet import EMPTY
from backedge.timestamp import UNSET


class Packet:
    """A value and its timestamp; made by `packet_creator`, read by `packet_getter`.

    Args:
        packet: copied; without it the packet is empty, at `Timestamp.UNSET`.

    Attributes:
        content: what packets hold inside the graph.
        declared: the type of the stream that the packet was found in, Any if it was in none.
        microseconds: the timestamp as an int.

    Raises:
        TypeError: `packet` is not a packet.
    """

    __slots__ = ("content", "declared", "microseconds")

    def __init__(self, packet: Packet | None = None, /) -> None:
        if packet is None:
            self.content, self.declared, self.microseconds = EMPTY, Any, UNSET
        elif isinstance(packet, Packet):
            self.content, self.declared, self.microseconds = packet.content, packet.declared, packet.microseconds
        else:
            raise wrong_type("Packet", "a Packet", packet)

    @classmethod
    def of(cls, content: Any, microseconds: int = UNSET, declared: Any = Any) -> Packet:
        """The packet that stands for one inside a graph."""
        made = cls.__new__(cls)
        made.content, made.declared = content, declared
        made.microseconds = int(microseconds)  # a calculator may have taken it from a packet of a C++ type
        return made

    def is_empty(self) -> bool:
        """Tell whether the packet holds nothing."""
        return self.content is EMPTY

    def at(self, timestamp: Timestamp | int, /) -> Packet:
        """A packet that shares the value, at another timestamp.

        Raises:
            TypeError: `timestamp` is not a timestamp.
            ValueError: it is an int that stands for a special value.
        """
        return self.of(self.content, to_microseconds("Packet.at", timestamp), self.declared)

    @property
    def timestamp(self) -> Timestamp:
        """When the value was, `Timestamp.UNSET` if that is not known. It can be set, to an int."""
        return Timestamp.of(self.microseconds)

    @timestamp.setter
    def timestamp(self, value: int) -> None:
        if isinstance(value, Timestamp):
            raise wrong_type("Packet.timestamp", "an int", value)
        self.microseconds = to_microseconds("Packet.timestamp", value)

    @property
    def cpp_type(self) -> str:
        """Name of the C++ type, empty for an empty packet."""
        return name_of_value(self.content, self.declared)

    def __repr__(self) -> str:
        what = " and no data" if self.is_empty() else f" and C++ type: {self.cpp_type}"
        return f"<mediapipe.Packet with timestamp: {describe(self.microseconds)}{what}>"


def require_packet(function: str, packet: Any) -> Packet:
    """`packet`, if it is one.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(packet, Packet):
        raise wrong_type(function, "a Packet", packet)
    return packet
