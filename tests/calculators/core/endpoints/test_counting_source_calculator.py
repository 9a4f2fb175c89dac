"""CountingSourceCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError, GraphError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

OPTIONAL = ("BATCH_SIZE", "INITIAL_VALUE", "INCREMENT")


def source(*tags: str) -> str:
    """A source with a side packet for each of `tags`, named like it."""
    ports = " ".join(f'input_side_packet: "{tag}:{tag.lower()}"' for tag in tags)
    return f'node {{ calculator: "CountingSourceCalculator" {ports} output_stream: "n" }}'


def test_counts(run: Run) -> None:
    """Numbers come at their own timestamps, from 0."""
    assert run(source("MAX_COUNT"), {}, {"max_count": 3})["n"] == [Packet(0, 0), Packet(1, 1), Packet(2, 2)]


@pytest.mark.parametrize(
    ("batches", "size", "start", "step", "expected"),
    [
        (3, 1, 0, 1, (0, 1, 2)),
        (5, 1, -2, 1, (-2, -1, 0, 1, 2)),
        (3, 1, 0, 2, (0, 2, 4)),
        (3, 2, 0, 2, (0, 2, 4, 6, 8, 10)),
        (2, 2, 10, 5, (10, 15, 20, 25)),
    ],
)
def test_start_step_and_batches(
    run: Run, batches: int, size: int, start: int, step: int, expected: tuple[int, ...]
) -> None:
    """MAX_COUNT counts batches; ERROR_COUNT does not matter where it comes later."""
    side_packets = {"max_count": batches, "batch_size": size, "initial_value": start, "increment": step}
    packets = [Packet(number, number) for number in expected]
    assert run(source("MAX_COUNT", *OPTIONAL), {}, side_packets)["n"] == packets
    both = source("MAX_COUNT", "ERROR_COUNT", *OPTIONAL)
    assert run(both, {}, {**side_packets, "error_count": batches + 2})["n"] == packets
    with pytest.raises(GraphError, match="expected error"):
        run(both, {}, {**side_packets, "error_count": batches})


def test_errors_on_purpose(run: Run) -> None:
    """ERROR_COUNT fails after so many batches, even if MAX_COUNT allows more, ERROR_ON_OPEN at once."""
    for max_count, error_count, size in ((5, 2, 1), (3, 2, 2)):
        given = {"max_count": max_count, "error_count": error_count, "batch_size": size}
        with pytest.raises(GraphError, match=r"failed in process\(\): expected error"):
            run(source("MAX_COUNT", "ERROR_COUNT", "BATCH_SIZE"), {}, given)
    with pytest.raises(GraphError, match=r"failed in process\(\): expected error"):
        run(source("ERROR_COUNT"), {}, {"error_count": 2})
    with pytest.raises(GraphError, match=r"failed in open\(\): expected error"):
        run(source("MAX_COUNT", "ERROR_ON_OPEN"), {}, {"max_count": 2, "error_on_open": True})


def test_wrong_side_packets(run: Run) -> None:
    """There is an end, what is connected is provided, and numbers make sense."""
    for node in (source(), source("INITIAL_VALUE")):
        with pytest.raises(ConfigError, match="side packet MAX_COUNT or ERROR_COUNT must say when to stop"):
            run_node(node)
    with pytest.raises(GraphError, match='side packet "increment" of type int is required'):
        run(source("MAX_COUNT", "INCREMENT"), {}, {"max_count": 2})
    fine = {"error_count": 2, "max_count": 2, "batch_size": 1, "increment": 1}
    for name, least in (("error_count", 0), ("max_count", 0), ("batch_size", 1), ("increment", 1)):
        for wrong in {-1, least - 1}:
            message = rf'side packet "{name}" .{name.upper()}. must be at least {least}, not {wrong}'
            with pytest.raises(GraphError, match=message):
                run(source(*(key.upper() for key in fine)), {}, {**fine, name: wrong})
