"""Image files, one or many, as RGB."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from glob import glob, has_magic
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.rgb_image import RgbImage
from backedge.errors import ResourceError
from backedge.file_checks import require_file
from backedge.formats.encoded_pictures import decode_file_content

_LOG: Final = logging.getLogger(__name__)
SUFFIXES: Final = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp"})
"""What counts as an image in a folder, in any case."""

PIXELS_VARIABLE: Final = "OPENCV_IO_MAX_IMAGE_PIXELS"
"""The environment variable of OpenCV's that limits the pixels of a picture; it is read when OpenCV is imported."""

_LIMIT_IN_MESSAGES: Final = "CV_IO_MAX_IMAGE"


def is_images(path: Path) -> bool:
    """Tell whether a path is that of images: a folder, or a file whose name ends as that of an image does."""
    return path.is_dir() or path.suffix.lower() in SUFFIXES


class NamedImage(NamedTuple):
    """An image and the file it is from."""

    image: RgbImage
    path: Path


def read_image(path: str | Path) -> RgbImage:
    """Reads an image as (height, width, 3) uint8 RGB, whatever it was.

    Grey is repeated in all three channels; alpha is left out, without blending; of 16 bits the upper eight are taken;
    floating point is 0 for black to 1 for white. A rotation tag (EXIF) is applied. Of several pictures in one file
    the first is taken.

    Raises:
        ResourceError: the file is missing, cannot be read, is not an image that OpenCV knows, or has more pixels than
            OpenCV may decode, which it looks at before it decodes.
    """
    path = Path(path)
    require_file(path, "an image")
    # Decoded from memory, because OpenCV opens no file of a name with accents on Windows.
    try:
        with quiet_opencv():
            decoded = decode_file_content(path.read_bytes(), cv2.IMREAD_COLOR | cv2.IMREAD_ANYDEPTH)
    except (OSError, cv2.error) as error:
        raise _too_large(path) if _LIMIT_IN_MESSAGES in str(error) else _unreadable(path) from error
    if decoded is None:
        raise _unreadable(path)
    # Bytes first: OpenCV reads numbers of 64 bits, and does not convert them.
    return np.asarray(cv2.cvtColor(_to_bytes(decoded), cv2.COLOR_BGR2RGB), np.uint8)


def _too_large(path: Path) -> ResourceError:
    return ResourceError(
        f"{path}: has more pixels than may be decoded, which would take much memory; if you trust it, set "
        f"{PIXELS_VARIABLE} to a greater number"
    )


def _unreadable(path: Path) -> ResourceError:
    return ResourceError(f"{path}: cannot be read as an image; it is something else, or damaged")


def _to_bytes(image: np.ndarray) -> RgbImage:
    if image.dtype == np.uint16:
        image = image >> 8
    elif image.dtype != np.uint8:
        image = (np.nan_to_num(image).clip(0.0, 1.0) * 255.0).round()
    return image.astype(np.uint8, copy=False)


class ImageFiles:
    """Images given by a file, a folder or a pattern such as ``photos/*.jpg``, in the order of their names.

    Numbers in names count as numbers: ``2.png`` comes before ``10.png``.

    Attributes:
        paths: the files.
        skipped: those that could not be read, so far; each is also logged.
    """

    def __init__(self, source: str | Path) -> None:
        """Finds the files that `source` stands for.

        Raises:
            ResourceError: there are none.
        """
        self._source = source
        self.paths = _find(source)
        self.skipped: list[Path] = []

    def __len__(self) -> int:
        return len(self.paths)

    def __iter__(self) -> Iterator[NamedImage]:
        """The images, without those that cannot be read.

        Raises:
            ResourceError: none of them can be read.
        """
        self.skipped = []
        for path in self.paths:
            try:
                image = read_image(path)
            except ResourceError as error:
                if len(self.paths) == 1:
                    raise
                self.skipped.append(path)
                _LOG.warning("skipped: %s", error)
            else:
                yield NamedImage(image, path)
        if len(self.skipped) == len(self.paths):
            raise ResourceError(f"{self._source}: none of the {len(self.paths)} files can be read as an image")


def _find(source: str | Path) -> list[Path]:
    path = Path(source)
    if path.is_dir():
        found = [file for file in path.iterdir() if file.suffix.lower() in SUFFIXES and file.is_file()]
        if not found:
            raise ResourceError(f"{source}: no images in this folder; looked for {', '.join(sorted(SUFFIXES))}")
    elif path.exists() or not has_magic(str(source)):
        require_file(path, "an image, a folder of images or a pattern")
        found = [path]
    else:
        found = [
            file
            for name in glob(str(source), recursive=True)  # noqa: PTH207 - Path.glob refuses absolute patterns
            if (file := Path(name)).is_file()
        ]
        if not found:
            raise ResourceError(f"{source}: no file matches this pattern")
    return sorted(found, key=_by_number)


def _by_number(path: Path) -> list[tuple[int, str]]:
    """Sorts digits by value and everything else by text, such as a raised ², which is a digit and no number."""
    parts = re.split(r"(\d+)", str(path))
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]
