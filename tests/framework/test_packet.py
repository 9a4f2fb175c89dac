"""Packets: immutable pairs of value and timestamp, and empty ones."""

from __future__ import annotations

import pytest

from backedge.packet import EMPTY, Packet
from backedge.timestamp import PRESTREAM, UNSET


@pytest.mark.parametrize("attribute", ["value", "timestamp", "anything"])
def test_packets_are_immutable(attribute: str) -> None:
    """No attribute of a packet can be set."""
    with pytest.raises(AttributeError):
        setattr(Packet("value", 1), attribute, 2)


def test_a_packet_without_timestamp_is_in_no_stream() -> None:
    """A packet made from a value alone has the timestamp Unset."""
    assert Packet("value").timestamp == UNSET


def test_at_shares_the_value() -> None:
    """The same value at another timestamp is a new packet around the very same object."""
    value = object()
    first = Packet(value, 1)
    second = first.at(2)
    assert (first.timestamp, second.timestamp) == (1, 2)
    assert first.value is second.value is value


@pytest.mark.parametrize("value", [None, 0, "", False, ()])
def test_values_that_are_false_are_values(value: object) -> None:
    """Only the empty packet is empty; None and others are values like any."""
    assert not Packet(value, 1).is_empty


def test_empty_packets() -> None:
    """An empty packet has a timestamp and no value, also after it was moved."""
    empty = Packet.empty(7)
    assert empty.is_empty
    assert empty.value is EMPTY
    assert empty.timestamp == 7
    assert empty.at(8) == Packet.empty(8)
    assert Packet.empty().timestamp == UNSET


def test_packets_compare_by_value_and_timestamp() -> None:
    """Two packets are equal if value and timestamp are."""
    assert Packet("a", 1) == Packet("a", 1)
    assert Packet("a", 1) != Packet("a", 2)
    assert Packet("a", 1) != Packet.empty(1)


def test_text() -> None:
    """A packet shows its value and its timestamp, by name if that is special."""
    assert repr(Packet("a", 5)) == "Packet('a' @ 5)"
    assert repr(Packet.empty(PRESTREAM)) == "Packet(EMPTY @ PreStream)"
