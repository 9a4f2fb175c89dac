"""Results of `PoseTracker`: the body of the person in a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.calculators.render.canvas import Canvas
from backedge.calculators.render.masks import darken_outside
from backedge.formats import (
    POSE_CONNECTIONS,
    Detection,
    ImageSize,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    PoseLandmark,
)
from backedge.graphs.landmark_results import FrameResult, LandmarkResult, blank, fit_into_picture, without_pixels


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Pose(LandmarkResult):
    """The body of one person.

        x, y, z = pose["left_wrist"]  # or pose[PoseLandmark.LEFT_WRIST], or pose[15]

    Attributes:
        landmarks: float32 (33, 3), read-only: x in image widths, y in image heights, z on the scale of x and relative
            to the middle of the hips, smaller nearer to the camera. `backedge.formats.PoseLandmark` has their names.
        visibility: float32 (33,), read-only: how likely each is seen, and not hidden, 0..1.
        presence: float32 (33,), read-only: how likely each is within the image, 0..1.
        world_landmarks: float32 (33, 3), read-only: metres, from the middle of the hips.
        rect: where the person is, the head at its top, with a margin; the next frame is searched there.
    """

    landmarks: NDArray[np.float32]
    visibility: NDArray[np.float32]
    presence: NDArray[np.float32]
    world_landmarks: NDArray[np.float32]
    rect: NormalizedRect

    names: ClassVar = PoseLandmark
    connections: ClassVar = POSE_CONNECTIONS
    classes: ClassVar = ("Person",)
    per_landmark: ClassVar = ("visibility", "presence", "world_landmarks")

    @classmethod
    def of(
        cls, landmarks: NormalizedLandmarks | None, world: Landmarks | None, rect: NormalizedRect | None
    ) -> Self | None:
        """The body that the streams of a graph tell of; None where there is none."""
        if landmarks is None or world is None or rect is None:
            return None
        visibility, presence = landmarks.visibility, landmarks.presence
        assert visibility is not None
        assert presence is not None
        return cls(landmarks.points, visibility, presence, world.points, rect)

    @property
    def label(self) -> str:
        """Always "Person"."""
        return "Person"

    def __repr__(self) -> str:
        where = f"x={self.rect.x_center:.2f} y={self.rect.y_center:.2f}"
        return f"Pose({np.count_nonzero(self.visibility > 0.5)} of {len(self)} landmarks visible {where})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, [_drawing(self, self.landmarks)])

    def _sketch(self) -> Canvas:
        return annotate(blank(), [_drawing(self, fit_into_picture(self.world_landmarks))])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PoseTrackingResult(FrameResult):
    """The person that was found in one frame.

    Attributes:
        pose: the person's body; None where there is nobody.
        segmentation_mask: float32 (height, width), read-only: 1 where the image shows the person, 0 where it does not;
            None without `enable_segmentation`, and where there is nobody.
        pose_detection: what the pose detector found; None if it found nothing or did not run.
        pose_detector_ran: whether it ran; it rests while a person is tracked.
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    pose: Pose | None
    segmentation_mask: NDArray[np.float32] | None
    pose_detection: Detection | None
    pose_detector_ran: bool
    timestamp: int
    image_size: ImageSize

    kind: ClassVar = Pose

    @property
    def objects(self) -> tuple[Pose, ...]:
        """The body, if there is one, by the name that all kinds of results have for what they hold."""
        return () if self.pose is None else (self.pose,)

    def to_dict(self) -> dict[str, Any]:
        """All fields by their names, as plain numbers, texts and lists; of a mask only its size."""
        return without_pixels(self, "segmentation_mask")

    def __repr__(self) -> str:
        found = "nobody" if self.pose is None else repr(self.pose)
        detector = "ran" if self.pose_detector_ran else "rested"
        return f"PoseTrackingResult({found}, pose detector {detector}, timestamp={self.timestamp})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        if self.segmentation_mask is not None:
            image = darken_outside(image, self.segmentation_mask)
        return annotate(image, [_drawing(pose, pose.landmarks) for pose in self.objects])


def _drawing(pose: Pose, points: NDArray[np.float32]) -> LandmarkDrawing:
    return LandmarkDrawing(NormalizedLandmarks(points, pose.visibility))
