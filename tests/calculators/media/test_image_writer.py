"""Writing image files."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.media.image_files import read_image
from backedge.calculators.media.image_writer import ImageWriter, write_image
from backedge.errors import ResourceError
from tests.calculators.media.clips import noise, picture


def test_pattern_numbers_the_images(tmp_path: Path) -> None:
    """Each image has its file, numbered from 0."""
    writer = ImageWriter(tmp_path / "frame_%03d.png")
    for number in range(3):
        writer.write(picture(number))
    assert [path.name for path in writer.written] == ["frame_000.png", "frame_001.png", "frame_002.png"]
    assert np.array_equal(read_image(writer.written[2]), picture(2))


def test_name_without_number_takes_one_image(tmp_path: Path) -> None:
    """A second image is refused, since it would replace the first."""
    writer = ImageWriter(tmp_path / "frame.jpg")
    writer.write(picture(0))
    with pytest.raises(ResourceError, match=r"give a pattern with a number, such as out_%04d\.png"):
        writer.write(picture(1))


@pytest.mark.parametrize("pattern", ["%d_%d.png", "%q.png", "100%.png"])
def test_senseless_patterns_are_refused(tmp_path: Path, pattern: str) -> None:
    """The error says what a placeholder looks like."""
    with pytest.raises(ResourceError, match="expected one placeholder for a number, such as %04d"):
        ImageWriter(tmp_path / pattern)


def test_unknown_format_and_missing_folder_are_told_at_once(tmp_path: Path) -> None:
    """Both errors are raised by the constructor, before there is an image."""
    with pytest.raises(ResourceError, match=r"to end in one of \.png"):
        ImageWriter(tmp_path / "image.xyz")
    with pytest.raises(ResourceError, match="there is no folder"):
        ImageWriter(tmp_path / "nowhere" / "image.png")
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(ResourceError, match="found a folder"):
        ImageWriter(tmp_path / "folder.png")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_image_that_does_not_fit(tmp_path: Path) -> None:
    """On a full device the error names the reason; the device, and the link to it, stay."""
    path = tmp_path / "image.png"
    path.symlink_to("/dev/full")
    with pytest.raises(ResourceError, match="cannot be written: No space left on device"):
        write_image(path, noise(0))
    assert path.is_char_device()


def test_image_too_large_for_its_format_is_refused(tmp_path: Path) -> None:
    """An image that is larger than JPEG's 65535 pixels is refused."""
    with pytest.raises(ResourceError, match="an image of 70000x1 does not fit into this format"):
        write_image(tmp_path / "wide.jpg", np.zeros((1, 70000, 3), np.uint8))


def test_image_that_was_there_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stays where the new one cannot be written whole."""
    path = tmp_path / "image.png"
    write_image(path, noise(0))
    before = path.read_bytes()
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(ResourceError, match="cannot be written: No space left on device"):
        write_image(path, noise(1))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def _refuse(_path: Path, _target: Path) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
