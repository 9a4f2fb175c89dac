"""Graphs that solve a task: a folder each, with its .pbtxt files and the Python class that runs them.

Every .pbtxt in it that has a `type` is known by it in every folder. Options that graphs take are imported here.
"""

from backedge.graphs.face_detection import face_detection_options
from backedge.graphs.hand_tracking import hand_tracking_options

__all__ = ["face_detection_options", "hand_tracking_options"]
