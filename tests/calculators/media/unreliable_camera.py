"""A camera that is not to be relied on, in place of OpenCV's capture: it does what a script says."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from typing import Any, Literal

import numpy as np

Step = tuple[int, int] | Literal["stall", "gone", "absent"]
"""A picture of (height, width); no answer before `UnreliableCamera.end`; the capture's end; a failure to open it."""


class UnreliableCamera:
    """Opens captures that go through one script, one after the other; the levels of pictures count them.

    Attributes:
        opened: how many captures there were.
        released: how many were let go.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self.opened = self.released = self.shown = 0
        self._steps: deque[Step] = deque(steps)
        self._over = threading.Event()

    def __call__(self, _source: int | str) -> UnreliableCapture:
        self.opened += 1
        is_absent = not self._steps or self._steps[0] == "absent"
        if is_absent and self._steps:
            self._steps.popleft()
        return UnreliableCapture(self, is_open=not is_absent)

    def next_step(self) -> Step:
        """What happens now; after the script, nothing."""
        step: Step = self._steps.popleft() if self._steps else "gone"
        if step == "stall":
            self._over.wait()
        return step

    def end(self) -> None:
        """Let stalled captures answer."""
        self._over.set()


class UnreliableCapture:
    """What `cv2.VideoCapture` is."""

    def __init__(self, camera: UnreliableCamera, *, is_open: bool) -> None:
        self._camera, self._is_open = camera, is_open

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        return self._is_open

    def read(self, image: Any = None, /) -> tuple[bool, Any]:
        step = self._camera.next_step()
        if isinstance(step, str):
            return False, None
        self._camera.shown += 1
        return True, np.full((*step, 3), self._camera.shown % 256, np.uint8)

    def get(self, propId: int, /) -> float:  # noqa: N803 - OpenCV's name
        return 30.0

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803 - OpenCV's name
        return False

    def release(self) -> None:
        self._camera.released += 1
