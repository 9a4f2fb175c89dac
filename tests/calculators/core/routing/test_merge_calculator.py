"""MergeCalculator and Merge…ToVectorCalculator."""

from __future__ import annotations

from typing import Any

import pytest

from backedge.errors import ConfigError
from backedge.formats import BoundingBox, Detection
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run
from tests.flow import P
from tests.graph_text import do

MERGE = 'node { calculator: "MergeCalculator" input_stream: "b" input_stream: "a" output_stream: "merged" }'


def test_first_input_wins(run: Run) -> None:
    """Of packets at the same time that of the first input passes; alone, each passes."""
    feed = {"a": [Packet("a1", 1), Packet("a2", 2)], "b": [Packet("b1", 1), Packet.empty(2), Packet("b3", 3)]}
    assert run(MERGE, feed)["merged"] == [Packet("b1", 1), Packet("a2", 2), Packet("b3", 3)]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        (
            {"a": [P(10), P(20), P(30)], "b": [P(5, 5.5), P(35, 35.5)]},
            [P(5, 5.5), P(10), P(20), P(30), P(35, 35.5)],
        ),
        ({"a": [P(30)], "b": [P(20, 20.5)], "c": [P(10, "c")]}, [P(10, "c"), P(20, 20.5), P(30)]),
    ],
)
def test_types_may_differ(run: Run, inputs: dict[str, list[Any]], expected: list[Packet[Any]]) -> None:
    """All packets that come at different times pass, whatever their types."""
    assert run(do(" ".join(inputs), "merged", calculator="MergeCalculator"), inputs)["merged"] == expected


@pytest.mark.parametrize(
    ("inputs", "outputs", "message"),
    [
        ("", "merged", "needs untagged input stream"),
        ("a b", "", "needs untagged output stream"),
        ("a b", "merged more", "takes only 1 untagged output stream"),
    ],
)
def test_wrong_ports(inputs: str, outputs: str, message: str) -> None:
    """There is something to merge, and one place for it."""
    with pytest.raises(ConfigError, match=message):
        run_node(do(inputs, outputs, calculator="MergeCalculator"))


def test_vector_of_what_is_there(run: Run) -> None:
    """The list has the packets of a timestamp in the order of the inputs, without gaps."""
    one, two = (Detection((score,), (0,), BoundingBox(0, 0, 1, 1)) for score in (0.25, 0.5))
    node = MERGE.replace("MergeCalculator", "MergeDetectionsToVectorCalculator")
    outputs = run(node, {"a": [Packet(one, 1), Packet(one, 2)], "b": [Packet(two, 1)]})
    assert outputs["merged"] == [Packet([two, one], 1), Packet([one], 2)]
