"""PacketInnerJoinCalculator and MakePairCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run
from tests.flow import P

JOIN = """
node {
  calculator: "PacketInnerJoinCalculator"
  input_stream: "a"
  input_stream: "b"
  output_stream: "x"
  output_stream: "y"
}
"""
PAIR = 'node { calculator: "MakePairCalculator" input_stream: "a" input_stream: "b" output_stream: "pair" }'
FEED = {"a": [Packet(1, 1), Packet(2, 2), Packet.empty(3)], "b": [Packet("one", 1), Packet("three", 3)]}


def test_join_passes_what_is_complete(run: Run) -> None:
    """Packets pass where all inputs have one; elsewhere the outputs are settled."""
    outputs = run(JOIN, FEED)
    assert outputs.with_bounds("x") == [Packet(1, 1), Packet.empty(2), Packet.empty(3)]
    assert outputs["y"] == [Packet("one", 1)]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 1, 2, 3), (0, 1, 2, 3), (0, 1, 2, 3)),
        ((0, 2), (1, 3), ()),
        ((0, 1, 2, 3, 4, 6), (0, 2, 4, 5, 6), (0, 2, 4, 6)),
    ],
    ids=["all", "none", "some"],
)
def test_join_of_two(run: Run, a: tuple[int, ...], b: tuple[int, ...], expected: tuple[int, ...]) -> None:
    """Both outputs have the timestamps that both inputs have."""
    outputs = run(JOIN, {"a": [P(at) for at in a], "b": [P(at) for at in b]})
    assert outputs["x"] == outputs["y"] == [P(at) for at in expected]


def test_join_outputs_must_match_inputs() -> None:
    """There are as many outputs as inputs."""
    with pytest.raises(ConfigError, match="2 inputs need as many outputs, not 1"):
        run_node(JOIN.replace('output_stream: "y"', ""))


def test_pair(run: Run) -> None:
    """A pair has both packets, of which one may be empty."""
    complete = {"a": [P(1, "first"), P(5, "second")], "b": [P(1, 10), P(5, 20)]}
    assert run(PAIR, complete)["pair"] == [P(1, (P(1, "first"), P(1, 10))), P(5, (P(5, "second"), P(5, 20)))]
    first, second, third = run(PAIR, FEED)["pair"]
    assert first == Packet((Packet(1, 1), Packet("one", 1)), 1)
    assert second.value[0] == Packet(2, 2)
    assert second.value[1].is_empty
    assert third.value[0].is_empty


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ('input_stream: "a"', "needs untagged input stream"),
        ('input_stream: "a" ' * 3, "it takes two input streams, not 3"),
    ],
)
def test_pair_takes_two(inputs: str, message: str) -> None:
    """A pair takes two streams; one or three are refused."""
    with pytest.raises(ConfigError, match=message):
        run_node(f'node {{ calculator: "MakePairCalculator" {inputs} output_stream: "pair" }}')
