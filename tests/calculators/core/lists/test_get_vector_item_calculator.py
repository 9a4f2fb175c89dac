"""Get…VectorItemCalculator, …VectorSizeCalculator and …VectorIndicesCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.authoring import register
from backedge.calculators.core.lists.get_vector_item_calculator import GetVectorItemCalculator
from backedge.calculators.core.lists.vector_size_calculator import VectorSizeCalculator
from backedge.errors import GraphError
from backedge.formats import ClassificationList, Rect
from backedge.packet import Packet
from tests.calculators.core.nodes import Run
from tests.flow import P
from tests.graph_text import do

register("test.GetIntVectorItemCalculator")(GetVectorItemCalculator[int])
register("test.IntVectorSizeCalculator")(VectorSizeCalculator[int])
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


@pytest.mark.parametrize(
    ("indices", "option", "expected"),
    [
        ([], "", []),
        ([P(1, 1), P(2, 3)], "", [P(1, 2), P(2, 8)]),
        ([P(1, 0), P(2, 0)], "item_index: 2", [P(1, 1), P(2, 5)]),
        ([], "item_index: 2", [P(1, 3), P(2, 7)]),
    ],
)
def test_items_of_two_lists(run: Run, indices: list[Any], option: str, expected: list[Any]) -> None:
    """Each list gives the item that its own INDEX says, or the option."""
    node = (BY_INDEX % option).replace("GetRect", "test.GetInt")
    feed = {"rects": [P(1, [1, 2, 3]), P(2, [5, 6, 7, 8])], "index": indices}
    assert run(node, feed)["item"] == expected


def test_item_that_is_not_there(run: Run) -> None:
    """An index beyond the list fails, or is passed over if the options allow it; a negative one always fails."""
    for index in (-1, 3):
        with pytest.raises(GraphError, match=f"there is no item {index} in a list of 3"):
            run(BY_INDEX % "", {"rects": [RECTS], "index": [index]})
        with pytest.raises(GraphError, match=f"there is no item {index} in a list of 3"):
            run(ITEM % f"item_index: {index}", {"rects": [RECTS]})
    assert run(ITEM % "item_index: 3 output_empty_on_oob: true", {"rects": [RECTS]})["item"] == []
    with pytest.raises(GraphError, match="there is no item -1"):
        run(ITEM % "item_index: -1 output_empty_on_oob: true", {"rects": [RECTS]})


def test_index_or_option_is_required(run: Run) -> None:
    """Without INDEX the option is required, when the graph starts."""
    with pytest.raises(GraphError, match="set option item_index, or connect input stream INDEX"):
        run(ITEM % "")


def test_size(run: Run) -> None:
    """SIZE is the length."""
    node = """
    node { calculator: "ClassificationListVectorSizeCalculator" input_stream: "VECTOR:v" output_stream: "SIZE:n" }
    """
    assert run(node, {"v": [[], [ClassificationList()] * 2]}).values("n") == [0, 2]
    lists = [P(1, [1, 2, 3]), P(2, [5, 6, 7, 8]), P(3, [9, 10]), P(4, [])]
    sizes = run(do("VECTOR:v", "SIZE:n", calculator="test.IntVectorSizeCalculator"), {"v": lists})["n"]
    assert sizes == [P(1, 3), P(2, 4), P(3, 2), P(4, 0)]


def test_indices(run: Run) -> None:
    """INDICES counts the items."""
    node = 'node { calculator: "IntVectorIndicesCalculator" input_stream: "VECTOR:v" output_stream: "INDICES:i" }'
    assert run(node, {"v": [P(1, [7, 8, 9]), P(2, [])]})["i"] == [P(1, [0, 1, 2]), P(2, [])]
