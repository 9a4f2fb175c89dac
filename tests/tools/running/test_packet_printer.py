"""`graph_runner run --watch`: packets as they pass, a line each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backedge.formats import ImageFrame, NormalizedLandmarks, NormalizedRect
from backedge.tools.running.short_values import short_value
from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]


def test_packets_are_printed_as_they_pass(run: Run, sizes: Path, clip: Path) -> None:
    """Stream, timestamp and value; the summary keeps out of their way."""
    result = run("run", sizes, "-i", clip, "--watch", "size")
    lines = result.stdout.splitlines()
    assert len(lines) == FRAMES
    assert lines[0].split() == ["size", "0", "(256,", "192)"]
    assert lines[1].split()[1] == "33333"
    assert f"frames   {FRAMES}" in result.stderr


def test_several_streams_keep_their_columns(run: Run, sizes: Path, clip: Path) -> None:
    """A name is as wide as the longest; graph inputs can be watched; one that is named twice is printed once."""
    result = run("run", sizes, "-i", clip, "--watch", "size", "--watch", "image", "--watch", "size")
    assert result.stdout.splitlines()[:2] == [
        "image             0  ImageFrame(256x192 SRGB)",
        "size              0  (256, 192)",
    ]
    assert len(result.stdout.splitlines()) == 2 * FRAMES


def test_an_inner_stream_can_be_watched(run: Run, hand_graph: str, clip: Path) -> None:
    """By the name that it has in the expanded graph."""
    result = run("run", hand_graph, "-i", clip, "--side", "model_complexity=0", "--watch", "palm_detections")
    assert result.status == 0, result.stderr
    assert result.stdout.startswith("palm_detections             0  [Detection(")


def test_an_unknown_stream_is_refused(run: Run, sizes: Path) -> None:
    """Before anything runs, with the near name."""
    result = run("run", sizes, "-i", "demo", "--watch", "sise")
    assert result.status == 2
    assert '--watch: the graph has no stream "sise"; did you mean "size"?' in result.stderr


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (np.float32(0.25), "0.25"),
        ("x" * 500, f"'{'x' * 37}...{'x' * 38}'"),
        (list(range(9)), "[0, 1, 2, ...]"),
        (np.zeros((21, 3), np.float32), "float32[21x3] [[0. 0. 0.] [0. 0. 0.] ... [0. 0. 0.] [0. 0. 0.]]"),
        (ImageFrame(np.zeros((2, 3, 3), np.uint8)), "ImageFrame(3x2 SRGB)"),
        (
            NormalizedRect(0.5, 0.5, 0.25, 1.0),
            "NormalizedRect(x_center=0.5, y_center=0.5, width=0.25, height=1, rotation=0, rect_id=0)",
        ),
    ],
)
def test_values_are_shortened_sensibly(value: object, text: str) -> None:
    """What tells values apart stays."""
    assert short_value(value) == text


def test_a_value_takes_one_line_of_a_width() -> None:
    """However large it is."""
    text = short_value([NormalizedLandmarks(np.random.default_rng(0).random((468, 3), np.float32))] * 2, 60)
    assert len(text) == 60
    assert "\n" not in text
    assert text.endswith("…")
