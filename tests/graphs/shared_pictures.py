"""Pictures and clips from the folder of recorded hands, RGB. Every version of OpenCV decodes them alike."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

ASTRONAUT = "neg_sk_astronaut.png"


def picture(hands: Path, file: str) -> Any:
    """One of the folder's pictures."""
    path = hands / "images" / file
    found = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert found is not None, path
    return _rgb(found)


def frames(path: Path, count: int | None = None) -> Iterator[Any]:
    """The first `count` frames of a clip, all of them by default."""
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    for _, frame in itertools.islice(iter(video.read, (False, None)), count):
        yield _rgb(frame)


def fingerprint(*pictures: Any) -> int:
    """A number by which it shows whether pictures are the same."""
    return zlib.crc32(b"".join(each.tobytes() for each in pictures))


def _rgb(bgr: Any) -> Any:
    return np.ascontiguousarray(bgr[..., ::-1])
