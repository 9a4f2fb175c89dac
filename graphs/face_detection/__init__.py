"""Face detection: MediaPipe's subgraphs by their names, a graph that draws the faces of a video, and `FaceDetector`."""

from backedge.graphs.face_detection.face_detection_result import DetectedFace, FaceDetectionResult
from backedge.graphs.face_detection.face_detector import FOLDER, FaceDetector

__all__ = ["FOLDER", "DetectedFace", "FaceDetectionResult", "FaceDetector"]
