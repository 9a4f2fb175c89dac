"""Pictures and clips from the folder of recorded hands, RGB. Every version of OpenCV decodes them alike."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

ASTRONAUT = "neg_sk_astronaut.png"


def read_images(path: Path) -> Iterator[NDArray[np.uint8]]:
    """The pictures of a file: one of an image, all of a video."""
    if path.suffix in {".png", ".jpg"}:
        yield _rgb(cv2.imread(str(path), cv2.IMREAD_COLOR))
        return
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    for _, frame in iter(video.read, (False, None)):
        yield _rgb(frame)


def picture(hands: Path, file: str) -> Any:
    """One of the folder's pictures."""
    return next(read_images(hands / "images" / file))


def frames(path: Path, count: int | None = None) -> Iterator[Any]:
    """The first `count` frames of a clip, all of them by default."""
    return itertools.islice(read_images(path), count)


def turned(image: Any, degrees: float) -> Any:
    """The picture, turned about its middle; of each pixel the nearest one is taken."""
    height, width = image.shape[:2]
    angle = np.deg2rad(degrees)
    y, x = np.mgrid[:height, :width] - np.array([height, width]).reshape(2, 1, 1) / 2
    column = np.rint(np.cos(angle) * x - np.sin(angle) * y + width / 2).astype(int)
    row = np.rint(np.sin(angle) * x + np.cos(angle) * y + height / 2).astype(int)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    made = np.zeros_like(image)
    made[inside] = image[row[inside], column[inside]]
    return made


def fingerprint(*pictures: Any) -> int:
    """A number by which it shows whether pictures are the same."""
    return zlib.crc32(b"".join(each.tobytes() for each in pictures))


def _rgb(bgr: Any) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
