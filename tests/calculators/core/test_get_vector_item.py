"""Get…VectorItemCalculator, …VectorSizeCalculator and …VectorIndicesCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import GraphError
from backedge.formats import ClassificationList, Rect
from backedge.packet import Packet
from tests.calculators.core.nodes import Run

ITEM = """
node {
  calculator: "GetRectVectorItemCalculator"
  input_stream: "VECTOR:rects"
  output_stream: "ITEM:item"
  options { [mediapipe.GetVectorItemCalculatorOptions.ext] { %s } }
}
"""
BY_INDEX = ITEM.replace("output_stream", 'input_stream: "INDEX:index" output_stream')
RECTS = [Rect(x, 0, 10, 10) for x in range(3)]


def test_option_says_which(run: Run) -> None:
    """The item with the number in the options is sent."""
    assert run(ITEM % "item_index: 1", {"rects": [RECTS]}).values("item") == [RECTS[1]]


def test_stream_says_which(run: Run) -> None:
    """INDEX wins over the option, which holds where INDEX has nothing; with neither there is no item."""
    feed = {"rects": [Packet(RECTS, 1), Packet(RECTS, 2)], "index": [Packet(2, 1), Packet.empty(2), Packet(0, 3)]}
    assert run(BY_INDEX % "item_index: 1", feed)["item"] == [Packet(RECTS[2], 1), Packet(RECTS[1], 2)]
    assert run(BY_INDEX % "", feed).with_bounds("item") == [Packet(RECTS[2], 1), Packet.empty(2), Packet.empty(3)]


def test_item_that_is_not_there(run: Run) -> None:
    """An index beyond the list fails, or is passed over if the options allow it; a negative one always fails."""
    with pytest.raises(GraphError, match="there is no item 3 in a list of 3"):
        run(ITEM % "item_index: 3", {"rects": [RECTS]})
    assert run(ITEM % "item_index: 3 output_empty_on_oob: true", {"rects": [RECTS]})["item"] == []
    with pytest.raises(GraphError, match="there is no item -1"):
        run(ITEM % "item_index: -1 output_empty_on_oob: true", {"rects": [RECTS]})


def test_somebody_must_say_which(run: Run) -> None:
    """Without INDEX the option is required, when the graph starts."""
    with pytest.raises(GraphError, match="set option item_index, or connect input stream INDEX"):
        run(ITEM % "")


def test_size(run: Run) -> None:
    """SIZE is the length."""
    node = """
    node { calculator: "ClassificationListVectorSizeCalculator" input_stream: "VECTOR:v" output_stream: "SIZE:n" }
    """
    assert run(node, {"v": [[], [ClassificationList()] * 2]}).values("n") == [0, 2]


def test_indices(run: Run) -> None:
    """INDICES counts the items."""
    node = 'node { calculator: "IntVectorIndicesCalculator" input_stream: "VECTOR:v" output_stream: "INDICES:i" }'
    assert run(node, {"v": [[7, 8, 9], []]}).values("i") == [[0, 1, 2], []]
