"""Faces in space, the camera that sees them, and the face that they are compared with.

MediaPipe `modules/face_geometry/protos/`. Space is metric, in centimetres; the camera is at its origin and looks along
-z, y is up.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.core.side_packets.format_messages import MatrixDataMessage
from backedge.protos import Message, UInt32, field

_PACKAGE: Final = "mediapipe.face_geometry"
VERTEX_SIZE: Final = 5
"""Numbers of a vertex: x, y and z, then its place in a texture."""


class OriginPointLocation(IntEnum):
    """The corner of pictures where y is 0."""

    BOTTOM_LEFT_CORNER = 1
    TOP_LEFT_CORNER = 2


class PerspectiveCamera(Message, name=f"{_PACKAGE}.PerspectiveCamera"):
    """A camera.

    Attributes:
        vertical_fov_degrees: how much it sees from top to bottom, in degrees, between 0 and 180.
        near: distance of the nearest it sees, above 0.
        far: distance of the farthest it sees, above `near`.
    """

    vertical_fov_degrees: float = field(1)
    near: float = field(2)
    far: float = field(3)


class Environment(Message, name=f"{_PACKAGE}.Environment"):
    """What sees faces.

    Attributes:
        origin_point_location: where y is 0 in the picture.
        perspective_camera: the camera.
    """

    origin_point_location: OriginPointLocation = field(1)
    perspective_camera: PerspectiveCamera = field(2)

    def problem(self) -> str:
        """What is wrong with it; "" if nothing is."""
        camera = self.perspective_camera
        if not 0 < camera.vertical_fov_degrees < 180:
            return f"vertical_fov_degrees must be between 0 and 180, found {camera.vertical_fov_degrees:g}"
        if not 0 < camera.near < camera.far:
            return f"near must be above 0, and far above near, found {camera.near:g} and {camera.far:g}"
        return ""


class MeshVertexType(IntEnum):
    """What a vertex is made of."""

    VERTEX_PT = 0


class MeshPrimitiveType(IntEnum):
    """What a surface is made of."""

    TRIANGLE = 0


class Mesh3d(Message, name=f"{_PACKAGE}.Mesh3d"):
    """A surface.

    Attributes:
        vertex_type: what a vertex is made of.
        primitive_type: what the surface is made of.
        vertex_buffer: 5 numbers for each vertex: x, y, z, and its place in a texture.
        index_buffer: 3 vertices for each triangle.
    """

    VertexType = MeshVertexType
    PrimitiveType = MeshPrimitiveType

    vertex_type: MeshVertexType = field(1)
    primitive_type: MeshPrimitiveType = field(2)
    vertex_buffer: tuple[float, ...] = field(3)
    index_buffer: tuple[UInt32, ...] = field(4)

    def vertices(self) -> NDArray[np.float32]:
        """The vertices: (N, 5)."""
        return np.array(self.vertex_buffer, np.float32).reshape(-1, VERTEX_SIZE)


class FaceGeometry(Message, name=f"{_PACKAGE}.FaceGeometry"):
    """A face.

    Attributes:
        mesh: its surface, as if it looked straight into the camera from the origin; a vertex for each landmark.
        pose_transform_matrix: 4 x 4: from there to where the face is.
    """

    mesh: Mesh3d = field(1)
    pose_transform_matrix: MatrixDataMessage = field(2)


class InputSource(IntEnum):
    """The models that landmarks come from: those of faces, or those of face detection, which have no z."""

    DEFAULT = 0
    FACE_LANDMARK_PIPELINE = 1
    FACE_DETECTION_PIPELINE = 2


class WeightedLandmarkRef(Message, name=f"{_PACKAGE}.WeightedLandmarkRef"):
    """How much a landmark counts."""

    landmark_id: UInt32 = field(1)
    weight: float = field(2)


class GeometryPipelineMetadata(Message, name=f"{_PACKAGE}.GeometryPipelineMetadata"):
    """What faces are compared with.

    Attributes:
        input_source: which model makes the landmarks.
        canonical_mesh: an average face.
        procrustes_landmark_basis: the landmarks that tell the pose, because expressions hardly move them.
    """

    input_source: InputSource = field(3)
    canonical_mesh: Mesh3d = field(1)
    procrustes_landmark_basis: tuple[WeightedLandmarkRef, ...] = field(2)

    def problem(self) -> str:
        """What is wrong with it; "" if nothing is."""
        numbers = len(self.canonical_mesh.vertex_buffer)
        count, rest = divmod(numbers, VERTEX_SIZE)
        corners = self.canonical_mesh.index_buffer
        weights = self.procrustes_landmark_basis
        if rest or len(corners) % 3 or any(corner >= count for corner in corners):
            return f"canonical_mesh needs 5 numbers for each vertex and triangles of them, found {numbers} numbers"
        if not weights or any(each.landmark_id >= count or each.weight < 0 for each in weights):
            return f"procrustes_landmark_basis must weigh some of the {count} vertices, and none below 0"
        return ""
