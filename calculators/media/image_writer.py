"""Frames into image files."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import cv2

from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.rgb_image import RgbImage
from backedge.errors import ResourceError
from backedge.file_checks import failure, require_folder_for
from backedge.whole_files import replacing

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".bmp", ".webp")
"""What the name of an image to write can end in, in any case."""


def write_image(path: str | Path, image: RgbImage) -> None:
    """Writes (height, width, 3) uint8 RGB; the name's end says in which format.

    The file is there either completely or not at all, and one that was there before stays until then.

    Raises:
        ResourceError: an unknown format, no such folder, no permission, or no space.
    """
    path = Path(path)
    _require_format(path)
    require_folder_for(path)
    encoded = _encode(path, image)
    try:
        with replacing(path) as file:
            file.write(encoded)
    except OSError as error:
        raise failure("cannot be written", path, error) from error


def _encode(path: Path, image: RgbImage) -> bytes:
    try:
        with quiet_opencv():
            done, encoded = cv2.imencode(path.suffix.lower(), cv2.cvtColor(image, cv2.COLOR_RGB2BGR))
    except cv2.error:
        done = False
    if not done:
        height, width = image.shape[:2]
        raise ResourceError(f"{path}: an image of {width}x{height} does not fit into this format")
    return encoded.tobytes()


def _require_format(path: Path) -> None:
    if path.suffix.lower() not in SUFFIXES:
        raise ResourceError(f"{path}: expected the name of an image to end in one of {', '.join(SUFFIXES)}")


class ImageWriter:
    """Writes a file for each image, named by a pattern such as ``out/%04d.png``.

    Without a number in the pattern it takes one image only.

    Attributes:
        written: the files, in order.
    """

    def __init__(self, pattern: str | Path) -> None:
        """Checks the pattern.

        Raises:
            ResourceError: an unknown format, a pattern without sense, or no such folder.
        """
        self._pattern = str(pattern)
        self.written: list[Path] = []
        first = self._name(0)
        _require_format(first)
        require_folder_for(first)

    @property
    def next_file(self) -> Path:
        """The file that the next image goes into."""
        return self._name(len(self.written))

    def write(self, image: RgbImage) -> Path:
        """Writes (height, width, 3) uint8 RGB and returns the new file's path.

        Raises:
            ResourceError: it cannot be written, or a second image would replace the first.
        """
        path = self.next_file
        if path in self.written[-1:]:
            raise ResourceError(f"{path}: would be written again; give a pattern with a number, such as out_%04d.png")
        write_image(path, image)
        self.written.append(path)
        return path

    def _name(self, number: int) -> Path:
        if "%" not in self._pattern:
            return Path(self._pattern)
        try:
            return Path(self._pattern % number)
        except (TypeError, ValueError):
            raise ResourceError(f"{self._pattern}: expected one placeholder for a number, such as %04d") from None
