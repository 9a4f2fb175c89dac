"""The base of the solutions that run one of our trackers: `backedge.graphs` does the work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.errors import InvalidArgumentError, python_errors
from backedge.compat.bridge.solution_images import rgb_pixels
from backedge.compat.bridge.solution_outputs import SolutionOutputs
from backedge.compat.mediapipe.python.solution_base import FRAME_INTERVAL, SolutionBase

R_co = TypeVar("R_co", covariant=True)
OutputsT = TypeVar("OutputsT", bound=SolutionOutputs)


class Tracker(Protocol[R_co]):
    """What finds something in images, such as `backedge.graphs.hand_tracking.HandTracker`."""

    def process(self, rgb: NDArray[np.uint8], timestamp: int, /) -> R_co:
        """What it found in an image that was taken at `timestamp`, in microseconds."""

    def reset(self) -> None:
        """Begin anew."""

    def close(self) -> None:
        """End its graph."""


class TrackedSolution(SolutionBase, Generic[OutputsT]):
    """A solution that asks a tracker, and gives its results MediaPipe's names.

    Args:
        tracker: finds what the solution finds.
        outputs: makes a result of the tracker's.
    """

    def __init__(self, tracker: Tracker[Any], outputs: Callable[[Any], OutputsT]) -> None:
        self._tracker: Tracker[Any] | None = tracker
        self._outputs = outputs
        self._simulated_timestamp = 0

    def process(self, image: NDArray[np.uint8]) -> OutputsT:  # type: ignore[override]  # as in MediaPipe
        """Find in an image what the solution is for.

        Args:
            image: uint8 (height, width, 3), RGB; not changed, not kept.

        Raises:
            ValueError: it has not three channels, or the solution is closed.
            TypeError: its values are not of uint8.
            RuntimeError: the graph failed.
        """
        name = type(self).__name__
        if self._tracker is None:
            raise InvalidArgumentError(f"this {name} is closed; make a new one")
        pixels = rgb_pixels(name, image)
        self._simulated_timestamp += FRAME_INTERVAL
        with python_errors():
            return self._outputs(self._tracker.process(pixels, self._simulated_timestamp))

    def close(self) -> None:
        """End the tracker and free its graph.

        Raises:
            ValueError: it is closed already.
        """
        if self._tracker is None:
            raise InvalidArgumentError(f"this {type(self).__name__} is closed already")
        tracker, self._tracker = self._tracker, None
        tracker.close()

    def reset(self) -> None:
        """Forget what was seen and begin anew, as for another video."""
        if self._tracker is not None:
            with python_errors():
                self._tracker.reset()

    def __del__(self) -> None:
        # A program of MediaPipe's need not close its solutions; a tracker that is dropped open would warn of it.
        if getattr(self, "_tracker", None) is not None and not sys.is_finalizing():
            self.close()
