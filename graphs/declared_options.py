"""The options that our graphs take: importing this module declares them, for texts that name one of them."""

from backedge.graphs.face_detection import face_detection_options, face_detector_options
from backedge.graphs.face_mesh import face_mesh_options
from backedge.graphs.hand_tracking import hand_tracking_options
from backedge.graphs.pose import pose_tracking_options

__all__ = [
    "face_detection_options",
    "face_detector_options",
    "face_mesh_options",
    "hand_tracking_options",
    "pose_tracking_options",
]
