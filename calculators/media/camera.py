"""Frames of a camera, as they come."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

import cv2
import numpy as np

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.opencv import quiet_opencv
from backedge.calculators.media.rgb_image import TimedImage
from backedge.errors import ResourceError

_NANOSECONDS_PER_MICROSECOND: Final = 1000


class Camera(Closeable):
    """A camera, or a stream from the network; a context manager.

    Attributes:
        source: what was opened.
        width: of the pictures, in pixels, which may not be what was asked for.
        height: of the pictures, in pixels.
        fps: what the camera says about itself; 0 where it does not.
    """

    def __init__(
        self, source: int | str = 0, *, width: int | None = None, height: int | None = None, fps: float | None = None
    ) -> None:
        """Opens a camera and takes a first picture.

        Args:
            source: the camera's number, or a device's path or a stream's address.
            width: to ask the camera for.
            height: to ask the camera for.
            fps: to ask the camera for.

        Raises:
            ResourceError: there is no such camera, it is in use, or it delivers no picture.
        """
        self.source = source
        with quiet_opencv():
            self._capture = cv2.VideoCapture(source)
            if not self._capture.isOpened():
                raise ResourceError(
                    f"camera {source}: cannot be opened; check that it is connected, is not in use by another "
                    "program, and that this one may use it"
                )
            self._ask_for(width, height, fps)
            found, first = self._capture.read()
        if not found:
            self.close()
            raise ResourceError(f"camera {source}: is there but delivers no picture; it may be in use elsewhere")
        self._picture: np.ndarray = first
        self._fresh = True
        self._start, self._last, self._number = time.monotonic_ns(), -1, 0
        self.height, self.width = first.shape[:2]
        self.fps = self._capture.get(cv2.CAP_PROP_FPS)

    def _ask_for(self, width: int | None, height: int | None, fps: float | None) -> None:
        wishes = {cv2.CAP_PROP_FRAME_WIDTH: width, cv2.CAP_PROP_FRAME_HEIGHT: height, cv2.CAP_PROP_FPS: fps}
        for key, value in wishes.items():
            if value is not None:
                self._capture.set(key, value)
        # A reader that falls behind gets the newest picture instead of all the old ones, where the camera can.
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)

    def __iter__(self) -> Iterator[TimedImage]:
        """Pictures until `close` is called, with the time since it was opened, strictly increasing.

        Raises:
            ResourceError: the camera stopped delivering.
        """
        while self._capture.isOpened():
            if not self._fresh and not self._advance():
                self.close()
                raise ResourceError(
                    f"camera {self.source}: stopped after {self._number} pictures; is it still connected?"
                )
            self._fresh = False
            elapsed = (time.monotonic_ns() - self._start) // _NANOSECONDS_PER_MICROSECOND
            self._last = max(elapsed, self._last + 1)
            image = np.asarray(cv2.cvtColor(self._picture, cv2.COLOR_BGR2RGB), np.uint8)
            yield TimedImage(image, self._last, self._number)
            self._number += 1

    def _advance(self) -> bool:
        """Waits for the next picture."""
        with quiet_opencv():
            more, self._picture = self._capture.read(self._picture)
        return more

    def close(self) -> None:
        """Releases the camera; more than once does no harm."""
        self._capture.release()
