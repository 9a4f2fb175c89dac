"""Packets where MediaPipe ends the process, and the names of types."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import backedge.compat.mediapipe as mp
from backedge import Packet, timestamp
from backedge.compat.bridge.type_names import name_of_type, name_of_value
from backedge.compat.mediapipe.python import packet_creator, packet_getter
from backedge.formats import Detection, ImageFrame, ImageSize, NormalizedRect
from backedge.protos import Double, Int64, UInt64


@pytest.mark.parametrize("value", [timestamp.UNSET, timestamp.MIN, timestamp.MAX, timestamp.DONE])
def test_special_timestamps_have_names(value: int) -> None:
    """A special value is not made from its number, but by its name, which the error tells."""
    name = timestamp.describe(value).upper()
    for make in (mp.Timestamp, mp.Packet().at):
        with pytest.raises(ValueError, match=rf"use Timestamp\.{name}"):
            make(value)
    assert getattr(mp.Timestamp, name).value == value


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 1e18])
def test_seconds_must_be_a_timestamp(seconds: float) -> None:
    """Seconds that are not finite or too many are refused."""
    with pytest.raises(ValueError, match=r"no timestamp"):
        mp.Timestamp.from_seconds(seconds)


@pytest.mark.parametrize(
    ("packet", "error"), [(packet_creator.create_int(3), ValueError), (mp.Packet(), RuntimeError)], ids=["int", "empty"]
)
def test_only_messages_are_messages(packet: mp.Packet, error: type[Exception]) -> None:
    """Reading a message from a packet that holds none is refused."""
    with pytest.raises(error, match=r"get_proto\(\) needs a packet of"):
        packet_getter.get_proto(packet)


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        (int, "int"),
        (Int64, "int64_t"),
        (UInt64, "uint64_t"),
        (Double, "double"),
        (str, "string"),
        (bytes, "string"),
        (list[str], "::std::vector<std::string>"),
        (list[UInt64], "::std::vector<uint64_t>"),
        (np.ndarray, "Eigen::Matrix<float, -1, -1, 0, -1, -1>"),
        (NormalizedRect, "::mediapipe::NormalizedRect"),
        (list[Detection], "::std::vector<::mediapipe::Detection>"),
        (ImageSize, "std::pair<int, int>"),
        (Any, None),
        (ImageFrame | str, None),
    ],
)
def test_types_have_mediapipes_names(declared: Any, name: str | None) -> None:
    """The type of a stream goes by the name that MediaPipe's Python package shows; a stream of any type has none."""
    assert name_of_type(declared) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (True, "bool"),
        (3, "int"),
        (np.float32(0.5), "float"),
        ([0.5], "::std::vector<float>"),
        (["a"], "::std::vector<std::string>"),
        ([], "::std::vector<>"),
        ([NormalizedRect(0, 0, 1, 1)], "::std::vector<::mediapipe::NormalizedRect>"),
        (object(), "object"),
    ],
)
def test_values_in_streams_of_any_type_speak_for_themselves(value: Any, name: str) -> None:
    """A value's own type gives the packet's type in a stream that takes any."""
    assert name_of_value(value) == name


def test_lists_in_streams_of_any_type_are_read_by_what_is_in_them() -> None:
    """A list that a calculator made can be read without the help of its stream's type, also if it is empty."""
    assert packet_getter.get_int_list(mp.Packet.of([1, 2])) == [1, 2]
    assert packet_getter.get_float_list(mp.Packet.of([])) == []
    assert packet_getter.get_float_list(mp.Packet.of(np.arange(4, dtype=np.float32))) == [0.0, 1.0, 2.0, 3.0]
    assert packet_getter.get_packet_list(mp.Packet.of([Packet(3, 5)]))[0].timestamp == 5
    with pytest.raises(ValueError, match=r'get_int_list\(\) needs .* holds "::std::vector<bool>"'):
        packet_getter.get_int_list(mp.Packet.of([True]))


def test_unsigned_numbers_of_calculators_can_be_read_as_such() -> None:
    """An int that a calculator computed may be meant as any integer type; a negative one is none without a sign."""
    assert packet_getter.get_uint(mp.Packet.of(3)) == 3
    with pytest.raises(ValueError, match=r'holds "int"'):
        packet_getter.get_uint(mp.Packet.of(-3))
