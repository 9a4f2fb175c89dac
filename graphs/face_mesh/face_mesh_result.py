"""Results of `FaceMesh`: the meshes of the faces of a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.calculators.render.canvas import Canvas
from backedge.errors import UnknownLandmarkError
from backedge.formats import FACEMESH_CONTOURS, Detection, ImageSize, NormalizedLandmarks, NormalizedRect
from backedge.formats.face_landmark import FACE_CONTOURS
from backedge.graphs.landmark_results import FrameResult, LandmarkResult, blank, fit_into_square
from backedge.suggest import suggest_or_list

_NUMBERS: Final = {part: sorted({number for line in lines for number in line}) for part, lines in FACE_CONTOURS.items()}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Face(LandmarkResult):
    """The mesh of one face.

        face[4]  # the tip of the nose
        face.part("lips")

    Attributes:
        landmarks: float32 (468, 3), or (478, 3) with `refine_landmarks`, of which the last ten are the irises;
            read-only: x in image widths, y in image heights, z on the scale of x and relative to the middle of the
            head, smaller nearer to the camera. They have numbers and no names.
        rect: where the face is, turned as it is, with a margin; the next frame is searched there.
    """

    landmarks: NDArray[np.float32]
    rect: NormalizedRect

    names: ClassVar = None
    connections: ClassVar = FACEMESH_CONTOURS
    classes: ClassVar = ("Face",)

    @property
    def label(self) -> str:
        """Always "Face"."""
        return "Face"

    def part(self, name: str) -> NDArray[np.float32]:
        """The landmarks on the contour of a part of the face, by their numbers.

        Args:
            name: of `backedge.formats.FACE_CONTOURS`: "lips", "face_oval", "left_eye", "left_eyebrow", "left_iris" and
                those on the right. Left and right are the person's own.

        Returns:
            float32 (N, 3).

        Raises:
            UnknownLandmarkError: there is no such part, or it is an iris and the mesh has none.
        """
        if name not in _NUMBERS:
            raise UnknownLandmarkError(f'there is no part "{name}" of a face; {suggest_or_list(name, _NUMBERS)}')
        numbers = _NUMBERS[name]
        if numbers[-1] >= len(self.landmarks):
            raise UnknownLandmarkError(
                f'there is no part "{name}" of this face; FaceMesh(refine_landmarks=True) finds it'
            )
        points: NDArray[np.float32] = self.landmarks[numbers]
        return points

    def __repr__(self) -> str:
        where = f"x={self.rect.x_center:.2f} y={self.rect.y_center:.2f} width={self.rect.width:.2f}"
        return f"Face({len(self.landmarks)} landmarks {where})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, [LandmarkDrawing(NormalizedLandmarks(self.landmarks))])

    def _sketch(self) -> Canvas:
        return annotate(blank(), [LandmarkDrawing(NormalizedLandmarks(fit_into_square(self.landmarks, self.rect)))])


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class FaceMeshResult(FrameResult):
    """The faces that were found in one frame.

    Attributes:
        faces: the faces; those that were tracked from the frame before come after those detected anew. As in MediaPipe
            there may be one more than asked for, when a face comes in while others are tracked.
        face_detections: what the face detector found; empty if it did not run.
        face_detector_ran: whether it ran; it rests while enough faces are tracked.
        timestamp: of the frame, in microseconds.
        image_size: (width, height) of the frame, in pixels.
    """

    faces: tuple[Face, ...]
    face_detections: tuple[Detection, ...]
    face_detector_ran: bool
    timestamp: int
    image_size: ImageSize

    kind: ClassVar = Face

    @property
    def objects(self) -> tuple[Face, ...]:
        """The faces, by the name that all kinds of results have for what they hold."""
        return self.faces

    def __repr__(self) -> str:
        count = len(self.faces)
        faces = f"{count} face{'s' * (count > 1)}" if count else "no faces"
        detector = "ran" if self.face_detector_ran else "rested"
        return f"FaceMeshResult({faces}, face detector {detector}, timestamp={self.timestamp})"

    def _drawn_into(self, image: RgbImage) -> Canvas:
        return annotate(image, [LandmarkDrawing(NormalizedLandmarks(face.landmarks)) for face in self.faces])
