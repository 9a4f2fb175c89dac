"""`FaceDetector`: the face detection graphs as a Python object, images in and faces out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backedge.formats import ImageSize
from backedge.graphs.face_detection import face_detector_options  # noqa: F401 - declares those of the graph
from backedge.graphs.face_detection.face_detection_result import DetectedFace, FaceDetectionResult
from backedge.graphs.graph_arguments import one_of
from backedge.graphs.image_graph import ImageGraph

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""

_GRAPHS: Final = ("face_detection.pbtxt", "face_detection_far.pbtxt")
"""The graphs by model selection."""


class FaceDetector(ImageGraph[FaceDetectionResult]):
    """Finds faces, in each image on its own.

        with FaceDetector() as detector:
            for face in detector.process(image).faces:
                print(face.score, face.box, face["nose_tip"])

    Models are loaded when the detector is made, and fetched then if they are not on this machine yet. A detector is for
    one thread at a time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        model_selection: 0 for faces within about 2 metres, 1 for those within about 5.
        min_detection_confidence: faces with a lower score are not detected, 0..1.

    Raises:
        GraphError: `model_selection` is neither 0 nor 1.
        ConfigError: the confidence is not a number in 0..1.
        ResourceError: the model is not there and cannot be fetched.
    """

    def __init__(self, model_selection: int = 0, *, min_detection_confidence: float = 0.5) -> None:
        file = one_of(_GRAPHS, "model_selection", model_selection)
        super().__init__(FOLDER / file, ["detections"], {}, {"min_detection_confidence": min_detection_confidence})

    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> FaceDetectionResult:
        faces = tuple(map(DetectedFace.of, seen.get("detections", ())))
        return FaceDetectionResult(faces, timestamp, image_size)
