"""Clip…VectorSizeCalculator."""

from __future__ import annotations

import pytest

from backedge.authoring import register
from backedge.calculators.core.lists.clip_vector_size_calculator import ClipVectorSizeCalculator
from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

register("test.ClipIntVectorSizeCalculator")(ClipVectorSizeCalculator[int])

CLIP = """
node {
  calculator: "test.ClipIntVectorSizeCalculator"
  input_stream: "all"
  output_stream: "some"
  options { [mediapipe.ClipVectorSizeCalculatorOptions.ext] { %s } }
}
"""
WITH_SIDE_PACKET = (CLIP % "max_vec_size: 1").replace("options", 'input_side_packet: "size" options', 1)
NUMBERS = [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("options", "kept"), [("", 1), ("max_vec_size: 2", 2), ("max_vec_size: 3", 3), ("max_vec_size: 9", 4)]
)
def test_first_items_are_kept(run: Run, options: str, kept: int) -> None:
    """At most so many items pass, by default one."""
    outputs = run(CLIP % options, {"all": [Packet(NUMBERS, 1), Packet([2, 3, 4, 5], 2)]})
    assert outputs["some"] == [Packet(NUMBERS[:kept], 1), Packet([2, 3, 4, 5][:kept], 2)]


def test_empty_list_and_no_list(run: Run) -> None:
    """An empty list stays an empty list, and no list no list."""
    outputs = run(CLIP % "", {"all": [Packet([], 1), Packet.empty(2)]})
    assert outputs.with_bounds("some") == [Packet([], 1), Packet.empty(2)]


def test_side_packet_replaces_the_option(run: Run) -> None:
    """A connected side packet wins, and the run must provide it."""
    assert run(WITH_SIDE_PACKET, {"all": [NUMBERS]}, {"size": 2}).values("some") == [NUMBERS[:2]]
    with pytest.raises(GraphError, match='side packet "size" of type int is required'):
        run(WITH_SIDE_PACKET, {"all": [NUMBERS]})


def test_size_must_be_positive(run: Run) -> None:
    """A wrong option is found when the graph is built, a wrong side packet when there is something to clip."""
    with pytest.raises(ConfigError, match="option max_vec_size must be at least 1, not 0"):
        run_node(CLIP % "max_vec_size: 0")
    assert run(WITH_SIDE_PACKET, {"all": []}, {"size": 0})["some"] == []
    with pytest.raises(GraphError, match='side packet "size" must be at least 1, found 0'):
        run(WITH_SIDE_PACKET, {"all": [NUMBERS]}, {"size": 0})
