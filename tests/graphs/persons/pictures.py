"""Pictures and clips of persons, from the folder of recorded hands. Every version of OpenCV decodes them alike."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np

ASTRONAUT = "neg_sk_astronaut.png"
MAN = "fr_asl_walk_0040.png"


def picture(hands: Path, file: str) -> Any:
    """One of the folder's pictures, RGB."""
    return _rgb(cv2.imread(str(hands / "images" / file), cv2.IMREAD_COLOR))


def clip(hands: Path) -> list[Any]:
    """A person for 24 frames, nobody for 4, and another person for 8, RGB, half the recorded size."""
    first = list(_frames(hands / "videos" / "asl_walk.mkv", 24))
    second = list(_frames(hands / "videos" / "asl_again.mkv", 8))
    nobody = [np.zeros_like(first[0])] * 4
    return [np.ascontiguousarray(frame[::2, ::2]) for frame in (*first, *nobody, *second)]


def fingerprint(pictures: list[Any]) -> int:
    """A number by which it shows whether pictures are the same."""
    return zlib.crc32(b"".join(each.tobytes() for each in pictures))


def _frames(path: Path, count: int) -> Iterator[Any]:
    video = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    for _, frame in itertools.islice(iter(video.read, (False, None)), count):
        yield _rgb(frame)


def _rgb(bgr: Any) -> Any:
    return np.ascontiguousarray(bgr[..., ::-1])
