"""Loop bodies: the nodes between a BeginLoop…Calculator and an EndLoop…Calculator, and the lists that they make."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.formats import Tensor
from backedge.packet import Packet
from tests.calculators.core.nodes import Run, plus_one, times
from tests.do_calculator import Do
from tests.flow import B, P
from tests.graph_text import do, do_options

BEGIN = do("ITERABLE:numbers", "ITEM:item BATCH_END:end", calculator="BeginLoopFloatCalculator")
END = do("ITEM:result BATCH_END:end", "ITERABLE:results", calculator="EndLoopFloatCalculator")
PLUS_ONE = do("item", "result", "PROCESS:plus_one")
TIMES_CLONE = (
    do("ITERABLE:numbers CLONE:factor", "ITEM:item CLONE:cloned BATCH_END:end", calculator="BeginLoopFloatCalculator")
    + do("item cloned", "result", "PROCESS:times")
    + END
)


def list_or_empty(node: Do) -> None:
    """Send the list, or an empty list where there is none."""
    node.outputs[0].send(node.inputs[0].get([]))


@pytest.mark.parametrize(
    ("lists", "expected"),
    [
        ([], []),
        ([P(0, [])], [B(0)]),
        ([P(0, [0.0, 1.0, 2.0])], [P(0, [1.0, 2.0, 3.0])]),
        ([P(0, [0.0, 1.0]), P(1, []), P(2, [2.0, 3.0])], [P(0, [1.0, 2.0]), B(1), P(2, [3.0, 4.0])]),
    ],
)
def test_every_item_is_worked_on(run: Run, lists: list[Packet[Any]], expected: list[Packet[Any]]) -> None:
    """The results come as a list at the items' timestamp; an empty list leaves a bound."""
    outputs = run(BEGIN + PLUS_ONE + END, {"numbers": lists}, {"plus_one": plus_one})
    assert outputs.with_bounds("results") == expected


@pytest.mark.parametrize(
    ("lists", "factors", "expected"),
    [
        ([], [P(42, 2)], []),
        ([P(0, [])], [P(0, 2)], []),
        ([P(42, [0.0, 1.0, 2.0])], [P(42, 2)], [P(42, [0.0, 2.0, 4.0])]),
        (
            [P(42, [0.0, 1.0]), P(43, []), P(44, [2.0, 3.0])],
            [P(42, 2), P(43, 2), P(44, 3)],
            [P(42, [0.0, 2.0]), P(44, [6.0, 9.0])],
        ),
    ],
)
def test_every_item_meets_the_clone(
    run: Run, lists: list[Packet[Any]], factors: list[Packet[Any]], expected: list[Packet[Any]]
) -> None:
    """A node in the loop sees each item with the clone of its list's timestamp."""
    assert run(TIMES_CLONE, {"numbers": lists, "factor": factors}, {"times": times})["results"] == expected


def test_items_that_two_nodes_read(run: Run) -> None:
    """The list that one loop puts together is still there for a node that works on it."""
    node = (
        BEGIN
        + PLUS_ONE
        + END
        + do("result", "result2", "PROCESS:plus_one")
        + do("ITEM:result2 BATCH_END:end", "ITERABLE:results2", calculator="EndLoopFloatCalculator")
    )
    outputs = run(node, {"numbers": [[i, i + 1.0, i + 2.0] for i in range(100)]}, {"plus_one": plus_one})
    assert outputs.values("results") == [[i + 1, i + 2, i + 3] for i in range(100)]
    assert outputs.values("results2") == [[i + 2, i + 3, i + 4] for i in range(100)]


def test_timestamps_without_a_list_come_out_at_once(run: Run) -> None:
    """A gate in front of the loop drops lists, and a node behind it learns so for each timestamp."""
    node = (
        do("given DISALLOW:drop", "numbers", calculator="GateCalculator")
        + BEGIN
        + PLUS_ONE
        + END
        + do("results", "all", "PROCESS:list_or_empty", do_options("bounds: true"))
    )
    given: list[list[float]] = [[], [0, 1], [], [2, 3], []]
    feed = {"given": given, "drop": [not numbers for numbers in given]}
    outputs = run(node, feed, {"plus_one": plus_one, "list_or_empty": list_or_empty})
    assert outputs["all"] == [P(0, []), P(1, [1, 2]), P(2, []), P(3, [3, 4]), P(4, [])]


def test_tensors(run: Run) -> None:
    """Tensors go round one by one, and keep shape and values."""

    def copy(node: Do) -> None:
        node.outputs[0].send(Tensor(np.array(node.inputs[0].value)))

    node = (
        do("ITERABLE:tensors", "ITEM:item BATCH_END:end", calculator="BeginLoopTensorCalculator")
        + do("item", "result", "PROCESS:copy")
        + do("ITEM:result BATCH_END:end", "ITERABLE:results", calculator="EndLoopTensorCalculator")
    )
    tensors = [Tensor(np.full((4, 3, 2, 1), number, np.float32)) for number in range(4)]
    assert run(node, {"tensors": [tensors]}, {"copy": copy})["results"] == [P(0, tensors)]
