"""MergeCalculator and Merge…ToVectorCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.formats import BoundingBox, Detection
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

MERGE = 'node { calculator: "MergeCalculator" input_stream: "b" input_stream: "a" output_stream: "merged" }'


def test_first_input_wins(run: Run) -> None:
    """Of packets at the same time that of the first input passes; alone, each passes."""
    feed = {"a": [Packet("a1", 1), Packet("a2", 2)], "b": [Packet("b1", 1), Packet.empty(2), Packet("b3", 3)]}
    assert run(MERGE, feed)["merged"] == [Packet("b1", 1), Packet("a2", 2), Packet("b3", 3)]


def test_merge_needs_an_input() -> None:
    """Nothing cannot be merged."""
    with pytest.raises(ConfigError, match="needs untagged input stream"):
        run_node('node { calculator: "MergeCalculator" output_stream: "merged" }')


def test_vector_of_what_is_there(run: Run) -> None:
    """The list has the packets of a timestamp in the order of the inputs, without gaps."""
    one, two = (Detection((score,), (0,), BoundingBox(0, 0, 1, 1)) for score in (0.25, 0.5))
    node = MERGE.replace("MergeCalculator", "MergeDetectionsToVectorCalculator")
    outputs = run(node, {"a": [Packet(one, 1), Packet(one, 2)], "b": [Packet(two, 1)]})
    assert outputs["merged"] == [Packet([two, one], 1), Packet([one], 2)]
