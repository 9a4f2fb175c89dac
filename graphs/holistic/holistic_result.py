"""Results of `HolisticTracker`: body, hands and face of the person in a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.calculators.render.canvas import Canvas
from backedge.calculators.render.masks import darken_outside
from backedge.formats import (
    HAND_CONNECTIONS,
    Detection,
    HandLandmark,
    ImageSize,
    NormalizedLandmarks,
    NormalizedRect,
    PoseLandmark,
)
from backedge.graphs.face_mesh import Face
from backedge.graphs.landmark_results import LandmarkResult, ObjectsResult, blank, fit_into_square, without_pixels
from backedge.graphs.pose import Pose

_HEAD: Final = tuple(range(PoseLandmark.LEFT_SHOULDER))
_LEFT_HAND: Final = (PoseLandmark.LEFT_PINKY, PoseLandmark.LEFT_INDEX, PoseLandmark.LEFT_THUMB)
_RIGHT_HAND: Final = (PoseLandmark.RIGHT_PINKY, PoseLandmark.RIGHT_INDEX, PoseLandmark.RIGHT_THUMB)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PersonHand(LandmarkResult):
    """One hand of a person whose body is tracked.

        x, y, z = hand["index_finger_tip"]  # or hand[HandLandmark.INDEX_FINGER_TIP], or hand[8]

    Attributes:
        landmarks: float32 (21, 3), read-only: as those of `backedge.graphs.hand_tracking.Hand`.
        side: "Left" or "Right": which hand of the person it is, if the image is not a mirrored one.
        rect: where it was looked for, turned as it is, with a margin.
    """

    landmarks: NDArray[np.float32]
    side: str
    rect: NormalizedRect

    names: ClassVar = HandLandmark
    connections: ClassVar = HAND_CONNECTIONS
    classes: ClassVar = ("Left", "Right")
    scalars: ClassVar = {"side": str}

    @property
    def label(self) -> str:
        """Its side."""
        return self.side

    def __repr__(self) -> str:
        return f"PersonHand({self.side} x={self.rect.x_center:.2f} y={self.rect.y_center:.2f})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, [_drawing(self)])

    def _sketch(self) -> Canvas:
        return annotate(blank(), [LandmarkDrawing(NormalizedLandmarks(fit_into_square(self.landmarks, self.rect)))])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class HolisticResult(ObjectsResult):
    """The person that was found in one frame; each part is None where it was not found.

    Attributes:
        pose: the body.
        left_hand: the person's left hand, if the image is not a mirrored one.
        right_hand: the other one.
        face: the mesh of the face. Its `rect` is where it was looked for.
        segmentation_mask: float32 (height, width), read-only: 1 where the image shows the person, 0 where it does not;
            None without `enable_segmentation`, and where there is nobody.
        pose_detection: what the pose detector found; None if it found nothing or did not run.
        pose_detector_ran: whether it ran; it rests while a person is tracked.
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    pose: Pose | None
    left_hand: PersonHand | None
    right_hand: PersonHand | None
    face: Face | None
    segmentation_mask: NDArray[np.float32] | None
    pose_detection: Detection | None
    pose_detector_ran: bool
    timestamp: int
    image_size: ImageSize

    @property
    def objects(self) -> tuple[LandmarkResult, ...]:
        """The parts that were found: body, left and right hand, face."""
        parts = (self.pose, self.left_hand, self.right_hand, self.face)
        return tuple(part for part in parts if part is not None)

    @classmethod
    def kinds(cls) -> tuple[type[LandmarkResult], ...]:
        """Bodies, hands and faces."""
        return Pose, PersonHand, Face

    @property
    def hands(self) -> tuple[PersonHand, ...]:
        """The hands that were found, the left one first."""
        return tuple(hand for hand in (self.left_hand, self.right_hand) if hand is not None)

    def to_dict(self) -> dict[str, Any]:
        """All fields by their names, as plain numbers, texts and lists; of a mask only its size."""
        return without_pixels(self, "segmentation_mask")

    def __repr__(self) -> str:
        parts = [
            name.replace("_", " ")
            for name in ("pose", "left_hand", "right_hand", "face")
            if getattr(self, name) is not None
        ]
        detector = "ran" if self.pose_detector_ran else "rested"
        found = ", ".join(parts) or "nobody"
        return f"HolisticResult({found}; pose detector {detector}, timestamp={self.timestamp})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        if self.segmentation_mask is not None:
            image = darken_outside(image, self.segmentation_mask)
        bodies = [] if self.pose is None else [self._body(self.pose)]
        faces = [] if self.face is None else [_drawing(self.face)]
        return annotate(image, [*faces, *bodies, *map(_drawing, self.hands)])

    def _body(self, pose: Pose) -> LandmarkDrawing:
        """The body without what its hands and the face tell more finely."""
        visibility = pose.visibility.copy()
        finer = {_HEAD: self.face, _LEFT_HAND: self.left_hand, _RIGHT_HAND: self.right_hand}
        for numbers, found in finer.items():
            if found is not None:
                visibility[list(numbers)] = 0
        return LandmarkDrawing(NormalizedLandmarks(pose.landmarks, visibility))


def _drawing(part: LandmarkResult) -> LandmarkDrawing:
    return LandmarkDrawing(NormalizedLandmarks(part.landmarks))
