"""The values that packets hold: frozen, comparable, their arrays numpy-backed and read-only."""

from backedge.collection import without_collection

with without_collection():  # NumPy comes with them, which is imported in four fifths of the time so
    from backedge.formats.anchor import Anchors
    from backedge.formats.classification import Classification, ClassificationList
    from backedge.formats.detection import BoundingBox, Detection
    from backedge.formats.face_landmark import FACE_CONTOURS, FACEMESH_CONTOURS, FaceKeyPoint
    from backedge.formats.hand_landmark import HAND_CONNECTIONS, HandLandmark
    from backedge.formats.image import Image, ImageFrame, ImageSize
    from backedge.formats.image_format import ImageFormat
    from backedge.formats.joint import Joints
    from backedge.formats.landmark import Landmarks, NormalizedLandmarks
    from backedge.formats.mediapipe_types import mediapipe_name, python_type
    from backedge.formats.pose_landmark import POSE_CONNECTIONS, PoseLandmark
    from backedge.formats.rect import NormalizedRect, Rect
    from backedge.formats.render_data import RenderData
    from backedge.formats.tensor import Tensor

__all__ = [
    "FACEMESH_CONTOURS",
    "FACE_CONTOURS",
    "HAND_CONNECTIONS",
    "POSE_CONNECTIONS",
    "Anchors",
    "BoundingBox",
    "Classification",
    "ClassificationList",
    "Detection",
    "FaceKeyPoint",
    "HandLandmark",
    "Image",
    "ImageFormat",
    "ImageFrame",
    "ImageSize",
    "Joints",
    "Landmarks",
    "NormalizedLandmarks",
    "NormalizedRect",
    "PoseLandmark",
    "Rect",
    "RenderData",
    "Tensor",
    "mediapipe_name",
    "python_type",
]
