"""The page of an evaluation: tables, plots and the worst pictures."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_writer import VideoWriter
from backedge.tools.evaluation.records import FrameRecord, Place
from backedge.tools.evaluation.worst_pictures import FOUND_COLOUR, TRUE_COLOUR, badness, worst_pictures
from backedge.tools.hand_sets.truth import TrueHand
from tests.models.available import real_models
from tests.tools.command_line import Result
from tests.tools.evaluation.made_hands import found_hand, frames_of, true_hand

Run = Callable[..., Result]


def placed(frame: FrameRecord, path: Path, number: int | None = None) -> FrameRecord:
    """A frame of a file."""
    return replace(frame, place=Place(path, number), unit=(str(path), (number or 0) // 30))


def test_a_report_has_tables_plots_and_pictures(run: Run, tmp_path: Path) -> None:
    """Every plot is whole SVG; the worst pictures are in the page itself."""
    real_models()
    pytest.importorskip("matplotlib")
    assert run("synth", tmp_path / "set", "--count", 10, "--seed", 1, "-q").status == 0
    page = tmp_path / "page.html"
    result = run("eval", "HandTracking", "--data", tmp_path / "set", "--report", page, "-q")
    assert (result.status, result.stderr) == (0, "")
    text = page.read_text()
    assert "On 10 pictures, with 95 % intervals" in text
    assert "<h3>Palm detector</h3>" in text
    plots = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(plots) >= 5
    for plot in plots:
        ET.fromstring(plot)
    assert 0 < text.count("<img src='data:image/jpeg;base64,") <= 10
    assert re.findall(r"(?:src|href)=['\"]?https?:", text) == []  # it needs no network


def test_a_report_that_cannot_be_written_is_told_before_the_work(run: Run, tmp_path: Path) -> None:
    """Folders are made; where that is not possible, nothing has been judged."""
    (tmp_path / "file").touch()
    result = run("eval", "HandTracking", "--data", tmp_path / "nothing", "--report", tmp_path / "file" / "page.html")
    assert result.status == 1
    assert result.stderr == (
        f"error: cannot make the folder {tmp_path}/file: File exists; name another with --report\n"
    )


def test_how_bad_a_frame_is() -> None:
    """The errors of its hands, and one for each that was missed or is none."""
    frames = frames_of(
        ([found_hand()], [true_hand()]),
        ([found_hand(x=310)], [true_hand()]),
        ([], [true_hand()]),
        ([found_hand(), found_hand(x=500)], [true_hand()]),
    )
    assert [badness(frame) for frame in frames] == pytest.approx([0, 0.1, 1, 1])


def test_the_worst_pictures_show_truth_and_findings(tmp_path: Path) -> None:
    """The worst first, without those that are right; the truth in green, what was found in red."""
    for name in "abc":
        cv2.imwrite(str(tmp_path / f"{name}.png"), np.zeros((640, 640, 3), np.uint8))
    right, beside, missed = frames_of(
        ([found_hand()], [true_hand()]), ([found_hand(x=330)], [true_hand()]), ([], [true_hand()])
    )
    frames = [placed(each, tmp_path / f"{name}.png") for each, name in ((right, "a"), (beside, "b"), (missed, "c"))]
    worst = worst_pictures(frames)
    assert [(each.title, each.text) for each in worst] == [
        ("c.png", "1 missed"),
        ("b.png", "errors 30 % of the palm"),
    ]
    assert read_image(tmp_path / "b.png").max() == 0
    colours = {tuple(pixel) for pixel in worst[1].image.reshape(-1, 3).tolist()}
    assert {TRUE_COLOUR, FOUND_COLOUR} <= colours
    assert FOUND_COLOUR not in {tuple(pixel) for pixel in worst[0].image.reshape(-1, 3).tolist()}


def test_frames_of_videos_are_found_again(tmp_path: Path) -> None:
    """Frame 2 of a video is its third picture; hands with a box only are drawn as one."""
    with VideoWriter(tmp_path / "clip.mp4", 30.0) as writer:
        for level in (10, 90, 170, 250):
            writer.write(np.full((64, 64, 3), level, np.uint8))
    (frame,) = frames_of(([], [TrueHand(None, box=np.array([10.0, 10, 20, 20]))]))
    (worst,) = worst_pictures([placed(frame, tmp_path / "clip.mp4", 2)])
    assert worst.title == "clip.mp4, frame 2"
    assert abs(int(worst.image[5, 5, 0]) - 170) < 12
    assert (worst.image == TRUE_COLOUR).all(axis=2).any()
