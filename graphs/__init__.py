"""Graphs that solve a task: a folder each, with its .pbtxt files and the Python class that runs them.

Every .pbtxt in it that has a `type` is known by it in every folder. Options that graphs take are imported here.
"""

from typing import Final

from backedge.graphs.face_detection import face_detection_options
from backedge.graphs.hand_tracking import hand_tracking_options

__all__ = ["GRAPH_ALIASES", "face_detection_options", "hand_tracking_options"]

GRAPH_ALIASES: Final = {
    "FaceDetectionFullRangeGpu": "FaceDetectionFullRangeCpu",
    "FaceDetectionShortRangeByRoiGpu": "FaceDetectionShortRangeByRoiCpu",
    "FaceDetectionShortRangeGpu": "FaceDetectionShortRangeCpu",
    "FaceLandmarkFrontGpu": "FaceLandmarkFrontCpu",
    "FaceLandmarkGpu": "FaceLandmarkCpu",
    "FaceRendererGpu": "FaceRendererCpu",
    "PoseDetectionGpu": "PoseDetectionCpu",
    "PoseLandmarkByRoiGpu": "PoseLandmarkByRoiCpu",
    "PoseLandmarkGpu": "PoseLandmarkCpu",
    "SelfieSegmentationGpu": "SelfieSegmentationCpu",
    "SelfieSegmentationGpuImage": "SelfieSegmentationCpuImage",
}
"""MediaPipe's names of graphs for a GPU, and ours that do the same on the CPU."""
