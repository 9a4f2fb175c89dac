"""`graph_runner run --realtime`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.tools.running.pace import Pace
from tests.tools.command_line import Result

Run = Callable[..., Result]


class Clock:
    """A clock that goes on by what is slept, and by what the test adds."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def time(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_pictures_come_when_their_timestamps_say() -> None:
    """As long after the first as they should, at a variable rate too, whatever the timestamps begin with."""
    clock = Clock()
    pace = Pace(clock.time, clock.sleep)
    fed = []
    for timestamp in (7_000_000, 7_033_333, 7_233_333, 10_000_000):
        pace.wait_for(timestamp, lambda: False)
        fed.append(clock.now - 1000.0)
    assert fed == pytest.approx([0.0, 0.033333, 0.233333, 3.0])
    assert pace.behind == 0


def test_a_slow_graph_is_not_slowed_further() -> None:
    """What comes too late comes at once, and how late is told."""
    clock = Clock()
    pace = Pace(clock.time, clock.sleep)
    pace.wait_for(0, lambda: False)
    clock.now += 2.0
    pace.wait_for(500_000, lambda: False)
    assert clock.slept == []
    assert pace.behind == pytest.approx(1.5)


def test_waiting_ends_when_the_run_is_over() -> None:
    """Ctrl-C in a long gap does not wait for its end."""
    clock = Clock()
    pace = Pace(clock.time, clock.sleep)
    pace.wait_for(0, lambda: False)
    pace.wait_for(3_600_000_000, lambda: clock.now > 1000.2)
    assert clock.now < 1000.4


def test_the_live_graph_can_be_tried_with_a_file(
    run: Run, hand_graph: str, clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every picture of the clip comes in, none before its time."""
    clock = Clock()
    monkeypatch.setattr("backedge.tools.running.feeding.Pace", lambda: Pace(clock.time, clock.sleep))
    result = run(
        "run", f"{hand_graph}_live", "-i", clip, "--side", "num_hands=1", "--side", "model_complexity=0",
        "--realtime", "--threads", "0", "--json",
    )  # fmt: skip
    assert result.status == 0
    assert clock.now - 1000.0 == pytest.approx(11 / 30, abs=0.001)


def test_a_graph_that_reads_by_itself_has_its_own_pace(run: Run, tmp_path: Path) -> None:
    """There is nothing to be fed slowly."""
    graph = tmp_path / "source.pbtxt"
    graph.write_text('node { calculator: "SyntheticHandSource" output_stream: "IMAGE:image" }')
    result = run("run", graph, "--realtime")
    assert result.status == 2
    assert "--realtime: the graph has no input that is fed" in result.stderr
