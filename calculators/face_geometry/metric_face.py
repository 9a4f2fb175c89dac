"""Faces in space from their landmarks (MediaPipe `modules/face_geometry/libs/geometry_pipeline.cc`)."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.core.side_packets.format_messages import MatrixDataMessage
from backedge.calculators.face_geometry.face_mesh_messages import (
    Environment,
    FaceGeometry,
    GeometryPipelineMetadata,
    InputSource,
    OriginPointLocation,
)
from backedge.calculators.face_geometry.procrustes import align, apply
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, NormalizedLandmarks

_TOO_COMPACT: Final = 1e-3
"""No landmark of a face that is left out is farther from their middle, in image widths and heights."""
_MIRROR: Final = np.array([1.0, 1.0, -1.0])
"""From the landmarks' space, whose z goes away from the camera, to the metric one."""


class MetricFaceEstimator:
    """Puts faces into space, as large as the average face is.

    Args:
        environment: the camera.
        metadata: the average face, and the landmarks that tell the pose. Both are without problems.
    """

    def __init__(self, environment: Environment, metadata: GeometryPipelineMetadata) -> None:
        self._camera = environment.perspective_camera
        self._y_is_down = environment.origin_point_location is OriginPointLocation.TOP_LEFT_CORNER
        self._is_flat = metadata.input_source is InputSource.FACE_DETECTION_PIPELINE
        self._mesh = metadata.canonical_mesh
        self._face = self._mesh.vertices()[:, :3].astype(np.float64)
        self._weights = np.zeros(len(self._face))
        for each in metadata.procrustes_landmark_basis:
            self._weights[each.landmark_id] = each.weight

    def estimate(self, faces: list[NormalizedLandmarks], size: ImageSize) -> list[FaceGeometry]:
        """Put the faces of a picture of `size` into space; faces that are hardly larger than a point are left out.

        Raises:
            PacketTypeError: a face has another number of landmarks than the average face, or no pose.
        """
        if min(size) <= 0:
            raise PacketTypeError(f"a picture needs a size above 0, found {size[0]} x {size[1]}")
        return [self._estimate(face, size) for face in faces if not _is_compact(face)]

    def _estimate(self, face: NormalizedLandmarks, size: ImageSize) -> FaceGeometry:
        if len(face) != len(self._face):
            raise PacketTypeError(f"a face needs {len(self._face)} landmarks here, found {len(face)}")
        points = self._project(face.points.astype(np.float64), size)
        depth = float(points[:, 2].mean())
        # The first scale is a guess, because z is only relative: of the points on the near plane, as they are.
        scale = self._scale_of(points * _MIRROR)
        guess = self._unproject(points, depth, scale)
        if self._is_flat:
            guess[:, 2] = apply(self._pose(guess), self._face)[:, 2]
        metric = self._unproject(points, depth, scale * self._scale_of(guess))
        pose = self._pose(metric)
        if self._is_flat:
            metric[:, 2] = apply(pose, self._face)[:, 2]
            pose = self._pose(metric)
        return self._geometry(apply(np.linalg.inv(pose), metric), pose)

    def _project(self, points: NDArray[np.float64], size: ImageSize) -> NDArray[np.float64]:
        """The landmarks on the near plane, in its units."""
        height = 2 * self._camera.near * math.tan(math.radians(self._camera.vertical_fov_degrees) / 2)
        width = height * size[0] / size[1]
        x, y, z = points.T
        y = 1 - y if self._y_is_down else y
        return np.stack([(x - 0.5) * width, (y - 0.5) * height, z * width], axis=1)

    def _unproject(self, points: NDArray[np.float64], depth: float, scale: float) -> NDArray[np.float64]:
        """The landmarks in space, if they are so much larger on the near plane than in space."""
        z = (points[:, 2:] - depth + self._camera.near) / scale
        space: NDArray[np.float64] = np.hstack([points[:, :2] * z / self._camera.near, z]) * _MIRROR
        return space

    def _scale_of(self, points: NDArray[np.float64]) -> float:
        """How much larger points are than the average face."""
        return float(np.linalg.norm(self._pose(points)[:, 0]))

    def _pose(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        return align(self._face, points, self._weights)

    def _geometry(self, points: NDArray[np.float64], pose: NDArray[np.float64]) -> FaceGeometry:
        vertices = self._mesh.vertices()
        vertices[:, :3] = points
        return FaceGeometry(
            mesh=replace(self._mesh, vertex_buffer=_numbers(vertices)),
            pose_transform_matrix=MatrixDataMessage(rows=4, cols=4, packed_data=_numbers(pose.T)),
        )


def _is_compact(face: NormalizedLandmarks) -> bool:
    """Whether a face is as small as a point, or nowhere: its landmarks are no numbers."""
    flat = face.points[:, :2]
    return not len(flat) or not np.linalg.norm(flat - flat.mean(axis=0), axis=1).max() > _TOO_COMPACT


def _numbers(values: NDArray[Any]) -> tuple[float, ...]:
    return tuple(values.astype(np.float32).ravel().tolist())
