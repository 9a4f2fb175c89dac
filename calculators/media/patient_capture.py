"""OpenCV's captures, waited for no longer than one wants: a driver, or a connection, may never answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Final, Protocol, TypeAlias

import cv2
import numpy as np

from backedge.calculators.media.opencv import quiet_opencv

_END: Final[Any] = object()
_RELEASE_SECONDS: Final = 1.0
Picture: TypeAlias = np.ndarray[Any, Any]


class Capture(Protocol):
    """What `cv2.VideoCapture` does, and is used of it here."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether there is something to read from."""

    def read(self, image: Any = None, /) -> tuple[bool, Any]:
        """Wait for the next picture, and give whether there is one, and the picture."""

    def get(self, propId: int, /) -> float:  # noqa: N803 - OpenCV's name
        """A property."""

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803 - OpenCV's name
        """Ask for a property."""

    def release(self) -> None:
        """Let it go."""


class PatientCapture:
    """A capture that a thread of its own opens and reads, so that one can stop waiting for it.

    The thread reads a picture only when it is asked for: what comes is as fresh as the camera can.

    Attributes:
        is_open: whether it could be opened; known with the first picture.
        fps: frames a second, as it says itself; known with the first picture, 0 before.
    """

    def __init__(self, open_capture: Callable[[], Capture]) -> None:
        """Begins to open; `open_capture` gives a capture, open or not."""
        self._open_capture = open_capture
        self.is_open = False
        self.fps = 0.0
        self._asked: SimpleQueue[Any] = SimpleQueue()
        self._answers: SimpleQueue[Any] = SimpleQueue()
        self._waits = self._is_closed = False
        # A daemon: a driver that never answers does not keep the program from ending.
        self._thread = threading.Thread(target=self._serve, name="backedge-camera", daemon=True)
        self._thread.start()

    def read(self, seconds: float) -> Picture | None:
        """The next picture; None where there is none, because the capture is not open, has ended or was closed.

        Raises:
            TimeoutError: none came so long.
            cv2.error: OpenCV failed.
        """
        if self._is_closed:
            return None
        if not self._waits:
            self._waits = True
            self._asked.put(None)
        try:
            answer = self._answers.get(timeout=seconds)
        except Empty:
            raise TimeoutError from None
        self._waits = False
        if isinstance(answer, Exception):
            raise answer
        return None if answer is _END else answer

    def close(self) -> None:
        """Lets the capture go, once it answers, and ends a `read` that waits; more than once does no harm."""
        if not self._is_closed:
            self._is_closed = True
            self._answers.put(_END)
            self._asked.put(_END)
            if threading.current_thread() is not self._thread:
                self._thread.join(_RELEASE_SECONDS)

    def _serve(self) -> None:
        try:
            with quiet_opencv():
                capture = self._open_capture()
                self.is_open = capture.isOpened()
        except cv2.error as error:
            self._answers.put(error)
            return
        picture: Picture | None = None
        while self._asked.get() is not _END:
            try:
                with quiet_opencv():
                    more, picture = capture.read(picture) if self.is_open else (False, None)
                    self.fps = capture.get(cv2.CAP_PROP_FPS)
            except cv2.error as error:
                self._answers.put(error)
            else:
                self._answers.put(picture if more else _END)
        capture.release()
