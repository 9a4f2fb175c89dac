"""Cameras, of which there may be none: a recording takes its place."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from backedge.calculators.media.camera import Camera
from backedge.errors import ResourceError
from tests.calculators.media.clips import HEIGHT, WIDTH, write_clip


@pytest.mark.parametrize("source", [4321, "/dev/no-such-camera"])
def test_missing_camera_is_told_in_one_line(source: int | str, capfd: pytest.CaptureFixture[str]) -> None:
    """The error says what to check, and OpenCV's own messages are not seen."""
    with pytest.raises(ResourceError) as error:
        Camera(source)
    assert str(error.value).startswith(f"camera {source}: cannot be opened; check that it is connected")
    assert capfd.readouterr() == ("", "")


def test_camera_that_vanishes_is_told_after_its_last_picture(tmp_path: Path) -> None:
    """The pictures all come, with rising times, then an error that says how many there were."""
    camera = Camera(str(write_clip(tmp_path / "clip.mp4", frames=5)))
    assert (camera.width, camera.height, camera.fps) == (WIDTH, HEIGHT, 25.0)
    pictures = iter(camera)
    assert [next(pictures).number for _ in range(5)] == list(range(5))
    with pytest.raises(ResourceError, match="stopped after 5 pictures; is it still connected"):
        next(pictures)


def test_pictures_have_rising_times(tmp_path: Path) -> None:
    """The clock starts when the camera is opened."""
    times = []
    with Camera(str(write_clip(tmp_path / "clip.mp4", frames=5))) as camera:
        for frame in camera:
            times.append(frame.timestamp)
            if len(times) == 5:
                break
    assert all(before < after for before, after in pairwise(times))


def test_closing_a_camera_ends_its_pictures(tmp_path: Path) -> None:
    """A camera that was closed on purpose has not failed."""
    camera = Camera(str(write_clip(tmp_path / "clip.mp4", frames=5)))
    seen = 0
    for _ in camera:
        seen += 1
        if seen == 2:
            camera.close()
    assert seen == 2
