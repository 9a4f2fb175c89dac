"""`graph_runner accuracy`: the tables of docs/accuracy.md from few pictures; and MediaPipe as what is compared with."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.errors import BackedgeError
from backedge.tools.evaluation.accuracy_sets import is_gesture_like, is_wild_like
from backedge.tools.evaluation.judged_mediapipe import JudgedMediaPipe
from tests.checkout import ROOT, needs_checkout
from tests.models.available import real_models
from tests.tools.command_line import Result

Run = Callable[..., Result]

VARIABLE = "BACKEDGE_MEDIAPIPE_PYTHON"


@pytest.fixture
def mediapipe_python() -> str:
    """An interpreter with MediaPipe; skips without."""
    python = os.environ.get(VARIABLE)
    if not python:
        pytest.skip(f"{VARIABLE} names no interpreter that has mediapipe 0.10.21")
    return python


@needs_checkout
def test_the_tables_are_those_of_the_page(run: Run) -> None:
    """Titles and headings are as docs/accuracy.md has them, and tracking lets the detector rest."""
    real_models()
    result = run("accuracy", "--pictures", 24, "--clips", 1, "--json")
    assert (result.status, result.stderr) == (0, "")
    tables = json.loads(result.stdout)
    page = (ROOT / "docs" / "accuracy.md").read_text(encoding="utf-8")
    for table in tables:
        assert f"### {table['title']}\n\n| {' | '.join(table['rows'][0])} |" in page
    models, tracking = tables[0]["rows"], tables[1]["rows"]
    assert [row[0] for row in models[1:]] == ["light", "full"]
    assert [row[0] for row in tracking[1:]] == ["detector on every frame", "loop by back edge"]
    rested = [row[tracking[0].index("detector rested")] for row in tracking[1:]]
    assert rested[0] == "0.0 %"
    assert float(rested[1].split()[0]) > 80


def test_the_three_kinds_of_pictures() -> None:
    """Large clear gestures are gesture-like, small or blurred hands wild-like, free poses neither."""
    clear: dict[str, str | float] = {
        "gesture": "victory",
        "size": 200.0,
        "hidden": 0.0,
        "motion_blur": 0.0,
        "unsharpness": 0.0,
        "exposure": 1.0,
    }
    assert (is_gesture_like(clear), is_wild_like(clear)) == (True, False)
    assert (is_gesture_like({**clear, "gesture": "free"}), is_wild_like({**clear, "gesture": "free"})) == (False, False)
    changes: list[dict[str, str | float]] = [{"size": 40.0}, {"hidden": 0.6}, {"motion_blur": 9.0}, {"exposure": 0.4}]
    for worse in changes:
        assert (is_gesture_like({**clear, **worse}), is_wild_like({**clear, **worse})) == (False, True)


def test_mediapipe_itself_finds_the_same(run: Run, tmp_path: Path, mediapipe_python: str) -> None:
    """Single pictures: the same hands, landmarks within a thousandth of the palm, the same palms."""
    real_models()
    assert run("synth", tmp_path / "set", "--count", 12, "--seed", 1, "-q").status == 0
    result = run("eval", "HandTracking", "--data", tmp_path / "set", "--mediapipe", mediapipe_python, "--json")
    assert result.status == 0, result.stderr
    document = json.loads(result.stdout)
    ours, theirs = (graph["pictures"] for graph in document["graphs"])
    assert ours["figures"]["recall"] == theirs["figures"]["recall"]
    assert ours["figures"]["nme"]["value"] == pytest.approx(theirs["figures"]["nme"]["value"], abs=1e-3)
    assert ours["palms"]["recall"] == theirs["palms"]["recall"]


def test_interpreters_without_mediapipe(run: Run, tmp_path: Path) -> None:
    """They are told before the work: one that is not there, and one that has no MediaPipe."""
    words = ("eval", "HandTracking", "--data", tmp_path, "--mediapipe")
    missing = run(*words, tmp_path / "python")
    assert missing.status == 1
    assert f'the interpreter "{tmp_path}/python" cannot be run: No such file or directory' in missing.stderr
    without = run("accuracy", "--mediapipe", sys.executable)
    assert without.status == 1
    assert f'--mediapipe: the interpreter "{sys.executable}" has no mediapipe' in without.stderr


def test_what_mediapipe_does_not_take() -> None:
    """Words for its side packets are those of hands and models; where its process ends, its last line is told."""
    with pytest.raises(BackedgeError, match='MediaPipe takes num_hands=N and model_complexity=N, not "speed=3"'):
        JudgedMediaPipe(sys.executable, ["speed=3"])
    with (
        JudgedMediaPipe(sys.executable, []) as judged,
        pytest.raises(BackedgeError, match="No module named 'mediapipe'"),
    ):
        judged.restart()
