"""What a batch tells a terminal: how far it is, and what failed."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.text import Text

from backedge.batch.batch_progress import Snapshot
from backedge.batch.display import Display
from backedge.batch.status_text import print_snapshot


def snapshot(state: str, seconds_left: float | None) -> Snapshot:
    """A batch of ten inputs, one of which is being done."""
    return Snapshot(
        *(state, "finder", 10, 4, 2, 100, 80, 12.5, 8.0, seconds_left, 1),
        under_way={"a.mp4": 3.0},
        causes={"it is empty": 2},
        host="desk",
        process=7,
    )


def test_a_running_batch_says_how_fast_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    """With what is under way, why inputs failed, and how long it will take."""
    print_snapshot(Path("out"), snapshot("running", 90.0))
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["batch    out: finder, running by process 7 on desk", "done     4 of 10, 80 rows"]
    assert any("it is empty" in line for line in lines)
    assert lines[-2].startswith("speed    12.5 frames a second on 1 worker, about ")
    assert lines[-1] == "now      a.mp4, for 3 s"


@pytest.mark.parametrize("state", ["stopped", "finished"])
def test_a_batch_that_does_not_run_has_no_speed(capsys: pytest.CaptureFixture[str], state: str) -> None:
    """Nor a process."""
    print_snapshot(Path("out"), snapshot(state, None))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"batch    out: finder, {state}"
    assert not any(line.startswith("speed") for line in lines)


def test_the_line_above_the_bar_follows_the_batch(caplog: pytest.LogCaptureFixture) -> None:
    """Frames, what is left and what failed; of many failures only the first are told one by one."""
    display = Display()
    with display.shown():
        display.tell({"event": "start", "total": 40, "done": 3, "failed": 1})
        before = display.__rich__()
        display.tell({"event": "video", "video": "good.mp4", "state": "done", "frames": 30})
        display.tell({"event": "again", "video": "odd.mp4", "why": "a worker has ended"})
        display.tell({"event": "something else"})
        for number in range(25):
            display.tell(
                {"event": "video", "video": f"{number}.mp4", "state": "failed", "error": "cut off", "frames": 0}
            )
        after = display.__rich__()
    assert isinstance(before, Text)
    assert isinstance(after, Text)
    assert before.plain.endswith("0 failed")
    assert "left" not in before.plain
    assert "frames a second, " in after.plain
    assert after.plain.endswith(" left, 25 failed")
    assert "odd.mp4: a worker has ended; it is tried again" in caplog.messages
    assert "19.mp4 failed: cut off" in caplog.messages
    assert caplog.messages[-1] == "further failures are only counted; the ledger has all of them"
