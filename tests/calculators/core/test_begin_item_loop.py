"""BeginItemLoopCalculator and EndItemLoopCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

LOOP = """
node {
  calculator: "BeginItemLoopCalculator"
  input_stream: "ITEM:0:left"
  input_stream: "ITEM:1:right"
  input_stream: "CLONE:clone"
  output_stream: "ITEM:item"
  output_stream: "CLONE:cloned"
  output_stream: "BATCH_END:end"
}
node {
  calculator: "EndItemLoopCalculator"
  input_stream: "ITEM:item"
  input_stream: "BATCH_END:end"
  output_stream: "ITEM:0:left_again"
  output_stream: "ITEM:1:right_again"
}
"""


def test_items_go_round(run: Run) -> None:
    """Items come one by one with their clone, and end on streams of their own at their own timestamp."""
    feed = {
        "left": [Packet("l1", 10), Packet("l2", 20)],
        "right": [Packet("r1", 10), Packet("r2", 20)],
        "clone": [Packet("c1", 10), Packet.empty(20)],
    }
    outputs = run(LOOP, feed)
    assert outputs["item"] == [Packet("l1", 0), Packet("r1", 1), Packet("l2", 2), Packet("r2", 3)]
    assert outputs["cloned"] == [Packet("c1", 0), Packet("c1", 1)]
    assert outputs["end"] == [Packet(10, 1), Packet(20, 3)]
    assert outputs["left_again"] == [Packet("l1", 10), Packet("l2", 20)]
    assert outputs["right_again"] == [Packet("r1", 10), Packet("r2", 20)]


def test_no_items_settle_the_outputs(run: Run) -> None:
    """A timestamp without items takes one tick, and settles both ends of the loop."""
    feed = {name: [Packet.empty(10), Packet(name, 20)] for name in ("left", "right", "clone")}
    outputs = run(LOOP, feed)
    assert outputs.with_bounds("item") == [Packet.empty(0), Packet("left", 1), Packet("right", 2)]
    assert outputs.with_bounds("left_again") == [Packet.empty(10), Packet("left", 20)]


def test_all_items_or_none(run: Run) -> None:
    """Either all ITEM inputs have a packet or none has."""
    feed = {"left": [Packet("l1", 10)], "right": [Packet.empty(10)], "clone": [Packet.empty(10)]}
    with pytest.raises(GraphError, match="all ITEM inputs must have a packet or none, but 1 have"):
        run(LOOP, feed)


def test_items_must_fit_the_outputs(run: Run) -> None:
    """As many items come back as there are outputs."""
    node = LOOP.replace('output_stream: "ITEM:1:right_again"', "")
    feed = {name: [Packet(name, 20)] for name in ("left", "right", "clone")}
    with pytest.raises(GraphError, match="there are 2 items, but 1 outputs for them"):
        run(node, feed)


def test_clones_must_be_paired() -> None:
    """There are as many CLONE outputs as inputs."""
    with pytest.raises(ConfigError, match="1 inputs CLONE need as many outputs CLONE, not 0"):
        run_node(LOOP.replace('output_stream: "CLONE:cloned"', ""))
