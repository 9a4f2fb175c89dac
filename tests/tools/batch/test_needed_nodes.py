"""A batch runs no node whose results nobody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.batch.job import Wanted, make_job
from backedge.planning import build_graph
from tests.models.available import real_models
from tests.tools.batch.corpus import table


def calculators(graph: str, *streams: str, sheets: bool = False) -> list[str]:
    """The calculators of what workers run for some streams of a graph."""
    plan = build_graph(make_job(Wanted(graph, streams=streams, sheets=sheets)).graph)
    return [node.config.calculator for node in plan.nodes]


def test_drawings_that_nobody_wants() -> None:
    """The landmarks of a holistic graph do not come from the picture that they are drawn into."""
    assert "AnnotationOverlayCalculator" not in calculators("holistic", "pose_landmarks", "face_landmarks")
    assert "AnnotationOverlayCalculator" in calculators("holistic", "pose_landmarks", sheets=True)


def test_parts_that_nobody_wants() -> None:
    """Without hands and face, only the body is looked for."""
    assert len(calculators("holistic", "pose_landmarks")) < len(calculators("holistic", "face_landmarks"))


def test_loops_stay() -> None:
    """What comes round a loop is needed, too."""
    kept = calculators("hand_tracking", "presence")
    assert "PreviousLoopbackCalculator" in kept
    assert "HandLandmarksToRectCalculator" in kept
    assert "PalmDetectionCalculator" in kept


def test_what_is_left_gives_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clip: Path) -> None:
    """The landmarks of a graph are those of the whole one."""
    from backedge import batch

    real_models()
    monkeypatch.chdir(tmp_path)
    batch.run("hand_tracking", clip, "part", streams=["landmarks"], engine=batch.local(0))
    batch.run("hand_tracking", clip, "whole", engine=batch.local(0))
    part, whole = table("part"), table("whole")
    found = [row for row in whole["landmarks"].to_pylist() if row is not None]
    assert len(found) >= 8
    assert part["landmarks"].to_pylist() == found
