"""LogicCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.testing import run_node

NODE = """node {
    calculator: "LogicCalculator" input_stream: "a" input_stream: "b" input_side_packet: "s" output_stream: "o"
    options { [mediapipe.LogicCalculatorOptions.ext] { %s } }
}"""
A, B = [False, False, True, True], [False, True, False, True]


@pytest.mark.parametrize(
    ("options", "side", "expected"),
    [
        ("", True, [False, False, False, True]),
        ("op: AND", False, [False] * 4),
        ("op: OR", False, [False, True, True, True]),
        ("op: OR input_value: true", False, [True] * 4),
        ("op: XOR", False, [False, True, True, False]),
        ("op: XOR", True, [True, False, False, True]),
        ("op: AND negate: true", True, [True, True, True, False]),
    ],
)
def test_truth_values_are_combined(options: str, side: bool, expected: list[bool]) -> None:
    """Those of streams, side packets and options alike."""
    assert run_node(NODE % options, {"a": A, "b": B}, side_packets={"s": side}).values("o") == expected


def test_a_stream_is_needed() -> None:
    """Without one there are no timestamps."""
    with pytest.raises(ConfigError, match="LogicCalculator"):
        run_node('node { calculator: "LogicCalculator" input_side_packet: "s" output_stream: "o" }')
