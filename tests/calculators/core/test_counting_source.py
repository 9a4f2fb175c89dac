"""CountingSourceCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run


def source(*tags: str) -> str:
    """A source with a side packet for each of `tags`, named like it."""
    ports = " ".join(f'input_side_packet: "{tag}:{tag.lower()}"' for tag in tags)
    return f'node {{ calculator: "CountingSourceCalculator" {ports} output_stream: "n" }}'


def test_counts(run: Run) -> None:
    """Numbers come at their own timestamps, from 0."""
    assert run(source("MAX_COUNT"), {}, {"max_count": 3})["n"] == [Packet(0, 0), Packet(1, 1), Packet(2, 2)]


def test_start_step_and_batches(run: Run) -> None:
    """MAX_COUNT counts batches."""
    node = source("MAX_COUNT", "BATCH_SIZE", "INITIAL_VALUE", "INCREMENT")
    side_packets = {"max_count": 2, "batch_size": 2, "initial_value": 10, "increment": 5}
    assert run(node, {}, side_packets)["n"] == [Packet(10, 10), Packet(15, 15), Packet(20, 20), Packet(25, 25)]


def test_errors_on_purpose(run: Run) -> None:
    """ERROR_COUNT fails after so many batches, ERROR_ON_OPEN at once."""
    with pytest.raises(GraphError, match=r"failed in process\(\): expected error"):
        run(source("ERROR_COUNT"), {}, {"error_count": 2})
    with pytest.raises(GraphError, match=r"failed in open\(\): expected error"):
        run(source("MAX_COUNT", "ERROR_ON_OPEN"), {}, {"max_count": 2, "error_on_open": True})


def test_wrong_side_packets(run: Run) -> None:
    """There is an end, what is connected is provided, and numbers make sense."""
    with pytest.raises(ConfigError, match="side packet MAX_COUNT or ERROR_COUNT must say when to stop"):
        run_node(source())
    with pytest.raises(GraphError, match='side packet "increment" of type int is required'):
        run(source("MAX_COUNT", "INCREMENT"), {}, {"max_count": 2})
    with pytest.raises(GraphError, match=r'side packet "increment" .INCREMENT. must be at least 1, not 0'):
        run(source("MAX_COUNT", "INCREMENT"), {}, {"max_count": 2, "increment": 0})
