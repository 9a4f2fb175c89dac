"""A packet: one immutable value at one timestamp, shared by all nodes that receive it."""

from __future__ import annotations

from typing import Any, Final, Generic, NamedTuple, TypeVar

from backedge.timestamp import UNSET, describe

T_co = TypeVar("T_co", covariant=True)


class _Empty:
    """Type of `EMPTY`; a class of its own because None is a value like any other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "EMPTY"


EMPTY: Final[Any] = _Empty()
"""The value of a packet that holds none."""


class Packet(NamedTuple, Generic[T_co]):
    """A value and the timestamp it belongs to.

    A tuple underneath, because tuples are immutable and the cheapest objects Python makes. An *empty* packet
    (`Packet.empty`) says "nothing here up to and including this timestamp".

    Attributes:
        value: what the packet carries; treat it as read-only, others hold it too.
        timestamp: microseconds, or a special value of `backedge.timestamp`.
    """

    value: T_co
    timestamp: int = UNSET

    @property
    def is_empty(self) -> bool:
        """Tell whether the packet lacks a value."""
        return self.value is EMPTY

    def at(self, timestamp: int) -> Packet[T_co]:
        """Return the same value at another timestamp; the value is shared, not copied."""
        return Packet(self.value, timestamp)

    @staticmethod
    def empty(timestamp: int = UNSET) -> Packet[Any]:
        """Make a packet without a value at `timestamp`."""
        return Packet(EMPTY, timestamp)

    def __repr__(self) -> str:
        return f"Packet({self.value!r} @ {describe(self.timestamp)})"
