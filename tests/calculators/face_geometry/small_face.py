"""A face of eight points, the average face that it is compared with, and the camera that sees it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.face_geometry.face_mesh_messages import (
    Environment,
    GeometryPipelineMetadata,
    Mesh3d,
    OriginPointLocation,
    PerspectiveCamera,
    WeightedLandmarkRef,
)
from backedge.config.load import to_binary
from backedge.formats import NormalizedLandmarks
from tests.arrays import floats

SIZE = (640, 480)
FACE = floats(np.random.default_rng(1).uniform(-5, 5, (8, 3))).astype(np.float64)
TURN = np.array([[0.8, 0.0, 0.6], [0.0, 1.0, 0.0], [-0.6, 0.0, 0.8]])
CAMERA = PerspectiveCamera(vertical_fov_degrees=90, near=1, far=100)
ENVIRONMENT = Environment(origin_point_location=OriginPointLocation.TOP_LEFT_CORNER, perspective_camera=CAMERA)
METADATA = GeometryPipelineMetadata(
    canonical_mesh=Mesh3d(vertex_buffer=tuple(np.pad(FACE, ((0, 0), (0, 2))).ravel().tolist()), index_buffer=(0, 1, 2)),
    procrustes_landmark_basis=tuple(WeightedLandmarkRef(landmark_id=index, weight=1.0) for index in range(8)),
)


def picture_of(points: NDArray[np.float64]) -> NormalizedLandmarks:
    """What the camera sees of points in space: z in image widths, as far as the middle of the face."""
    x, y, z = points.T
    aspect = SIZE[0] / SIZE[1]
    depth = z.mean()
    seen = [0.5 - x / z / 2 / aspect, 0.5 + y / z / 2, (depth - z) / -depth / 2 / aspect]
    return NormalizedLandmarks(floats(np.stack(seen, axis=1)))


def write(folder: Path, metadata: GeometryPipelineMetadata = METADATA, name: str = "face.binarypb") -> Path:
    """A file with an average face."""
    path = folder / name
    path.write_bytes(to_binary(metadata))
    return path
