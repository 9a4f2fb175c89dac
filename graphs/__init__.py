"""Graphs that solve a task: a folder each, with its .pbtxt files and the Python class that runs them.

Every .pbtxt in it that has a `type` is known by it in every folder. Options that graphs take are imported here.
"""

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
