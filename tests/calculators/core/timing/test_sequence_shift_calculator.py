"""SequenceShiftCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import GraphError
from backedge.packet import Packet
from tests.calculators.core.nodes import Run

SHIFT = """
node {
  calculator: "SequenceShiftCalculator"
  input_stream: "values"
  output_stream: "shifted"
  options { [mediapipe.SequenceShiftCalculatorOptions.ext] { %s } }
}
"""
VALUES = [Packet("a", 10), Packet("b", 25), Packet("c", 30), Packet("d", 44)]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("", [Packet("b", 10), Packet("c", 25), Packet("d", 30)]),
        ("packet_offset: -3", [Packet("d", 10)]),
        ("packet_offset: 0", VALUES),
        ("packet_offset: 1", [Packet("a", 25), Packet("b", 30), Packet("c", 44)]),
        ("packet_offset: 3", [Packet("a", 44)]),
        ("packet_offset: 4", []),
    ],
)
def test_offset(run: Run, options: str, expected: list[Packet[str]]) -> None:
    """Packets take the timestamps of later or earlier ones; what has none to take is dropped."""
    assert run(SHIFT % options, {"values": VALUES})["shifted"] == expected


@pytest.mark.parametrize("offset", [0, 3, -2])
def test_ten_packets(run: Run, offset: int) -> None:
    """An option or a side packet moves packets and timestamps against each other, and the rest is dropped."""
    feed = {"values": [Packet(number, number) for number in range(10)]}
    expected = [Packet(n, n + offset) for n in range(10) if 0 <= n + offset < 10]
    assert run(SHIFT % f"packet_offset: {offset}", feed)["shifted"] == expected
    node = (SHIFT % "").replace("options", 'input_side_packet: "PACKET_OFFSET:n" options', 1)
    assert run(node, feed, {"n": offset})["shifted"] == expected


def test_side_packet_replaces_the_option(run: Run) -> None:
    """PACKET_OFFSET wins, and may be left out."""
    node = (SHIFT % "packet_offset: 1").replace("options", 'input_side_packet: "PACKET_OFFSET:n" options', 1)
    assert run(node, {"values": VALUES}, {"n": -3})["shifted"] == [Packet("d", 10)]
    assert run(node, {"values": VALUES})["shifted"] == [Packet("a", 25), Packet("b", 30), Packet("c", 44)]


def test_only_an_offset_of_zero_settles_the_output(run: Run) -> None:
    """A shifted stream promises nothing about times without packets."""
    feed = {"values": [Packet("a", 10), Packet.empty(20)]}
    assert run(SHIFT % "packet_offset: 0", feed).with_bounds("shifted") == [Packet("a", 10), Packet.empty(20)]
    assert run(SHIFT % "packet_offset: 1", feed).with_bounds("shifted") == []


def test_empty_packets_are_not_supported(run: Run) -> None:
    """The option that MediaPipe does not support either is refused where it would matter."""
    with pytest.raises(GraphError, match="emit_empty_packets_before_first_packet is not supported"):
        run(SHIFT % "packet_offset: 1 emit_empty_packets_before_first_packet: true")
    run(SHIFT % "packet_offset: -1 emit_empty_packets_before_first_packet: true")
