"""`face_mesh`: MediaPipe's FaceMesh, over `backedge.graphs.face_mesh`."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final, Self

from backedge.compat.bridge.solution_arguments import confidence_argument, number_argument, switch_argument
from backedge.compat.bridge.solution_outputs import SolutionOutputs
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions._tracked_solution import TrackedSolution
from backedge.compat.mediapipe.python.solutions.face_mesh_connections import (
    FACEMESH_CONTOURS,
    FACEMESH_FACE_OVAL,
    FACEMESH_IRISES,
    FACEMESH_LEFT_EYE,
    FACEMESH_LEFT_EYEBROW,
    FACEMESH_LEFT_IRIS,
    FACEMESH_LIPS,
    FACEMESH_NOSE,
    FACEMESH_RIGHT_EYE,
    FACEMESH_RIGHT_EYEBROW,
    FACEMESH_RIGHT_IRIS,
    FACEMESH_TESSELATION,
)
from backedge.compat.messages.landmark import from_landmarks
from backedge.formats import NormalizedLandmarks
from backedge.graphs import face_mesh as graphs

FACEMESH_NUM_LANDMARKS: Final = 468
FACEMESH_NUM_LANDMARKS_WITH_IRISES: Final = 478


class FaceMeshOutputs(SolutionOutputs):
    """The faces that were found in an image.

    Attributes:
        multi_face_landmarks: a ``NormalizedLandmarkList`` for each face, of 468 landmarks, or 478 with
            `refine_landmarks`; None where there is none.
    """

    _fields: ClassVar = ("multi_face_landmarks",)

    def __init__(self, result: graphs.FaceMeshResult) -> None:
        self._faces = result.faces

    @classmethod
    def of_none(cls, result: graphs.FaceMeshResult) -> Self:
        """The outputs for a program that wants no faces."""
        return cls(replace(result, faces=()))

    @cached_property
    def multi_face_landmarks(self) -> list[Any] | None:
        """The landmarks of each face."""
        return [from_landmarks(NormalizedLandmarks(face.landmarks)) for face in self._faces] or None


class FaceMesh(TrackedSolution[FaceMeshOutputs]):
    """Finds and follows the meshes of faces.

    Args:
        static_image_mode: treat every image on its own.
        max_num_faces: how many faces to look for.
        refine_landmarks: be more precise at eyes and lips, and find the irises.
        min_detection_confidence: faces with a lower score are not detected, 0..1.
        min_tracking_confidence: a face is lost when its presence is not above this, 0..1.

    Raises:
        TypeError: an argument is of the wrong type.
    """

    def __init__(
        self,
        static_image_mode: bool = False,
        max_num_faces: int = 1,
        refine_landmarks: bool = False,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        count = number_argument("FaceMesh", "max_num_faces", max_num_faces)
        tracker = graphs.FaceMesh(
            max(count, 1),
            refine_landmarks=switch_argument("FaceMesh", "refine_landmarks", refine_landmarks),
            static_images=bool(static_image_mode),
            min_detection_confidence=confidence_argument(
                "FaceMesh", "min_detection_confidence", min_detection_confidence
            ),
            min_tracking_confidence=confidence_argument("FaceMesh", "min_tracking_confidence", min_tracking_confidence),
        )
        super().__init__(tracker, FaceMeshOutputs if count > 0 else FaceMeshOutputs.of_none)


__all__ = [
    "FACEMESH_CONTOURS",
    "FACEMESH_FACE_OVAL",
    "FACEMESH_IRISES",
    "FACEMESH_LEFT_EYE",
    "FACEMESH_LEFT_EYEBROW",
    "FACEMESH_LEFT_IRIS",
    "FACEMESH_LIPS",
    "FACEMESH_NOSE",
    "FACEMESH_NUM_LANDMARKS",
    "FACEMESH_NUM_LANDMARKS_WITH_IRISES",
    "FACEMESH_RIGHT_EYE",
    "FACEMESH_RIGHT_EYEBROW",
    "FACEMESH_RIGHT_IRIS",
    "FACEMESH_TESSELATION",
    "FaceMesh",
    "SolutionBase",
]
