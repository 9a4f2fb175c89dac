"""Results of `HandTracker`: the hands of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.calculators.render.canvas import Canvas
from backedge.formats import (
    HAND_CONNECTIONS,
    Detection,
    HandLandmark,
    ImageSize,
    NormalizedLandmarks,
    NormalizedRect,
)
from backedge.graphs.landmark_results import FrameResult, LandmarkResult, blank, fit_into_picture


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hand(LandmarkResult):
    """One hand.

        x, y, z = hand["index_finger_tip"]  # or hand[HandLandmark.INDEX_FINGER_TIP], or hand[8]

    Attributes:
        landmarks: float32 (21, 3), read-only: x in image widths, y in image heights, z on the scale of x and relative
            to the wrist, smaller nearer to the camera. `backedge.formats.HandLandmark` has their names.
        world_landmarks: float32 (21, 3), read-only: metres, from the hand's middle.
        handedness: "Left" or "Right", if the image is a mirrored one; the other way round if not.
        handedness_score: how sure that is, 0.5..1.
        presence: how sure the model is that there is a hand, 0..1.
        rect: where the hand is, rotated as it is, with a margin; the next frame is searched there. Its `rect_id` is
            the hand's `track_id`.
    """

    landmarks: NDArray[np.float32]
    world_landmarks: NDArray[np.float32]
    handedness: str
    handedness_score: float
    presence: float
    rect: NormalizedRect

    names: ClassVar = HandLandmark
    connections: ClassVar = HAND_CONNECTIONS
    classes: ClassVar = ("Left", "Right")
    scalars: ClassVar = {"handedness": str, "handedness_score": float, "presence": float, "track_id": int}
    confidence: ClassVar = "presence"
    per_landmark: ClassVar = ("world_landmarks",)

    @property
    def label(self) -> str:
        """Its handedness."""
        return self.handedness

    @property
    def track_id(self) -> int:
        """Number of the hand, from 1, for as long as it is followed; 0 from a graph that does not tell hands apart."""
        return self.rect.rect_id

    def __repr__(self) -> str:
        track = f" track={self.track_id}" if self.track_id else ""
        where = f"x={self.rect.x_center:.2f} y={self.rect.y_center:.2f}"
        return f"Hand({self.handedness}:{self.handedness_score:.3f} presence={self.presence:.3f}{track} {where})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, [_drawing(self)])

    def _sketch(self) -> Canvas:
        landmarks = NormalizedLandmarks(fit_into_picture(self.world_landmarks))
        return annotate(blank(), [LandmarkDrawing(landmarks, _title(self))])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HandTrackingResult(FrameResult):
    """The hands and palms that were found in one frame.

    Attributes:
        hands: the hands; those that were tracked from the frame before come after those detected anew. As in
            MediaPipe there may be one more than asked for, when a hand comes in while others are tracked. From the plus
            graph they come in the order of their `track_id`, and never more than asked for.
        palm_detections: what the palm detector found; empty if it did not run.
        palm_detector_ran: whether it ran; it rests while enough hands are tracked.
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    hands: tuple[Hand, ...]
    palm_detections: tuple[Detection, ...]
    palm_detector_ran: bool
    timestamp: int
    image_size: ImageSize

    kind: ClassVar = Hand

    @property
    def objects(self) -> tuple[Hand, ...]:
        """The hands, by the name that all kinds of results have for what they hold."""
        return self.hands

    def __repr__(self) -> str:
        hands = " ".join(f"{hand.handedness}:{hand.handedness_score:.3f}" for hand in self.hands)
        detector = "ran" if self.palm_detector_ran else "rested"
        return f"HandTrackingResult({hands or 'no hands'}, palm detector {detector}, timestamp={self.timestamp})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, list(map(_drawing, self.hands)))


def _drawing(hand: Hand) -> LandmarkDrawing:
    return LandmarkDrawing(NormalizedLandmarks(hand.landmarks), _title(hand))


def _title(hand: Hand) -> str:
    title = f"{hand.handedness} {hand.handedness_score:.2f}"
    return f"{title} #{hand.track_id}" if hand.track_id else title
