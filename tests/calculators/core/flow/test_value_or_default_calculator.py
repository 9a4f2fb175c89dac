"""ValueOrDefaultCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

NODE = """
node {
  calculator: "ValueOrDefaultCalculator"
  input_stream: "IN:value"
  input_stream: "TICK:tick"
  input_side_packet: "default"
  output_stream: "OUT:filled"
  output_stream: "FLAG:missing"
}
"""


def test_gaps_are_filled(run: Run) -> None:
    """Every tick has a packet; FLAG says where it is the default; values without a tick are dropped."""
    feed = {
        "value": [Packet(1, 1), Packet.empty(2), Packet(3, 3), Packet(4, 4)],
        "tick": [Packet(0, 1), Packet(0, 2), Packet.empty(3), Packet(0, 4)],
    }
    outputs = run(NODE, feed, {"default": 9})
    assert outputs.with_bounds("filled") == [Packet(1, 1), Packet(9, 2), Packet.empty(3), Packet(4, 4)]
    assert outputs["missing"] == [Packet(True, 2)]


TICKS = (0, 1, 2, 5, 8, 12, 33, 231)


@pytest.mark.parametrize(
    ("ticks", "given", "values", "missing"),
    [
        (TICKS, (), (0,) * 8, TICKS),
        (TICKS, TICKS, (1, 2, 3, 4, 5, 6, 7, 8), ()),
        ((0, 1, 5, 8, 12, 231), (1, 5, 12), (0, 1, 2, 0, 3, 0), (0, 8, 231)),
        (TICKS[1:], (0, 3, 4, 6, 7, 9, 10, 11, 13, 14, 15, 16, 232), (0,) * 7, TICKS[1:]),
        (TICKS[1:], (0, 2, 4, 6, 8, 9, 12, 33, 54, 232), (0, 2, 0, 5, 7, 8, 0), (1, 5, 231)),
    ],
    ids=["no values", "all values", "some values", "no value on time", "some values on time"],
)
def test_ticks_and_values(
    run: Run, ticks: tuple[int, ...], given: tuple[int, ...], values: tuple[int, ...], missing: tuple[int, ...]
) -> None:
    """Only the ticks have packets, with the value that has come at the very same time or with the default."""
    feed = {"value": [Packet(n, at) for n, at in enumerate(given, 1)], "tick": [Packet(False, at) for at in ticks]}
    outputs = run(NODE, feed, {"default": 0})
    assert outputs["filled"] == [Packet(value, at) for value, at in zip(values, ticks, strict=True)]
    assert outputs["missing"] == [Packet(True, at) for at in missing]


def test_default_has_the_type_of_the_values() -> None:
    """The output has one type, whether a value came in or is the default."""
    constant = """
    node {
      calculator: "ConstantSidePacketCalculator"
      output_side_packet: "PACKET:default"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { string_value: "none" } } }
    }
    node { calculator: "ThresholdingCalculator" input_stream: "FLOAT:filled" output_stream: "FLAG:large" }
    """
    with pytest.raises(
        ConfigError, match=r"ThresholdingCalculator takes float at FLOAT, but ValueOrDefaultCalculator .* makes it str"
    ):
        run_node(NODE + constant)
