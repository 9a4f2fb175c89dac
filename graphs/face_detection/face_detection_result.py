"""Results of `FaceDetector`: the faces of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.annotate import annotate
from backedge.calculators.render.canvas import Canvas
from backedge.formats import BoundingBox, Detection, FaceKeyPoint, ImageSize
from backedge.graphs.landmark_results import FrameResult, LandmarkResult, blank, fit_into_picture


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class DetectedFace(LandmarkResult):
    """A face: a box around it, and six points in it.

        x, y = face["nose_tip"]  # or face[FaceKeyPoint.NOSE_TIP], or face[2]

    Attributes:
        box: upright, in parts of the image's size; may reach beyond the image.
        landmarks: float32 (6, 2), read-only: x in image widths, y in image heights. `backedge.formats.FaceKeyPoint` has
            their names.
        score: how sure the model is that it is a face, 0..1.
    """

    box: BoundingBox
    landmarks: NDArray[np.float32]
    score: float

    names: ClassVar = FaceKeyPoint
    connections: ClassVar = frozenset()
    classes: ClassVar = ("Face",)
    scalars: ClassVar = {"score": float}
    confidence: ClassVar = "score"
    dimensions: ClassVar = 2

    @classmethod
    def of(cls, detection: Detection) -> Self:
        """The face that a detection is about."""
        return cls(detection.require_box(), detection.keypoints, detection.scores[0])

    @property
    def label(self) -> str:
        """Always "Face"."""
        return "Face"

    def __repr__(self) -> str:
        box = self.box
        where = f"xmin={box.xmin:.3f} ymin={box.ymin:.3f} width={box.width:.3f} height={box.height:.3f}"
        return f"DetectedFace({self.score:.3f} {where})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, detections=[_detection(self)])

    def _sketch(self) -> Canvas:
        # A box is as high as wide in pixels, so its sides tell the picture's proportions.
        sides = np.array((self.box.width, self.box.height), np.float32)
        points = fit_into_picture(self.landmarks / sides)
        return annotate(blank(), detections=[Detection((self.score,), (0,), None, points)])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FaceDetectionResult(FrameResult):
    """The faces that were found in one frame.

    Attributes:
        faces: the faces, the surest first.
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    faces: tuple[DetectedFace, ...]
    timestamp: int
    image_size: ImageSize

    kind: ClassVar = DetectedFace

    @property
    def objects(self) -> tuple[DetectedFace, ...]:
        """The faces, by the name that all kinds of results have for what they hold."""
        return self.faces

    def __repr__(self) -> str:
        faces = " ".join(f"{face.score:.3f}" for face in self.faces)
        return f"FaceDetectionResult({faces or 'no faces'}, timestamp={self.timestamp})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, detections=list(map(_detection, self.faces)))


def _detection(face: DetectedFace) -> Detection:
    return Detection((face.score,), (0,), face.box, face.landmarks)
