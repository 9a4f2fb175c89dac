"""FlowLimiterCalculator in a loop through a node that takes time."""

from __future__ import annotations

from typing import Any

import pytest

from tests.calculators.core.flow.flow_limiting import ONE, frame, frames, start
from tests.flow import P


def test_waiting_frame_is_the_latest(threads: int) -> None:
    """While one frame is worked on the next one waits, and gives way to the one after it."""
    simulation, seen = start(ONE, threads, queue=1, timeout=0, first=3, others=3, third="passed")
    simulation.put("a", P(0))
    for number in range(9):
        assert seen["allow"][-1].value is True
        simulation.sleep(1)
        simulation.put("a", P(number * 10 + 5))
        simulation.sleep(1)
        simulation.put("a", P(number * 10 + 10))
        assert seen["allow"][-1].value is False
        simulation.sleep(1)
    simulation.end("a")
    assert seen["allow"] == [P(5 * step, step % 2 == 0) for step in range(19)]
    assert seen["finished"] == [P(timestamp) for timestamp in range(0, 100, 10)]


def test_frames_that_are_dropped_on_the_way_are_finished(threads: int) -> None:
    """A bound on FINISHED lets the waiting frame in as promptly as a packet does."""
    simulation, seen = start(ONE, threads, queue=1, timeout=0, first=22_000, others=22_000, third="dropped")
    simulation.put("a", frame(0))
    assert [packet.value for packet in seen["allow"]] == [True]
    simulation.sleep(10_001)
    for number in (1, 3, 5, 7):
        simulation.put("a", frame(number))
        simulation.sleep(10_000)
        assert len(seen["allow"]) == number
        simulation.put("a", frame(number + 1))
        assert [packet.value for packet in seen["allow"][number:]] == [False]
        simulation.sleep(10_001)
        assert [packet.value for packet in seen["allow"][number:]] == [False, True]
    simulation.end("a")
    assert seen["finished"] == frames(0, 2, 6, 8)


@pytest.mark.parametrize(
    ("first", "third", "count", "expected"),
    [
        (22_000, "lost", 21, frames(0, 2, 14, 17, 19, 20)),
        (500_000, "dropped", 71, frames(0, 10, 30, 40, 50, 60, 63, 65, 67, 69, 70)),
    ],
    ids=["lost", "late"],
)
def test_frames_that_are_given_up(threads: int, first: int, third: str, count: int, expected: list[Any]) -> None:
    """After 100 ms another frame is let in; if the first was only late the graph has more in flight for a while."""
    simulation, seen = start(ONE, threads, queue=1, timeout=100_000, first=first, others=22_000, third=third)
    for number in range(count):
        simulation.put("a", frame(number))
        simulation.sleep(10_000)
    simulation.end("a")
    assert seen["finished"] == expected
