"""PacketFrequencyCalculator, with the numbers of MediaPipe's own tests."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph, ConfigError, Packet
from tests.calculators.core.nodes import Run

NODE = """
node {
  calculator: "PacketFrequencyCalculator" %s
  input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }
  options { [mediapipe.PacketFrequencyCalculatorOptions.ext] { %s } }
}
"""
ONE = 'input_stream: "a" output_stream: "x"'
THREE = " ".join(f'input_stream: "{a}" output_stream: "{x}"' for a, x in ("ax", "by", "cz"))


def packets(*milliseconds: int) -> list[Packet[int]]:
    """Packets at these times."""
    return [Packet(0, 1000 * time) for time in milliseconds]


def test_packets_within_the_window_are_counted(run: Run) -> None:
    """The first has frequency 0; until the window is full what has passed of it counts."""
    outputs = run(NODE % (ONE, 'label: "camera"'), {"a": packets(0, 500, 1000, 1500, 3000, 4000, 9000)})
    assert [frequency.packet_frequency_hz for frequency in outputs.values("x")] == pytest.approx(
        [0, 4, 3, 8 / 3, 5 / 3, 4 / 3, 1 / 3]
    )
    assert {frequency.label for frequency in outputs.values("x")} == {"camera"}
    assert [packet.timestamp for packet in outputs["x"]] == [
        0,
        500_000,
        1_000_000,
        1_500_000,
        3_000_000,
        4_000_000,
        9_000_000,
    ]


def test_streams_are_counted_apart(run: Run) -> None:
    """Each stream has its own count and label."""
    labels = 'label: "one" label: "two" label: "three"'
    feed = {"a": packets(250, 500), "b": packets(100, 5000), "c": packets(0, 3000)}
    outputs = run(NODE % (THREE, labels), feed)
    found = {name: [frequency.packet_frequency_hz for frequency in outputs.values(name)] for name in "xyz"}
    assert found == {
        "x": pytest.approx([0, 8]),
        "y": pytest.approx([0, 1 / 3]),
        "z": pytest.approx([0, 2 / 3]),
    }
    assert [outputs.values(name)[0].label for name in "xyz"] == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("", "1 inputs need as many options `label`, not 0"),
        ('label: ""', "an option `label` is empty"),
        ('label: "a" time_window_sec: 0', "time_window_sec must be more than 0 and at most 100, not 0"),
        ('label: "a" time_window_sec: 101', "time_window_sec must be more than 0 and at most 100, not 101"),
    ],
)
def test_wrong_options(options: str, message: str) -> None:
    """Every input has a label, and the window a sensible length."""
    with pytest.raises(ConfigError, match=message):
        CalculatorGraph('input_stream: "a"' + NODE % (ONE, options))
