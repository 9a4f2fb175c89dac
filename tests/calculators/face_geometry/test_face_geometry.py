"""Calculators that put faces into space, in what no recording of MediaPipe shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.face_geometry.face_geometry_pipeline_calculator import read_metadata
from backedge.calculators.face_geometry.face_mesh_messages import (
    GeometryPipelineMetadata,
    InputSource,
    Mesh3d,
    WeightedLandmarkRef,
)
from backedge.calculators.face_geometry.metric_face import MetricFaceEstimator
from backedge.calculators.face_geometry.procrustes import align, apply
from backedge.config.load import to_text
from backedge.errors import CalculatorError, ConfigError, PacketTypeError, ResourceError
from backedge.formats import Detection, NormalizedLandmarks
from backedge.testing import run_node
from tests.arrays import floats
from tests.calculators.face_geometry.small_face import (
    CAMERA,
    ENVIRONMENT,
    FACE,
    METADATA,
    SIZE,
    TURN,
    picture_of,
    write,
)

EVEN = np.ones(8)
PIPELINE = """node {
    calculator: "FaceGeometryPipelineCalculator"
    input_stream: "IMAGE_SIZE:s" input_stream: "MULTI_FACE_LANDMARKS:f" input_side_packet: "ENVIRONMENT:e"
    output_stream: "MULTI_FACE_GEOMETRY:o"
    options { [mediapipe.FaceGeometryPipelineCalculatorOptions.ext] { metadata_path: "%s" } }
}"""


def test_points_are_aligned() -> None:
    """By the transform that moved them."""
    transform = np.eye(4)
    transform[:3, :3], transform[:3, 3] = 2 * TURN, (1, 2, 3)
    np.testing.assert_allclose(align(FACE, apply(transform, FACE), EVEN), transform, atol=1e-9)


def test_points_that_do_not_count_are_not_aligned() -> None:
    """However far away they are."""
    target = FACE + 1
    target[0] = 1000
    weights = EVEN.copy()
    weights[0] = 0
    np.testing.assert_allclose(align(FACE, target, weights)[:3, 3], 1, atol=1e-9)


@pytest.mark.parametrize("target", [np.zeros((8, 3)), np.full((8, 3), np.nan)])
def test_what_has_no_pose_is_refused(target: NDArray[np.float64]) -> None:
    """Points in one place, or nowhere."""
    with pytest.raises(PacketTypeError, match="have no pose"):
        align(FACE, target, EVEN)


def test_mirrored_points_are_turned_only() -> None:
    """The result is a rotation, never a reflection."""
    rotation = align(FACE, FACE * (1.0, 1.0, -1.0), EVEN)[:3, :3]
    assert np.linalg.det(rotation) > 0


def test_a_face_is_found_where_it_is() -> None:
    """Far away, where perspective hardly bends it; its shape is that of the average face then."""
    far = (20.0, -10.0, -1000.0)
    [found] = MetricFaceEstimator(ENVIRONMENT, METADATA).estimate([picture_of(FACE @ TURN.T + far)], SIZE)
    pose = found.pose_transform_matrix.value()
    np.testing.assert_allclose(pose[:3, :3], TURN, atol=0.02)
    np.testing.assert_allclose(pose[:3, 3], far, rtol=0.02)
    np.testing.assert_allclose(found.mesh.vertices()[:, :3], FACE, atol=0.1)
    assert found.mesh.index_buffer == (0, 1, 2)


def test_faces_without_depth_get_that_of_the_average_face() -> None:
    """Landmarks of a face detector are flat."""
    flat = picture_of(FACE @ TURN.T + np.array([0.0, 0.0, -1000.0]))
    flat = NormalizedLandmarks(flat.points * floats([1, 1, 0]))
    metadata = replace(METADATA, input_source=InputSource.FACE_DETECTION_PIPELINE)
    [found] = MetricFaceEstimator(ENVIRONMENT, metadata).estimate([flat], SIZE)
    assert np.ptp(found.mesh.vertices()[:, 2]) > 1


@pytest.mark.parametrize("size", [(0, 480), (640, 0)])
def test_a_picture_needs_a_size(size: tuple[int, int]) -> None:
    """Its shape says how much the camera sees to the sides."""
    with pytest.raises(PacketTypeError, match="needs a size above 0"):
        MetricFaceEstimator(ENVIRONMENT, METADATA).estimate([], size)


def test_faces_pass_through_a_graph(tmp_path: Path) -> None:
    """No faces are an empty list; where there is no list nothing is sent; a face of other landmarks ends the run."""
    node = PIPELINE % write(tmp_path).as_posix()
    face = picture_of(FACE + np.array([0.0, 0.0, -50.0]))
    outputs = run_node(node, {"s": [SIZE] * 3, "f": [[face, face], []]}, side_packets={"e": ENVIRONMENT})
    assert [len(faces) for faces in outputs.values("o")] == [2, 0]
    few = NormalizedLandmarks(floats([[0.1, 0.2, 0.3], [0.8, 0.9, 0.3]]))
    with pytest.raises(CalculatorError, match="a face needs 8 landmarks here, found 2"):
        run_node(node, {"s": [SIZE], "f": [[few]]}, side_packets={"e": ENVIRONMENT})


def test_a_camera_that_sees_nothing_is_refused(tmp_path: Path) -> None:
    """Whether it comes from options or from a side packet."""
    blind = replace(ENVIRONMENT, perspective_camera=replace(CAMERA, near=100))
    with pytest.raises(CalculatorError, match="side packet ENVIRONMENT cannot be used: near must be above 0"):
        run_node(PIPELINE % write(tmp_path).as_posix(), side_packets={"e": blind})
    node = """node {
        calculator: "FaceGeometryEnvGeneratorCalculator" output_side_packet: "ENVIRONMENT:e"
        options { [mediapipe.FaceGeometryEnvGeneratorCalculatorOptions.ext] {
            environment { perspective_camera { vertical_fov_degrees: 180 near: 1 far: 2 } } } }
    }"""
    with pytest.raises(ConfigError, match="vertical_fov_degrees must be between 0 and 180, found 180"):
        run_node(node)
    assert run_node(node.replace("180", "63")).side_packets["e"].perspective_camera.far == 2


def test_the_average_face_may_be_text(tmp_path: Path) -> None:
    """As MediaPipe publishes it: where a graph names the binary file that its build makes of it."""
    (tmp_path / "face.pbtxt").write_text(to_text(METADATA))
    assert read_metadata(str(tmp_path / "face.binarypb")) == METADATA


def test_a_missing_average_face_says_where_it_is(tmp_path: Path) -> None:
    """In the folder of MediaPipe's repository."""
    with pytest.raises(ResourceError, match=r"publishes it as face.pbtxt in https://.*/face_geometry/data"):
        read_metadata(str(tmp_path / "face.binarypb"))


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        (replace(METADATA, canonical_mesh=Mesh3d(vertex_buffer=(1.0,) * 41)), "5 numbers for each vertex"),
        (
            replace(METADATA, canonical_mesh=replace(METADATA.canonical_mesh, index_buffer=(0, 1, 8))),
            "found 40 numbers",
        ),
        (replace(METADATA, procrustes_landmark_basis=()), "must weigh some of the 8 vertices"),
        (
            replace(METADATA, procrustes_landmark_basis=(WeightedLandmarkRef(landmark_id=8, weight=1.0),)),
            "must weigh some of the 8 vertices",
        ),
    ],
    ids=["part of a vertex", "no such corner", "no weights", "no such vertex"],
)
def test_an_average_face_is_checked(tmp_path: Path, metadata: GeometryPipelineMetadata, message: str) -> None:
    """The error names the file."""
    with pytest.raises(ResourceError, match=rf"face.binarypb cannot be used: .*{message}"):
        read_metadata(str(write(tmp_path, metadata)))


def test_key_points_become_landmarks() -> None:
    """Those of a detection without any are none."""
    node = """node {
        calculator: "DetectionToLandmarksCalculator" input_stream: "DETECTION:d" output_stream: "LANDMARKS:o"
    }"""
    some = Detection((), (), None, floats([[0.25, 0.5], [0.75, 1.0]]))
    found, none = run_node(node, {"d": [some, replace(some, keypoints=floats(np.zeros((0, 2))))]}).values("o")
    assert found.points.tolist() == [[0.25, 0.5, 0.0], [0.75, 1.0, 0.0]]
    assert len(none) == 0
