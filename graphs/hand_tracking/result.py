"""Results of `HandTracker`: the hands of a frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backedge.formats import Detection, NormalizedRect


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """One hand.

    Attributes:
        landmarks: float32 (21, 3), read-only: x in image widths, y in image heights, z on the scale of x and relative
            to the wrist, smaller nearer to the camera. 0 is the wrist, then four each from thumb to little finger.
        world_landmarks: float32 (21, 3), read-only: metres, from the hand's middle.
        handedness: "Left" or "Right", if the image is a mirrored one; the other way round if not.
        handedness_score: how sure that is, 0.5..1.
        presence: how sure the model is that there is a hand, 0..1.
        rect: where the hand is, rotated as it is, with a margin; the next frame is searched there.
    """

    landmarks: NDArray[np.float32]
    world_landmarks: NDArray[np.float32]
    handedness: str
    handedness_score: float
    presence: float
    rect: NormalizedRect


@dataclass(frozen=True, slots=True, eq=False)
class HandTrackingResult:
    """The hands and palms that were found in one frame.

    Attributes:
        hands: the hands; those that were tracked from the frame before come after those detected anew. As in
            MediaPipe there may be one more than asked for, when a hand comes in while others are tracked.
        palm_detections: what the palm detector found; empty if it did not run.
        palm_detector_ran: whether it ran; it rests while enough hands are tracked.
        timestamp: of the frame, in microseconds.
    """

    hands: tuple[Hand, ...]
    palm_detections: tuple[Detection, ...]
    palm_detector_ran: bool
    timestamp: int
