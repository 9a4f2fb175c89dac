"""The graphs that put faces into space, with an average face that the test makes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.face_geometry.face_mesh_messages import (
    FaceGeometry,
    InputSource,
    Mesh3d,
    WeightedLandmarkRef,
)
from backedge.calculators.face_geometry.metric_face import MetricFaceEstimator
from backedge.errors import CalculatorError
from backedge.formats import BoundingBox, Detection, ImageFrame, NormalizedLandmarks
from backedge.models import models_folder
from backedge.testing import run_node
from tests.calculators.face_geometry.small_face import ENVIRONMENT, FACE, METADATA, SIZE, TURN, picture_of, write
from tests.models.available import real_models

FAR = np.array([20.0, -10.0, -300.0])
SEEN = picture_of(FACE @ TURN.T + FAR)
OF_LANDMARKS, OF_DETECTIONS = (f"geometry_pipeline_metadata_{kind}.binarypb" for kind in ("landmarks", "detection"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for models."""
    monkeypatch.setenv("BACKEDGE_MODELS", str(tmp_path))
    return models_folder()


def geometries(node: str, tag: str, faces: Any) -> list[list[FaceGeometry]]:
    """What a node makes of faces."""
    text = f"""node {{
        calculator: "{node}" input_stream: "IMAGE_SIZE:size" input_stream: "{tag}:faces"
        input_side_packet: "ENVIRONMENT:environment" output_stream: "MULTI_FACE_GEOMETRY:geometry"
    }}"""
    return run_node(text, {"size": [SIZE], "faces": [faces]}, {"environment": ENVIRONMENT}).values("geometry")


@pytest.mark.parametrize("node", ["FaceGeometryFromLandmarks", "FaceGeometry"])
def test_landmarks_are_put_into_space(folder: Path, node: str) -> None:
    """As the calculator does it, with the file for landmarks; FaceGeometry is an older name of it."""
    write(folder, METADATA, OF_LANDMARKS)
    assert geometries(node, "MULTI_FACE_LANDMARKS", [SEEN]) == [
        MetricFaceEstimator(ENVIRONMENT, METADATA).estimate([SEEN], SIZE)
    ]


def test_detections_are_put_into_space(folder: Path) -> None:
    """Their keypoints are the landmarks, and the file is another one; no face gives no packet."""
    metadata = replace(METADATA, input_source=InputSource.FACE_DETECTION_PIPELINE)
    write(folder, metadata, OF_DETECTIONS)
    detection = Detection((0.9,), (0,), BoundingBox(0.2, 0.2, 0.5, 0.5), SEEN.points[:, :2])
    flat = NormalizedLandmarks(SEEN.points * np.array([1, 1, 0], np.float32))
    [[found]] = geometries("FaceGeometryFromDetection", "MULTI_FACE_DETECTION", [detection])
    [expected] = MetricFaceEstimator(ENVIRONMENT, metadata).estimate([flat], SIZE)
    assert np.allclose(found.pose_transform_matrix.value(), expected.pose_transform_matrix.value(), atol=1e-4)
    assert geometries("FaceGeometryFromDetection", "MULTI_FACE_DETECTION", []) == []


@pytest.mark.usefixtures("folder")
def test_a_missing_average_face_is_named() -> None:
    """No wheel has these files: the error says where they are to be had."""
    with pytest.raises(CalculatorError, match=r"geometry_pipeline_metadata_landmarks.*MediaPipe publishes it as"):
        geometries("FaceGeometryFromLandmarks", "MULTI_FACE_LANDMARKS", [SEEN])


def test_landmarks_are_smoothed() -> None:
    """Those that jump follow slowly; those that stay are not moved."""
    node = """node {
        calculator: "FaceLandmarksSmoothing" input_stream: "NORM_LANDMARKS:given" input_stream: "IMAGE_SIZE:size"
        output_stream: "NORM_FILTERED_LANDMARKS:smooth"
    }"""
    still = NormalizedLandmarks(np.array([[0.2, 0.2, 0.0], [0.6, 0.6, 0.0], [0.2, 0.6, 0.0]], np.float32))
    moved = NormalizedLandmarks(still.points + np.array([0.02, 0, 0], np.float32))
    outputs = run_node(node, {"given": [still, still, moved], "size": [SIZE] * 3})
    first, second, third = (each.points for each in outputs.values("smooth"))
    assert np.allclose(first, still.points, atol=1e-6)
    assert np.allclose(second, still.points, atol=1e-6)
    assert 0 < (third - still.points)[0, 0] < 0.02


KEYPOINTS = """node {
    calculator: "FaceDetectionShortRangeCpu" input_stream: "IMAGE:image" output_stream: "DETECTIONS:detections"
}"""
MESH = """
    node {
      calculator: "ConstantSidePacketCalculator"
      output_side_packet: "PACKET:one"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { int_value: 1 } } }
    }
    node {
      calculator: "FaceLandmarkFrontCpu" input_stream: "IMAGE:image" input_side_packet: "NUM_FACES:one"
      output_stream: "LANDMARKS:landmarks"
    }
"""


def flat_face(image: Any, file: str) -> NDArray[np.float32]:
    """The points of the face in a picture, those that the average face of `file` has, without depth."""
    if file == OF_DETECTIONS:
        [[detection]] = run_node(KEYPOINTS, {"image": [ImageFrame(image)]}).values("detections")
        return np.asarray(detection.keypoints, np.float32)
    [[landmarks]] = run_node(MESH, {"image": [ImageFrame(image)]}).values("landmarks")
    return np.asarray(landmarks.points[:, :2], np.float32)


@pytest.mark.parametrize("file", [OF_LANDMARKS, OF_DETECTIONS])
def test_a_face_in_a_picture_is_put_into_space(faces: dict[str, Any], folder: Path, file: str) -> None:
    """MediaPipe's graphs for a GPU run on the CPU: a head is turned by the angle of the picture; nobody is nowhere."""
    for path in real_models().iterdir():
        (folder / path.name).symlink_to(path)
    points = flat_face(faces["face"], file)
    x, y = (points.T - 0.5) * 40 * np.array([[1], [-1]])
    average = np.stack([x, y, 0 * x, 0 * x, 0 * x], axis=1)
    basis = tuple(WeightedLandmarkRef(landmark_id=number, weight=1.0) for number in range(len(points)))
    mesh = Mesh3d(vertex_buffer=tuple(average.ravel().tolist()), index_buffer=(0, 1, 2))
    source = InputSource.FACE_DETECTION_PIPELINE
    write(folder, replace(METADATA, canonical_mesh=mesh, procrustes_landmark_basis=basis, input_source=source), file)
    kind = "Detection" if file == OF_DETECTIONS else "Landmarks"
    node = f"""node {{
        calculator: "SingleFaceGeometryFrom{kind}Gpu" input_stream: "IMAGE:image"
        input_side_packet: "ENVIRONMENT:environment" output_stream: "MULTI_FACE_GEOMETRY:geometry"
    }}"""

    def seen(name: str) -> list[list[FaceGeometry]]:
        images = {"image": [ImageFrame(faces[name])]}
        return run_node(node, images, {"environment": ENVIRONMENT}).values("geometry")

    angles = []
    for name in ("face", "turned"):
        [[found]] = seen(name)
        pose = found.pose_transform_matrix.value()
        angles.append(np.degrees(np.arctan2(pose[1, 0], pose[0, 0])))
    assert angles[0] == pytest.approx(0, abs=3)
    assert abs(angles[1]) == pytest.approx(35, abs=6)
    assert seen("black") == []
