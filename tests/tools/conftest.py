"""Fixtures that the tests of `graph_runner` share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.calculators.media.video_writer import VideoWriter
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.models.cache import FOLDER_VARIABLE
from backedge.tools.graph_runner import run_command_line
from tests.models.available import real_models
from tests.tools.command_line import Result

FRAMES = 12

SIZES = """
input_stream: "IMAGE:image"
output_stream: "IMAGE:same"
output_stream: "SIZE:size"
node { calculator: "PassThroughCalculator" input_stream: "IMAGE:image" output_stream: "IMAGE:same" }
node { calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:same" output_stream: "SIZE:size" }
"""


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command line in this process, which is quicker than one of its own."""

    def run(*arguments: Any) -> Result:
        with monkeypatch.context() as patch:
            patch.setenv(FOLDER_VARIABLE, os.environ.get(FOLDER_VARIABLE, ""))  # --models sets it for the process
            status = run_command_line([str(argument) for argument in arguments])
        return Result(status, *capsys.readouterr())

    return run


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of a hand that is wholly visible."""
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    hand = SyntheticHand(width=256, height=192, frames=180)
    with VideoWriter(path, hand.fps) as writer:
        for frame in hand[40 : 40 + FRAMES]:
            writer.write(frame.image)
    return path


@pytest.fixture
def sizes(tmp_path: Path) -> Path:
    """A graph that passes pictures on and says how large they are."""
    path = tmp_path / "sizes.pbtxt"
    path.write_text(SIZES)
    return path


@pytest.fixture
def hand_graph() -> str:
    """The hand tracking graph; skips without models."""
    real_models()
    return "hand_tracking/hand_tracking"


@pytest.fixture
def picture() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """A small picture with something in it, (24, 32, 3)."""
    return np.random.default_rng(0).integers(0, 256, (24, 32, 3), np.uint8)
