"""The hand tracking graph against MediaPipe's own results on real images and clips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pytest

from tests.data import hands_dir
from tests.graphs.recorded import Comparison, compare, recorded_files, reference_file
from tests.models.available import real_models

pytestmark = pytest.mark.reference

Report: TypeAlias = Callable[[str, Comparison], None]

LONGEST = "videos/intel_bottles.mp4"
"""Half of all frames: the lite models are compared on the other clips."""


@pytest.fixture(scope="module")
def hands() -> Path:
    """The folder of recordings; skips without it, or without models."""
    folder = hands_dir()
    real_models()
    return folder


@pytest.fixture
def report(capsys: pytest.CaptureFixture[str]) -> Report:
    """Shows the figures even where output is captured."""

    def show(what: str, comparison: Comparison) -> None:
        with capsys.disabled():
            print(f"\n{what}: {comparison}", end=" ", flush=True)  # noqa: T201 - for people to read

    return show


@pytest.mark.parametrize("complexity", [0, 1])
def test_images_have_the_same_hands(hands: Path, complexity: int, report: Report) -> None:
    """Each image has as many hands, and landmarks within 0.002 (largest) and 0.0005 (median) of the image's size."""
    total = Comparison()
    for file in recorded_files(hands, "images/"):
        comparison = compare(hands, file, 2, complexity)
        assert comparison.same_count == 1, file
        total += comparison
    report(f"images, complexity {complexity}", total)
    offsets = np.concatenate([offset.ravel() for offset in total.offsets])
    assert offsets.max() <= 0.002
    assert np.median(offsets) <= 0.0005
    assert max(offset.max() for offset in total.world_offsets) <= 0.001
    assert total.same_handedness == total.with_hand


@pytest.mark.parametrize("complexity", [0, 1])
def test_a_hand_that_stays_is_detected_once(hands: Path, complexity: int, report: Report) -> None:
    """The palm detector runs on MediaPipe's frames, the first only; a hand on every frame, half of them within 1 px."""
    clip = compare(hands, "videos/tfjs_asl_hand.mp4", 1, complexity)
    report(f"tfjs_asl_hand.mp4, 1 hand, complexity {complexity}", clip)
    ours, theirs = clip.detector_frames
    assert ours == theirs == [0]
    assert clip.with_hand == clip.frames
    assert np.median(clip.distances) <= 1


@pytest.mark.parametrize("complexity", [0, 1])
@pytest.mark.parametrize("num_hands", [1, 2])
def test_clips_have_the_same_hands(hands: Path, num_hands: int, complexity: int, report: Report) -> None:
    """Over all clips: as many hands, and the same decision about the palm detector, on at least 98 % of the frames."""
    total = Comparison()
    for file in recorded_files(hands, "videos/"):
        wanted = complexity == 1 or file != LONGEST
        if wanted and reference_file(hands, file, num_hands, complexity).exists():
            total += compare(hands, file, num_hands, complexity)
    report(f"all clips, {num_hands} hands, complexity {complexity}", total)
    assert total.same_count >= 0.98 * total.frames
    assert total.same_decision >= 0.98 * total.frames
