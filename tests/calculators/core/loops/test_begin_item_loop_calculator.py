"""BeginItemLoopCalculator and EndItemLoopCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run, plus_one, times
from tests.flow import B, P
from tests.graph_text import do

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


def loop(inputs: int, outputs: int) -> str:
    """A loop that adds one to every item; its streams are i0, i1, … and o0, o1, …."""
    items = " ".join(f"ITEM:{n}:i{n}" for n in range(inputs))
    results = " ".join(f"ITEM:{n}:o{n}" for n in range(outputs))
    return (
        do(items, "ITEM:item BATCH_END:end", calculator="BeginItemLoopCalculator")
        + do("item", "result", "PROCESS:plus_one")
        + do("ITEM:result BATCH_END:end", results, calculator="EndItemLoopCalculator")
    )


TIMES_CLONE = (
    do("ITEM:0:i0 ITEM:1:i1 CLONE:clone", "ITEM:item CLONE:factor BATCH_END:end", calculator="BeginItemLoopCalculator")
    + do("item factor", "result", "PROCESS:times")
    + do("ITEM:result BATCH_END:end", "ITEM:0:o0 ITEM:1:o1", calculator="EndItemLoopCalculator")
)


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


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ([[], []], [[], []]),
        ([[B(0)]] * 3, [[B(0)]] * 3),
        ([[B(0), B(1)]] * 3, [[B(0), B(1)]] * 3),
        ([[P(0, 0)], [P(0, 1)], [P(0, 2)]], [[P(0, 1)], [P(0, 2)], [P(0, 3)]]),
        (
            [[P(0, 0), P(1, 2), P(4, 5)], [P(0, 1), P(1, 3), P(4, 6)]],
            [[P(0, 1), P(1, 3), P(4, 6)], [P(0, 2), P(1, 4), P(4, 7)]],
        ),
        ([[B(1000), P(1001, 1)]], [[B(1000), P(1001, 2)]]),
    ],
    ids=["nothing", "no items", "no items twice", "three items", "three timestamps", "no item, then one"],
)
def test_results_come_out_where_their_items_came_in(run: Run, inputs: list[Any], expected: list[Any]) -> None:
    """Each output has what became of its input's items, at their timestamps, whatever the number of streams."""
    feed = {f"i{number}": packets for number, packets in enumerate(inputs)}
    outputs = run(loop(len(inputs), len(inputs)), feed, {"plus_one": plus_one})
    assert [outputs.with_bounds(f"o{number}") for number in range(len(inputs))] == expected


@pytest.mark.parametrize(
    ("left", "right", "clones", "expected"),
    [
        ([], [], [], ([], [])),
        ([B(0)], [B(0)], [B(0)], ([], [])),
        ([B(0)], [B(0)], [P(0, 42)], ([], [])),
        ([P(0, 2)], [P(0, 3)], [P(0, 5)], ([P(0, 10)], [P(0, 15)])),
        (
            [P(0, 1), P(1, 2), P(3, 5)],
            [P(0, 2), P(1, 3), P(3, 6)],
            [P(0, 5), P(1, 5), P(3, 5)],
            ([P(0, 5), P(1, 10), P(3, 25)], [P(0, 10), P(1, 15), P(3, 30)]),
        ),
    ],
)
def test_every_item_meets_the_clone(
    run: Run, left: list[Any], right: list[Any], clones: list[Any], expected: tuple[list[Any], list[Any]]
) -> None:
    """A node in the loop sees each item with the clone of its timestamp."""
    outputs = run(TIMES_CLONE, {"i0": left, "i1": right, "clone": clones}, {"times": times})
    assert (outputs["o0"], outputs["o1"]) == expected


def test_all_items_or_none(run: Run) -> None:
    """The ITEM inputs must all have a packet, or none of them."""
    feed = {"left": [Packet("l1", 10)], "right": [Packet.empty(10)], "clone": [Packet.empty(10)]}
    with pytest.raises(GraphError, match="all ITEM inputs must have a packet or none, but 1 have"):
        run(LOOP, feed)
    with pytest.raises(GraphError, match="all ITEM inputs must have a packet or none, but 2 have"):
        run(loop(3, 3), {"i0": [0], "i1": [1], "i2": [B(0)]}, {"plus_one": plus_one})
    with pytest.raises(GraphError, match="all ITEM inputs must have a packet or none, but 1 have"):
        run(TIMES_CLONE, {"i0": [B(0)], "i1": [3], "clone": [5]}, {"times": times})


@pytest.mark.parametrize(("inputs", "outputs"), [((3, 5), 3), ((4, 6, 8), 2)])
def test_items_must_fit_the_outputs(run: Run, inputs: tuple[int, ...], outputs: int) -> None:
    """The loop must give back as many items as there are outputs."""
    feed = {f"i{number}": [item] for number, item in enumerate(inputs)}
    with pytest.raises(GraphError, match=f"there are {len(inputs)} items, but {outputs} outputs for them"):
        run(loop(len(inputs), outputs), feed, {"plus_one": plus_one})


def test_clones_must_be_paired() -> None:
    """There are as many CLONE outputs as inputs."""
    with pytest.raises(ConfigError, match="1 inputs CLONE need as many outputs CLONE, not 0"):
        run_node(LOOP.replace('output_stream: "CLONE:cloned"', ""))
