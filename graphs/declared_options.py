"""The options that our graphs take, and the modules that declare them, for texts that name one of them."""

from __future__ import annotations

from importlib import import_module
from typing import Final

MODULES: Final = {
    "backedge.FaceDetectorOptions": "backedge.graphs.face_detection.face_detector_options",
    "backedge.FaceMeshOptions": "backedge.graphs.face_mesh.face_mesh_options",
    "backedge.HandTrackingOptions": "backedge.graphs.hand_tracking.hand_tracking_options",
    "backedge.PoseTrackingOptions": "backedge.graphs.pose.pose_tracking_options",
    "mediapipe.FaceDetectionOptions": "backedge.graphs.face_detection.face_detection_options",
}
"""The modules, by the full names of the messages."""


def declare(name: str) -> None:
    """Import the module that declares the message `name`, if one does; all of them for the empty name."""
    for message, module in MODULES.items():
        if name in ("", message):
            import_module(module)
