"""`graph_runner run --show`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import cv2
import numpy as np
import pytest

from backedge import Packet
from backedge.errors import ResourceError
from backedge.formats import ImageFrame
from backedge.tools.running import run_graph
from backedge.tools.running.window import Window, require_windows
from tests.tools.command_line import Result, run_process
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]
PICTURE = Packet(ImageFrame(np.full((2, 2, 3), (200, 100, 0), np.uint8)), 0)


class Screen:
    """The functions for windows, without a display: keys are pressed after a number of looks."""

    def __init__(self, pressed: str = "", after: int = 1) -> None:
        self.pictures: list[Any] = []
        self.visible = False
        self._looks, self._pressed, self._after = 0, pressed, after

    def namedWindow(self, _title: str, _flags: int) -> None:  # noqa: N802 - OpenCV's name
        self.visible = True

    def imshow(self, _title: str, picture: Any) -> None:
        assert self.visible
        self.pictures.append(picture)

    def waitKey(self, _milliseconds: int) -> int:  # noqa: N802 - OpenCV's name
        self._looks += 1
        return ord(self._pressed) if self._pressed and self._looks >= self._after else -1

    def getWindowProperty(self, _title: str, _property: int) -> float:  # noqa: N802 - OpenCV's name
        return float(self.visible)

    def destroyAllWindows(self) -> None:  # noqa: N802 - OpenCV's name
        self.visible = False


def test_pictures_are_shown_as_opencv_wants_them() -> None:
    """Blue first."""
    screen = Screen()
    window = Window(lambda: None, screen)
    window.open()
    window.take("image", PICTURE)
    assert screen.pictures[0][0, 0].tolist() == [0, 100, 200]
    window.close()
    assert not screen.visible


def test_pictures_of_other_threads_wait_for_the_main_one() -> None:
    """Only the main thread may have windows; of several pictures the newest is shown."""
    screen = Screen()
    window = Window(lambda: None, screen)
    window.open()
    for _ in range(2):
        thread = Thread(target=window.take, args=["image", PICTURE])
        thread.start()
        thread.join()
    assert screen.pictures == []
    assert window.refresh()
    assert len(screen.pictures) == window.shown == 1


@pytest.mark.parametrize("key", ["q", "Q", "\x1b"])
def test_a_key_ends_it_once(key: str) -> None:
    """What is to be done then is done once."""
    ended: list[bool] = []
    window = Window(lambda: ended.append(True), Screen(key))
    window.open()
    assert [window.refresh(), window.refresh()] == [False, False]
    assert (window.is_closed, ended) == (True, [True])


def test_a_window_that_is_closed_by_its_frame_ends_it() -> None:
    """As a key does."""
    screen = Screen()
    window = Window(lambda: None, screen)
    window.open()
    screen.visible = False
    assert not window.refresh()


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Screen]:
    """Puts a screen in the display's place."""

    def make(*arguments: Any) -> Screen:
        screen = Screen(*arguments)
        monkeypatch.setattr(run_graph, "require_windows", lambda: None)
        monkeypatch.setattr(run_graph, "Window", lambda on_close: Window(on_close, screen))
        return screen

    return make


@pytest.mark.parametrize("threads", ["0", "2"])
def test_the_graphs_pictures_are_shown(
    run: Run, sizes: Path, clip: Path, screen: Callable[..., Screen], threads: str
) -> None:
    """What --output would write, and the window is closed at the end."""
    shown = screen()
    assert run("run", sizes, "-i", clip, "--show", "--threads", threads).status == 0
    assert 1 < len(shown.pictures) <= FRAMES
    assert shown.pictures[0].shape == (192, 256, 3)
    assert not shown.visible


def test_q_ends_the_run_in_good_order(
    run: Run, sizes: Path, clip: Path, screen: Callable[..., Screen], tmp_path: Path
) -> None:
    """The files are complete as far as they go, and the status is 0."""
    screen("q", 8)
    result = run("run", sizes, "-i", clip, "--show", "--threads", "0", "-o", tmp_path / "out.mp4")
    assert (result.status, result.stderr) == (0, "")
    written = cv2.VideoCapture(str(tmp_path / "out.mp4"))
    assert 0 < written.get(cv2.CAP_PROP_FRAME_COUNT) < FRAMES
    written.release()


@pytest.mark.parametrize("threads", ["0", "2"])
def test_q_ends_a_graph_that_reads_its_input_itself(
    run: Run, screen: Callable[..., Screen], tmp_path: Path, threads: str
) -> None:
    """The pictures are those that it writes."""
    graph = tmp_path / "endless.pbtxt"
    graph.write_text(
        """
        node {
          calculator: "SyntheticHandSource"
          output_stream: "IMAGE:image"
          node_options {
            [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { width: 64 height: 48 frames: 100000 }
          }
        }
        node {
          calculator: "VideoFileSink"
          input_stream: "IMAGE:image"
          input_side_packet: "OUTPUT_FILE_PATH:to"
        }
        """
    )
    shown = screen("q", 5)
    result = run("run", graph, "--show", "-o", tmp_path / "out.mp4", "--threads", threads)
    assert (result.status, result.stderr) == (0, "")
    assert shown.pictures


def test_a_single_picture_stays_until_it_is_seen(
    run: Run, sizes: Path, tmp_path: Path, picture: Any, screen: Callable[..., Screen]
) -> None:
    """A key closes it."""
    cv2.imwrite(str(tmp_path / "in.png"), picture)
    shown = screen("q", 6)
    assert run("run", sizes, "-i", tmp_path / "in.png", "--show").status == 0
    assert len(shown.pictures) == 1


def without_display() -> dict[str, str]:
    """The environment of a machine without a screen."""
    return {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_a_machine_without_a_display_is_told_in_one_line(sizes: Path) -> None:
    """Although OpenCV's toolkit would end the process."""
    result = run_process("run", sizes, "-i", "demo", "--show", environment=without_display())
    assert result == (
        1,
        "",
        "error: --show: there is no display to open a window on; write the pictures with --output instead\n",
    )


@pytest.fixture
def display() -> Iterator[dict[str, str]]:
    """The environment with a real display; skips where there is no Xvfb."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed")
    read, write = os.pipe()
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", "640x480x24"]
    with subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL) as server:
        os.close(write)
        with os.fdopen(read) as number:
            yield {**without_display(), "DISPLAY": f":{number.readline().strip()}"}
        server.terminate()


@pytest.mark.skipif(
    int(cv2.__version__.partition(".")[0]) < 5, reason="OpenCV 4 and PyAV bring two libxcb, between which windows hang"
)
def test_a_real_window_opens(sizes: Path, clip: Path, display: dict[str, str]) -> None:
    """With OpenCV's own toolkit, on a display."""
    result = run_process("run", sizes, "-i", clip, "--show", environment=display)
    assert (result.status, result.stderr) == (0, "")
    assert result.stdout.startswith(f"frames   {FRAMES} in ")


def test_a_window_that_does_not_open() -> None:
    """The error says so, instead of a wait for ever."""
    with pytest.raises(ResourceError, match=r"did not open within 0\.001 seconds, as happens when PyAV"):
        require_windows(patience=0.001)
