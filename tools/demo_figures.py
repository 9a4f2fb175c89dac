"""Figures that say how well a clip was tracked, measured against the truth about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.synthetic.scene import HandTruth

_INDEX_FINGER_MCP: Final = 5
_PINKY_MCP: Final = 17


@dataclass(frozen=True, slots=True)
class TrackedFrame:
    """One frame: the truth, and what was found.

    Attributes:
        truth: where the hand is.
        landmarks: float32 (21, 3), where it was found, normalised; None if no hand was found.
        detector_ran: whether the palm detector ran.
    """

    truth: HandTruth
    landmarks: NDArray[np.float32] | None
    detector_ran: bool


@dataclass(frozen=True, slots=True)
class DemoFigures:
    """Figures that say how well a clip was tracked.

    Attributes:
        frames: how many there are.
        visible: frames on which the whole hand is in the picture.
        found: those of them on which it was found.
        tracked: frames on which a hand was found, wholly in the picture or not.
        detector_ran: frames on which the palm detector ran.
        detector_ran_while_tracked: those of them on which a hand was found.
        landmark_error: mean distance between found and true landmarks, in palm widths, over the `found` frames; NaN if
            there are none.
    """

    frames: int
    visible: int
    found: int
    tracked: int
    detector_ran: int
    detector_ran_while_tracked: int
    landmark_error: float

    @property
    def found_share(self) -> float:
        """Share of the visible hands that were found."""
        return self.found / self.visible if self.visible else 0.0

    @property
    def detector_share(self) -> float:
        """Share of the tracked frames on which the palm detector ran."""
        return self.detector_ran_while_tracked / self.tracked if self.tracked else 0.0


def measure(frames: Sequence[TrackedFrame], size: tuple[int, int]) -> DemoFigures:
    """Compare what was found with the truth.

    Args:
        frames: every frame of a clip with one hand.
        size: width and height of the pictures, in pixels.
    """
    tracked = [frame for frame in frames if frame.landmarks is not None]
    errors = [
        landmark_error(frame.landmarks, frame.truth.landmarks, size)
        for frame in tracked
        if frame.truth.visible and frame.landmarks is not None
    ]
    return DemoFigures(
        frames=len(frames),
        visible=sum(frame.truth.visible for frame in frames),
        found=len(errors),
        tracked=len(tracked),
        detector_ran=sum(frame.detector_ran for frame in frames),
        detector_ran_while_tracked=sum(frame.detector_ran for frame in tracked),
        landmark_error=float(np.mean(errors)) if errors else float("nan"),
    )


def landmark_error(found: NDArray[np.float32], true: NDArray[np.float32], size: tuple[int, int]) -> float:
    """Mean distance in the picture between two sets of hand landmarks, in widths of the true palm.

    The palm's width is the distance between the knuckles of the index finger and of the little finger.

    Args:
        found: (21, 2 or 3), normalised.
        true: likewise.
        size: width and height of the picture, in pixels.
    """
    ours, theirs = found[:, :2] * size, true[:, :2] * size
    palm_width = np.linalg.norm(theirs[_INDEX_FINGER_MCP] - theirs[_PINKY_MCP])
    return float(np.linalg.norm(ours - theirs, axis=1).mean() / palm_width)
