"""BeginLoop…Calculator and EndLoop…Calculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.errors import ConfigError
from backedge.formats import NormalizedRect
from backedge.packet import Packet
from backedge.testing import run_node
from backedge.timestamp import MAX
from tests.calculators.core.nodes import Run

LOOP = """
node {
  calculator: "BeginLoopFloatCalculator"
  input_stream: "ITERABLE:numbers"
  input_stream: "CLONE:clone"
  output_stream: "ITEM:item"
  output_stream: "CLONE:cloned"
  output_stream: "BATCH_END:end"
}
node {
  calculator: "EndLoopFloatCalculator"
  input_stream: "ITEM:item"
  input_stream: "BATCH_END:end"
  output_stream: "ITERABLE:again"
}
"""


def test_clock_of_the_loop(run: Run) -> None:
    """Items come at 0, 1, 2, …; an empty list and a timestamp without a list take one tick each, as bounds."""
    lists = [Packet([1.0, 2.0], 10), Packet([], 20), Packet.empty(30), Packet([6.0], 40)]
    clones = [Packet("a", 10), Packet("b", 20), Packet("c", 30), Packet("d", 40)]
    outputs = run(LOOP, {"numbers": lists, "clone": clones})
    assert outputs.with_bounds("item") == [
        Packet(1.0, 0),
        Packet(2.0, 1),
        Packet.empty(2),
        Packet.empty(3),
        Packet(6.0, 4),
    ]
    assert outputs["end"] == [Packet(10, 1), Packet(20, 2), Packet(30, 3), Packet(40, 4)]
    assert outputs.with_bounds("again") == [
        Packet([1.0, 2.0], 10),
        Packet.empty(20),
        Packet.empty(30),
        Packet([6.0], 40),
    ]


def test_clones_are_repeated_for_every_item(run: Run) -> None:
    """Each item comes with the clone of its list's timestamp; without items there is none."""
    feed = {"numbers": [Packet([1.0, 2.0], 10), Packet([], 20)], "clone": [Packet("a", 10), Packet("b", 20)]}
    assert run(LOOP, feed).with_bounds("cloned") == [Packet("a", 0), Packet("a", 1), Packet.empty(2)]


def test_missing_clone_leaves_items_alone(run: Run) -> None:
    """The items come without a clone where CLONE has no packet."""
    outputs = run(LOOP, {"numbers": [Packet([1.0], 10)], "clone": [Packet.empty(10)]})
    assert outputs["item"] == [Packet(1.0, 0)]
    assert outputs["cloned"] == []


def test_tick_reports_timestamps_without_a_list(run: Run) -> None:
    """TICK makes the end of the loop settle also where there is no list."""
    node = LOOP.replace('"CLONE:clone"', '"TICK:tick"').replace('output_stream: "CLONE:cloned"', "")
    feed = {"tick": [Packet(0, 5), Packet(0, 10)], "numbers": [Packet.empty(5), Packet([1.0], 10)]}
    assert run(node, feed).with_bounds("again") == [Packet.empty(5), Packet([1.0], 10)]


def test_items_that_the_body_drops_are_left_out(run: Run) -> None:
    """A body that drops items shortens the list; one that drops all of them leaves no list."""
    body = """
    node {
      calculator: "ThresholdingCalculator"
      input_stream: "FLOAT:item"
      output_stream: "FLAG:large"
      options { [mediapipe.ThresholdingCalculatorOptions.ext] { threshold: 2 } }
    }
    node { calculator: "GateCalculator" input_stream: "item" input_stream: "ALLOW:large" output_stream: "kept" }
    """
    node = LOOP.replace('"ITEM:item"\n  input_stream: "BATCH', '"ITEM:kept"\n  input_stream: "BATCH') + body
    lists = [Packet([1.0, 5.0, 2.0], 10), Packet([1.0], 20), Packet([7.0, 3.0], 30)]
    outputs = run(node, {"numbers": lists, "clone": [Packet(0, 30)]})
    assert outputs.with_bounds("again") == [Packet([5.0], 10), Packet.empty(20), Packet([7.0, 3.0], 30)]


def test_last_timestamp(run: Run) -> None:
    """A list may have the last timestamp there is."""
    assert run(LOOP, {"numbers": [Packet([1.0], MAX)], "clone": []})["again"] == [Packet([1.0], MAX)]


@pytest.mark.parametrize(
    ("begin", "end", "items"),
    [("NormalizedRect", "NormalizedRect", [NormalizedRect(0.5, 0.5, 1, 1)]), ("Float", "Float", [1.0, 2.0])],
)
def test_element_types(run: Run, begin: str, end: str, items: list[Any]) -> None:
    """Every element type has calculators of its own, which refuse the others."""
    node = LOOP.replace("BeginLoopFloat", f"BeginLoop{begin}").replace("EndLoopFloat", f"EndLoop{end}")
    outputs = run(node, {"numbers": [Packet(items, 3)], "clone": [Packet(0, 3)]})
    assert outputs["again"] == [Packet(items, 3)]
    with pytest.raises(ConfigError, match="EndLoopBooleanCalculator takes bool at ITEM"):
        run_node(node.replace(f"EndLoop{end}", "EndLoopBoolean"))


def test_clones_must_be_paired() -> None:
    """There are as many CLONE outputs as inputs."""
    with pytest.raises(ConfigError, match="1 inputs CLONE need as many outputs CLONE, not 0"):
        run_node(LOOP.replace('output_stream: "CLONE:cloned"', ""))
