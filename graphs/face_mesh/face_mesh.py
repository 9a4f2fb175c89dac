"""`FaceMesh`: the face mesh graph as a Python object, images in and meshes of faces out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backedge.formats import ImageSize
from backedge.graphs.face_mesh import face_mesh_options  # noqa: F401 - declares those of the graph
from backedge.graphs.face_mesh.face_mesh_result import Face, FaceMeshResult
from backedge.graphs.graph_arguments import switch
from backedge.graphs.image_graph import ImageGraph

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""

_FACE_STREAMS: Final = ("multi_face_landmarks", "face_rects_from_landmarks")


class FaceMesh(ImageGraph[FaceMeshResult]):
    """Finds and follows the meshes of faces, one frame after the other.

        with FaceMesh(num_faces=2) as mesh:
            for frame in frames:
                for face in mesh.process(frame).faces:
                    print(face[4], face.part("lips"))

    Models are loaded when it is made, and fetched then if they are not on this machine yet. It is for one thread at a
    time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        num_faces: how many faces to look for, at least 1. MediaPipe's `solutions.FaceMesh` calls it `max_num_faces`.
        refine_landmarks: use the model with attention, which is finer at lips and eyes, finds the irises and is slower:
            478 landmarks instead of 468.
        static_images: treat every image on its own, instead of following faces from one to the next.
        min_detection_confidence: faces with a lower score are not detected, 0..1.
        min_tracking_confidence: a face is lost when its presence is not above this, 0..1.

    Raises:
        GraphError: `num_faces` is less than 1, or a switch no bool (PacketTypeError).
        ConfigError: a confidence is not a number in 0..1.
        ResourceError: a model is not there and cannot be fetched.
    """

    def __init__(
        self,
        num_faces: int = 1,
        *,
        refine_landmarks: bool = False,
        static_images: bool = False,
        min_detection_confidence: float = 0.5,
        min_tracking_confidence: float = 0.5,
    ) -> None:
        super().__init__(
            FOLDER / "face_landmark_front_cpu.pbtxt",
            (*_FACE_STREAMS, "face_detections", "gated_image"),
            {
                "num_faces": num_faces,
                "with_attention": switch("refine_landmarks", refine_landmarks),
                "use_prev_landmarks": not switch("static_images", static_images),
            },
            {
                "min_detection_confidence": min_detection_confidence,
                "min_tracking_confidence": min_tracking_confidence,
            },
        )

    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> FaceMeshResult:
        faces = zip(*(seen.get(stream, ()) for stream in _FACE_STREAMS), strict=True)
        return FaceMeshResult(
            faces=tuple(Face(landmarks.points, rect) for landmarks, rect in faces),
            face_detections=tuple(seen.get("face_detections", ())),
            face_detector_ran="gated_image" in seen,
            timestamp=timestamp,
            image_size=image_size,
        )
