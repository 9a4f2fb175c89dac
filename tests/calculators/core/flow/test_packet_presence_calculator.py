"""PacketPresenceCalculator."""

from __future__ import annotations

import pytest

from backedge.packet import Packet
from backedge.timestamp import MAX, MIN, POSTSTREAM, PRESTREAM
from tests.calculators.core.nodes import Run

PRESENCE = 'node { calculator: "PacketPresenceCalculator" input_stream: "PACKET:p" output_stream: "PRESENCE:there" }'


def test_packets_and_bounds(run: Run) -> None:
    """A packet gives True; a settled timestamp False; the end of the stream nothing."""
    outputs = run(PRESENCE, {"p": [Packet.empty(10), Packet(1, 20), Packet.empty(35)]})
    assert outputs["there"] == [Packet(False, 10), Packet(True, 20), Packet(False, 35)]


@pytest.mark.parametrize("timestamp", [PRESTREAM, MIN, MAX, POSTSTREAM])
def test_special_timestamps(run: Run, timestamp: int) -> None:
    """Packets at special timestamps are seen too."""
    assert run(PRESENCE, {"p": [Packet(1, timestamp)]})["there"] == [Packet(True, timestamp)]


def test_behind_a_gate(run: Run) -> None:
    """A packet that a gate dropped shows as False."""
    gate = 'node { calculator: "Gate" input_stream: "q" input_stream: "ALLOW:allow" output_stream: "p" }'
    feed = {"q": [Packet(10, 10), Packet(20, 11)], "allow": [Packet(False, 10), Packet(True, 11)]}
    assert run(gate + PRESENCE, feed)["there"] == [Packet(False, 10), Packet(True, 11)]
