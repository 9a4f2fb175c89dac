"""Programs that are measured from start to end, and the tables of what came of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from backedge.tools.benchmarks.case_report import TIMES, print_as_json, print_results
from backedge.tools.benchmarks.cases import SECONDS, Effort, Interpreter, Result, Unit
from backedge.tools.benchmarks.comparison import Sample, Turn, compare
from backedge.tools.benchmarks.process_case import WHOLE, Measure, ProcessCase, Program, run_program
from backedge.tools.benchmarks.side import BenchmarkError
from backedge.tools.benchmarks.workshop import open_workshop

OURS = Interpreter("backedge", sys.executable)
THEIRS = Interpreter("MediaPipe 0.10.21", sys.executable, is_mediapipe=True)


def _writes(log: Path, name: str, value: float) -> list[str]:
    """A program that says in a file that it ran, and prints a number."""
    return ["-c", f"open({str(log)!r}, 'a').write({name!r}); print('hello'); print('{{\"size\": {value}}}')"]


def _measured(
    case: ProcessCase, other: Interpreter | None, effort: Effort
) -> tuple[list[Result], list[tuple[int, int | None]]]:
    advances: list[tuple[int, int | None]] = []
    with open_workshop(None, None, ()) as workshop:
        results = list(case.measure(workshop, OURS, other, effort, lambda done, of: advances.append((done, of))))
    return results, advances


def _case(log: Path, *, own: bool, warm_up: bool = True) -> ProcessCase:
    ours, theirs = Program(_writes(log, "a", 6)), Program(_writes(log, "b", 12), own=own)
    measures = (Measure("size", "Size", Unit("MB", 2.0), divisor=3.0), Measure(WHOLE, "All", SECONDS))
    return ProcessCase("start", "Starting", measures, lambda _: (ours, theirs), turns=3, warm_up=warm_up)


@pytest.mark.parametrize(("own", "other"), [(True, None), (False, THEIRS)])
def test_both_programs_run_in_turns(tmp_path: Path, own: bool, other: Interpreter | None) -> None:
    """Each goes first every other turn, after a run of each that is not counted; the numbers are scaled."""
    log = tmp_path / "log"
    results, advances = _measured(_case(log, own=own), other, Effort())
    assert log.read_text() == "ab" + "ab" + "ba" + "ab"
    assert advances == [(1, 3), (2, 3), (3, 3)]
    size, whole = results
    assert (size.case, size.what, size.unit) == ("size", "Size", "MB")
    assert size.comparison.ours.median == pytest.approx(4)
    assert size.comparison.ratio is not None
    assert size.comparison.ratio.median == pytest.approx(0.5)
    assert size.comparison.processor_ratio is None
    assert 0 < whole.comparison.ours.median < 60
    if sys.platform != "win32":
        assert whole.comparison.processor_ratio is not None


def test_without_another_side_ours_is_measured_alone(tmp_path: Path) -> None:
    """As often as was asked for, and without a run before where the case has none."""
    log = tmp_path / "log"
    results, _ = _measured(_case(log, own=False, warm_up=False), None, Effort(turns=2))
    assert log.read_text() == "aa"
    assert all(result.comparison.theirs is None for result in results)


def test_another_python_runs_our_program(tmp_path: Path) -> None:
    """What stands for MediaPipe's side is for its interpreter only."""
    log = tmp_path / "log"
    results, _ = _measured(_case(log, own=False, warm_up=False), Interpreter("other", sys.executable), Effort(turns=1))
    assert log.read_text() == "aa"
    assert results[0].comparison.ratio is not None
    assert results[0].comparison.ratio.median == pytest.approx(1.0)


def test_a_program_that_fails_is_told_with_what_it_said() -> None:
    """Its status, and the last of its standard error."""
    with pytest.raises(BenchmarkError, match=r"(?s)backedge ended with status 3.*no models here"):
        run_program(OURS, Program(["-c", "import sys; print('no models here', file=sys.stderr); sys.exit(3)"]))


def test_the_table_has_the_columns_that_were_measured(capsys: pytest.CaptureFixture[str]) -> None:
    """Without another side there is no ratio; sides that found unlike much are named below it."""
    alone = Result("start/import", "Import", "s", compare([Turn(Sample([0.25]))]))
    print_results([alone], None)
    out = capsys.readouterr().out
    assert "start/import" in out
    assert "0.25" in out
    assert "ratio" not in out
    turns = [
        Turn(Sample([250.0], [9.0], [1]), Sample([500.0], [12.0], [1])),
        Turn(Sample([250.0], [9.0], [1]), Sample([500.0], [12.0], [2])),
    ]
    both = Result("graphs/hands", "Hands", "ms a frame", compare(turns), is_even=False)
    print_results([both, alone], THEIRS)
    out = capsys.readouterr().out
    assert "MediaPipe 0.10.21" in out
    assert f"0.50{TIMES} (0.50 to 0.50)" in out
    assert f"0.75{TIMES}" in out
    assert "graphs/hands: as much was found on both sides in 50% of turns only" in out
    assert "start/import: as much" not in out


def test_the_json_names_the_other_side(capsys: pytest.CaptureFixture[str]) -> None:
    """And has the memory of both processes."""
    turns = [Turn(Sample([1.0]), Sample([4.0]))]
    print_as_json([Result("graphs/hands", "Hands", "ms a frame", compare(turns), peak_memory=(5, 6))], THEIRS)
    out = capsys.readouterr().out
    assert '"other": "MediaPipe 0.10.21"' in out
    assert '"peak_memory": [' in out
