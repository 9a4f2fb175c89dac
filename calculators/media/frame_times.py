"""When the frames of a video are shown, and which can be decoded without others: read from its packets, not decoded."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import cv2

from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.timeline import microseconds

_PACKETS: Final = -1
"""The format that makes OpenCV read packets without decoding them."""


class FrameTime(NamedTuple):
    """What a container says of a frame: when it is shown, in milliseconds, and whether it is a key frame."""

    milliseconds: float
    is_key: bool

    @property
    def timestamp(self) -> int:
        """When it is shown, in microseconds."""
        return microseconds(self.milliseconds)


def frame_times(path: Path) -> list[FrameTime]:
    """The frames of a video in the order in which they are shown; none where OpenCV cannot tell.

    Of a damaged video some may be missing when it is decoded.
    """
    times: list[FrameTime] = []
    with quiet_opencv():
        capture = cv2.VideoCapture(str(path))
        if capture.set(cv2.CAP_PROP_FORMAT, _PACKETS):
            while capture.grab():
                is_key = capture.get(cv2.CAP_PROP_LRF_HAS_KEY_FRAME) > 0
                times.append(FrameTime(capture.get(cv2.CAP_PROP_POS_MSEC), is_key))
        capture.release()
    return sorted(times)
