"""Frames of a camera, as they come."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from time import monotonic_ns
from typing import Final

import cv2
import numpy as np

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.patient_capture import Capture, PatientCapture, Picture
from backedge.calculators.media.rgb_image import TimedImage
from backedge.errors import ResourceError

_LOG: Final = logging.getLogger(__name__)
_NANOSECONDS_PER_MICROSECOND: Final = 1000
_NANOSECONDS_PER_SECOND: Final = 10**9
_OPENING_SECONDS: Final = 30.0
"""How long a camera may take until its first picture: some warm up, and connections are slow."""

_BETWEEN_ATTEMPTS: Final = 0.25
"""Seconds between two attempts to open a camera that has vanished."""

PATIENCE: Final = 10.0
"""Seconds that a picture is waited for if nothing else is asked for."""


class Camera(Closeable):
    """A camera, or a stream from the network; a context manager.

    Attributes:
        source: what was opened.
        width: of the last picture, in pixels, which may not be what was asked for.
        height: of the last picture, in pixels.
        fps: what the camera says about itself; 0 where it does not.
        returns: how often it has vanished and come back.
    """

    def __init__(
        self,
        source: int | str = 0,
        *,
        width: int | None = None,
        height: int | None = None,
        fps: float | None = None,
        patience: float = PATIENCE,
        reconnect: float = 0.0,
        open_capture: Callable[[int | str], Capture] | None = None,
    ) -> None:
        """Opens a camera and takes a first picture.

        Args:
            source: the camera's number, or a device's path or a stream's address.
            width: to ask the camera for.
            height: to ask the camera for.
            fps: to ask the camera for.
            patience: seconds without a picture after which the camera has vanished.
            reconnect: seconds during which a camera that has vanished is looked for; 0 for not at all.
            open_capture: opens the source, by default as `cv2.VideoCapture` does.

        Raises:
            ResourceError: there is no such camera, it is in use, or it delivers no picture.
        """
        self.source = source
        self._wishes = {cv2.CAP_PROP_FRAME_WIDTH: width, cv2.CAP_PROP_FRAME_HEIGHT: height, cv2.CAP_PROP_FPS: fps}
        self._patience, self._reconnect = patience, reconnect
        self._open_capture = open_capture
        self._closed = threading.Event()
        self.returns = 0
        self._capture = PatientCapture(self._open)
        first = self._first_picture()
        if first is None:
            is_open = self._capture.is_open
            self.close()
            if not is_open:
                raise ResourceError(
                    f"camera {source}: cannot be opened; check that it is connected, is not in use by another "
                    "program, and that this one may use it"
                )
            raise ResourceError(f"camera {source}: is there but delivers no picture; it may be in use elsewhere")
        self._next: Picture | None = first
        self._start, self._last, self._number = monotonic_ns(), -1, 0
        self.height, self.width = first.shape[:2]
        self.fps = self._capture.fps

    def _open(self) -> Capture:
        capture = self._open_capture(self.source) if self._open_capture else cv2.VideoCapture(self.source)
        if capture.isOpened():
            for key, value in self._wishes.items():
                if value is not None:
                    capture.set(key, value)
            # A reader that falls behind gets the newest picture instead of all the old ones, where the camera can.
            capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        return capture

    def _first_picture(self) -> Picture | None:
        try:
            return self._capture.read(max(_OPENING_SECONDS, self._patience))
        except (TimeoutError, cv2.error):
            return None

    def __iter__(self) -> Iterator[TimedImage]:
        """Pictures until `close` is called, with the time since it was opened, strictly increasing.

        Raises:
            ResourceError: the camera stopped delivering, and has not come back.
        """
        while not self._closed.is_set():
            picture = self._next if self._next is not None else self._advance()
            self._next = None
            if picture is None:
                return
            elapsed = (monotonic_ns() - self._start) // _NANOSECONDS_PER_MICROSECOND
            self._last = max(elapsed, self._last + 1)
            self.height, self.width = picture.shape[:2]
            image = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), np.uint8)
            yield TimedImage(image, self._last, self._number)
            self._number += 1

    def _advance(self) -> Picture | None:
        """Waits for the next picture; None where the camera was closed."""
        try:
            picture = self._capture.read(self._patience)
            what = f"stopped after {self._number} pictures"
        except TimeoutError:
            picture, what = None, f"gave no picture for {self._patience:g} s, after {self._number}"
        except cv2.error as error:
            picture, what = None, f"failed after {self._number} pictures ({error.err or error})"
        if picture is None and not self._closed.is_set():
            return self._come_back(what)
        return picture

    def _come_back(self, what: str) -> Picture | None:
        """Opens a camera that has vanished anew, as soon as it is there."""
        self._capture.close()
        lost = monotonic_ns()
        if self._reconnect > 0:
            _LOG.warning("camera %s: %s; looking for it for %g s", self.source, what, self._reconnect)
        while not self._closed.is_set() and self._seconds_since(lost) < self._reconnect:
            self._capture = PatientCapture(self._open)
            picture = self._first_picture()
            if picture is not None:
                self.returns += 1
                _LOG.warning("camera %s: is back after %.1f s", self.source, self._seconds_since(lost))
                return picture
            self._capture.close()
            self._closed.wait(_BETWEEN_ATTEMPTS)
        if self._closed.is_set():
            return None
        self.close()
        raise ResourceError(f"camera {self.source}: {what}; is it still connected?")

    def _seconds_since(self, moment: int) -> float:
        return (monotonic_ns() - moment) / _NANOSECONDS_PER_SECOND

    def close(self) -> None:
        """Releases the camera, and ends its pictures; more than once does no harm."""
        self._closed.set()
        self._capture.close()
