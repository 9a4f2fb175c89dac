"""Boxes in space that are seen in a picture (MediaPipe `modules/objectron/calculators/annotation_data.proto`)."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.protos import Double, Message, field

_CAMERA = "mediapipe.ARCamera"


class CameraState(IntEnum):
    """The quality of a camera's tracking."""

    UNDEFINED_TRACKING_STATE = 0
    UNAVAILABLE = 1
    LIMITED = 2
    NORMAL = 3


class CameraStateReason(IntEnum):
    """The reasons for limited tracking of a camera."""

    UNDEFINED_TRACKING_STATE_REASON = 0
    NONE = 1
    INITIALIZING = 2
    EXCESSIVE_MOTION = 3
    INSUFFICIENT_FEATURES = 4
    RELOCALIZING = 5


class EulerAngles(Message, name=f"{_CAMERA}.EulerAngles"):
    """The way a camera is turned, in radians."""

    roll: float = field(1)
    pitch: float = field(2)
    yaw: float = field(3)


class ARCamera(Message, name=_CAMERA):
    """A camera; matrices are row by row.

    Attributes:
        tracking_state: how well its place is known.
        tracking_state_reason: why not better.
        transform: 16 numbers: where it is in the world.
        euler_angles: how it is turned.
        image_resolution_width: in pixels.
        image_resolution_height: in pixels.
        intrinsics: 9 numbers.
        projection_matrix: 16 numbers.
        view_matrix: 16 numbers.
    """

    TrackingState = CameraState
    TrackingStateReason = CameraStateReason

    tracking_state: CameraState = field(1, default=CameraState.UNAVAILABLE)
    tracking_state_reason: CameraStateReason = field(2, default=CameraStateReason.NONE)
    transform: tuple[float, ...] = field(3)
    euler_angles: EulerAngles | None = field(4)
    image_resolution_width: int = field(5)
    image_resolution_height: int = field(6)
    intrinsics: tuple[float, ...] = field(7)
    projection_matrix: tuple[float, ...] = field(8)
    view_matrix: tuple[float, ...] = field(9)


class NormalizedPoint2D(Message, name="mediapipe.NormalizedPoint2D"):
    """A point in the picture, in image widths and heights, and how far away it is, in metres."""

    x: float = field(1)
    y: float = field(2)
    depth: float = field(3)


class Point3D(Message, name="mediapipe.Point3D"):
    """A point in the camera's space, in metres."""

    x: float = field(1)
    y: float = field(2)
    z: float = field(3)


class AnnotatedKeyPoint(Message, name="mediapipe.AnnotatedKeyPoint"):
    """A point of an object, in space and in the picture."""

    id: int = field(1)
    point_3d: Point3D | None = field(2)
    point_2d: NormalizedPoint2D | None = field(3)
    hidden: bool = field(4)


class ObjectAnnotation(Message, name="mediapipe.ObjectAnnotation"):
    """An object.

    Attributes:
        object_id: tells objects apart.
        keypoints: of a box, its centre and its 8 corners.
        visibility: how well it is seen.
        rotation: 9 numbers, row by row: how it is turned in the camera's space.
        translation: 3 numbers: where it is, in metres.
        scale: 3 numbers: how large it is, in metres.
    """

    object_id: int = field(1)
    keypoints: tuple[AnnotatedKeyPoint, ...] = field(2)
    visibility: float = field(3)
    rotation: tuple[float, ...] = field(4)
    translation: tuple[float, ...] = field(5)
    scale: tuple[float, ...] = field(6)

    def points_2d(self) -> NDArray[np.float32]:
        """The points in the picture: (N, 2), x and y."""
        points: list[Any] = [keypoint.point_2d or NormalizedPoint2D() for keypoint in self.keypoints]
        return np.array([(point.x, point.y) for point in points], np.float32).reshape(-1, 2)


class FrameAnnotation(Message, name="mediapipe.FrameAnnotation"):
    """All objects of one picture.

    Attributes:
        frame_id: tells pictures apart.
        annotations: the objects.
        camera: what took the picture.
        timestamp: when, in microseconds.
        plane_center: 3 numbers: a point of the plane that they stand on.
        plane_normal: 3 numbers: its direction.
    """

    frame_id: int = field(1)
    annotations: tuple[ObjectAnnotation, ...] = field(2)
    camera: ARCamera | None = field(3)
    timestamp: Double = field(4)
    plane_center: tuple[float, ...] = field(5)
    plane_normal: tuple[float, ...] = field(6)
