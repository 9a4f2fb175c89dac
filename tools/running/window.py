"""``--show``: a window with the graph's pictures."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any, Final

import cv2

from backedge.calculators.media.rgb_image import to_rgb
from backedge.errors import ResourceError
from backedge.packet import Packet

_TITLE: Final = "graph_runner: q or Esc ends"
_KEYS: Final = (ord("q"), ord("Q"), 27)
_PATIENCE: Final = 30.0  # seconds; to import the libraries and open a window

# Where there is no display, OpenCV's toolkit ends the process; where PyAV, which writes videos, brings another libxcb,
# it may wait for ever, depending on which was imported first. So another process tries, with the same imports.
_TRIAL: Final = "import {libraries}; cv2.namedWindow('trial'); cv2.waitKey(1); cv2.destroyAllWindows()"


class Window:
    """A window that shows the newest picture of a stream, from `open` to `close`.

    Attributes:
        is_closed: whether the user has ended it, by q, Esc or its frame.
        shown: how many pictures it has shown.
    """

    def __init__(self, on_close: Callable[[], None], toolkit: Any = cv2) -> None:
        """Prepares a window.

        Args:
            on_close: what is to be done, once, when the user ends it.
            toolkit: has OpenCV's functions for windows.
        """
        self.is_closed = False
        self.shown = 0
        self._on_close = on_close
        self._toolkit = toolkit
        self._newest: Any = None

    def open(self) -> None:
        """Open it, on the main thread, which alone may have windows."""
        self._toolkit.namedWindow(_TITLE, cv2.WINDOW_AUTOSIZE | cv2.WINDOW_GUI_NORMAL)

    def take(self, _stream: str, packet: Packet[Any]) -> None:
        """Show a picture next; what an observer of a stream calls, on whichever thread."""
        self._newest = packet.value
        if threading.current_thread() is threading.main_thread():
            self.refresh()

    def refresh(self) -> bool:
        """Show the newest picture and look at the keys; whether the window is still wanted."""
        if self.is_closed:
            return False
        picture, self._newest = self._newest, None
        if picture is not None:
            self._toolkit.imshow(_TITLE, cv2.cvtColor(to_rgb(picture), cv2.COLOR_RGB2BGR))
            self.shown += 1
        pressed = self._toolkit.waitKey(1) & 0xFF in _KEYS
        if pressed or self._toolkit.getWindowProperty(_TITLE, cv2.WND_PROP_VISIBLE) < 1:
            self.is_closed = True
            self._on_close()
        return not self.is_closed

    def close(self) -> None:
        """Take it from the screen."""
        self._toolkit.destroyAllWindows()


def require_windows(patience: float = _PATIENCE) -> None:
    """Check that OpenCV can open a window here.

    Args:
        patience: how many seconds it may take.

    Raises:
        ResourceError: it cannot; says why, and what to do.
    """
    libraries = ", ".join(name for name in sys.modules if name in ("av", "cv2"))  # in the order of their import
    command = [sys.executable, "-c", _TRIAL.format(libraries=libraries)]
    try:
        trial = subprocess.run(command, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired as error:
        raise ResourceError(
            f"--show: a window of OpenCV {cv2.__version__} did not open within {patience:g} seconds, as happens when "
            "PyAV comes with another libxcb; upgrade opencv-python to 5 and import cv2 before av, or write the "
            "pictures with --output"
        ) from error
    if trial.returncode == 0:
        return
    if "not implemented" in trial.stderr:
        raise ResourceError(
            "--show: this OpenCV has no windows, as opencv-python-headless; install opencv-python in its place, or "
            "write the pictures with --output"
        )
    raise ResourceError("--show: there is no display to open a window on; write the pictures with --output instead")
