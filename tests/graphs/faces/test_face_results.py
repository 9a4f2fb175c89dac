"""`FaceDetector` and `FaceMesh` on faces: MediaPipe's results, names, parts, and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge.errors import UnknownLandmarkError
from backedge.formats import FACE_CONTOURS, FaceKeyPoint
from backedge.graphs.face_detection import DetectedFace, FaceDetectionResult, FaceDetector
from backedge.graphs.face_mesh import Face, FaceMesh, FaceMeshResult
from backedge.graphs.interop import landmark_table
from tests.graphs.faces import programs
from tests.graphs.faces.pictures import CLIP
from tests.graphs.faces.record import recorded
from tests.graphs.shared_pictures import frames

DETECTIONS = recorded("detections")


@pytest.mark.parametrize(("model", "threshold"), [(0, 0.5), (1, 0.6)])
def test_detected_faces_are_mediapipes(faces: dict[str, Any], model: int, threshold: float) -> None:
    """In each picture the same faces: scores within 0.01, boxes and key points within 0.0005 of the picture."""
    with FaceDetector(model, min_detection_confidence=threshold) as detector:
        for name, picture in faces.items():
            found = detector.process(picture).faces
            expected = DETECTIONS[name][1 + model]
            assert len(found) == len(expected), name
            for face, (score, box, points) in zip(found, expected, strict=True):
                assert abs(face.score - score) <= 0.01
                assert [face.box.xmin, face.box.ymin, face.box.width, face.box.height] == pytest.approx(box, abs=5e-4)
                assert np.abs(face.landmarks - points).max() <= 5e-4


def test_meshes_over_a_clip_are_mediapipes(hands: Path) -> None:
    """Free-running, there are faces, and the detector finds some, on the same frames; landmarks are within 0.003."""
    expected = recorded("clip")["1"]
    landmarks: list[tuple[int, Any]] = []
    detections: list[list[int]] = []
    with FaceMesh() as mesh:
        for frame in frames(hands / CLIP):
            result = mesh.process(frame)
            if result.faces:
                landmarks.append((result.timestamp, [face[index][:2] for face in result.faces for index in (1, 152)]))
            if result.face_detections:
                assert result.face_detector_ran
                detections.append([result.timestamp, len(result.face_detections)])
    assert detections == expected["detections"]
    assert [time for time, _ in landmarks] == [time for time, _ in expected["landmarks"]]
    for (_, found), (_, theirs) in zip(landmarks, expected["landmarks"], strict=True):
        assert np.abs(np.subtract(found, theirs)).max() <= 0.003


@pytest.fixture(scope="module")
def mesh(hands: Path) -> Iterator[FaceMesh]:
    """One that takes each image on its own."""
    with FaceMesh(num_faces=2, static_images=True) as mesh:
        yield mesh


@pytest.fixture(scope="module")
def meshed(mesh: FaceMesh, faces: dict[str, Any]) -> FaceMeshResult:
    """The meshes of two faces, one beside the other."""
    return mesh.process(faces["two faces"])


@pytest.fixture(scope="module")
def face(faces: dict[str, Any]) -> DetectedFace:
    """A detected face."""
    with FaceDetector() as detector:
        return detector.process(faces["face"]).faces[0]


def test_key_points_have_names(face: DetectedFace) -> None:
    """By name, member and number."""
    assert np.array_equal(face["nose_tip"], face.landmarks[2])
    assert np.array_equal(face[FaceKeyPoint.NOSE_TIP], face[2])
    assert face["right_eye"][0] < face["nose_tip"][0] < face["left_eye"][0]
    assert face.box.xmin < face["nose_tip"][0] < face.box.xmin + face.box.width
    assert not face.landmarks.flags.writeable
    with pytest.raises(UnknownLandmarkError, match='did you mean "nose_tip"'):
        face["nose_tpi"]


def test_parts_of_a_face_have_names(meshed: FaceMeshResult) -> None:
    """The lips are below the eyes, the right eye is the person's right; irises are for the refined mesh only."""
    for found in meshed.faces:
        lips, left, right = (found.part(name) for name in ("lips", "left_eye", "right_eye"))
        assert lips.shape == (40, 3)
        assert lips[:, 1].min() > max(left[:, 1].max(), right[:, 1].max())
        assert right[:, 0].max() < left[:, 0].min()
        with pytest.raises(UnknownLandmarkError, match=r"FaceMesh\(refine_landmarks=True\) finds it"):
            found.part("left_iris")
        with pytest.raises(UnknownLandmarkError, match='no part "lisp" of a face; did you mean "lips"'):
            found.part("lisp")
        with pytest.raises(UnknownLandmarkError, match="these have no names, but numbers from 0 to 467"):
            found["nose"]
        with pytest.raises(UnknownLandmarkError, match="there is no landmark 468; there are those from 0 to 467"):
            found[468]


def test_refined_faces_are_mediapipes_and_have_irises(faces: dict[str, Any]) -> None:
    """478 landmarks each, within 0.001; irises are within their eyes, and drawn."""
    picture = faces["two faces"]
    with FaceMesh(2, refine_landmarks=True) as mesh:
        result = mesh.process(picture)
    for face, expected in zip(result.faces, recorded("attention")["meshes"]["two faces"], strict=True):
        assert len(face) == 478
        assert np.abs(face.landmarks[list(programs.FINE)] - expected).max() <= 0.001
        for side in ("left", "right"):
            x, eye = face.part(f"{side}_iris")[:, 0], face.part(f"{side}_eye")[:, 0]
            assert eye.min() < x.mean() < eye.max()
        column, row = face.pixels(600, 300)[469].astype(int)
        assert result.draw(picture)[row, column].tolist() != picture[row, column].tolist()


def test_contours_are_of_landmarks_that_there_are() -> None:
    """Only those of the irises are beyond the 468 that every mesh has."""
    beyond = {part for part, lines in FACE_CONTOURS.items() if np.max(lines) >= 468}
    assert beyond == {"left_iris", "right_iris"}
    assert max(map(max, Face.connections)) < 468


def test_static_images_are_searched_one_by_one(mesh: FaceMesh, faces: dict[str, Any]) -> None:
    """The detector runs on each, and the image before makes no difference."""
    first, other, again = (mesh.process(faces[name]) for name in ("face", "two faces", "face"))
    assert first.face_detector_ran
    assert other.face_detector_ran
    assert again.face_detector_ran
    assert [len(result.faces) for result in (first, other, again)] == [1, 2, 1]
    assert np.array_equal(first.faces[0].landmarks, again.faces[0].landmarks)


def test_two_at_once_do_not_know_of_each_other(faces: dict[str, Any]) -> None:
    """Each tracks what it was given, and gives what it gives alone."""
    with FaceMesh() as one, FaceMesh() as other, FaceMesh() as alone:
        mixed = [(one.process(faces["face"]), other.process(faces["dark"])) for _ in range(3)]
        expected = [alone.process(faces["face"]) for _ in range(3)]
    for (mine, theirs), result in zip(mixed, expected, strict=True):
        assert np.array_equal(mine.faces[0].landmarks, result.faces[0].landmarks)
        assert not np.array_equal(mine.faces[0].landmarks, theirs.faces[0].landmarks)


def test_reset_forgets_the_faces(faces: dict[str, Any]) -> None:
    """The detector runs again, and the results are those of the first time."""
    with FaceMesh() as mesh:
        first = [mesh.process(faces["face"]) for _ in range(2)]
        mesh.reset()
        second = [mesh.process(faces["face"]) for _ in range(2)]
    assert [result.face_detector_ran for result in (*first, *second)] == [True, False, True, False]
    for one, other in zip(first, second, strict=True):
        assert np.array_equal(one.faces[0].landmarks, other.faces[0].landmarks)
        assert one.timestamp == other.timestamp


def test_thresholds_are_arguments(faces: dict[str, Any]) -> None:
    """With those that no face reaches, none is found."""
    picture = faces["face"]
    with FaceDetector(min_detection_confidence=1) as detector:
        assert detector.process(picture).faces == ()
    with FaceMesh(min_detection_confidence=1) as mesh:
        result = mesh.process(picture)
    assert (len(result.face_detections), len(result.faces)) == (0, 0)
    with FaceMesh(min_tracking_confidence=1) as mesh:
        result = mesh.process(picture)
    assert (len(result.face_detections), len(result.faces)) == (1, 0)


def test_results_are_told_in_a_line_as_json_and_as_tables(face: DetectedFace, meshed: FaceMeshResult) -> None:
    """Each has its fields by name; meshes have no names of landmarks, detected faces no depth."""
    assert repr(face).startswith("DetectedFace(0.9")
    assert repr(meshed) == f"FaceMeshResult(2 faces, face detector ran, timestamp={meshed.timestamp})"
    read = json.loads(json.dumps(meshed.to_dict()))
    assert np.shape(read["faces"][1]["landmarks"]) == (468, 3)
    assert json.loads(json.dumps(face.to_dict()))["score"] == face.score
    table = landmark_table(meshed)
    assert list(table) == ["timestamp", "object", "landmark", "name", "x", "y", "z"]
    assert {len(column) for column in table.values()} == {2 * 468}
    assert table["x"][468 + 4] == meshed.faces[1][4][0]
    assert set(table["name"]) == {""}
    flat = landmark_table(FaceDetectionResult((face,), 40, (512, 512)))
    assert list(flat) == ["timestamp", "object", "score", "landmark", "name", "x", "y"]
    assert flat["name"].tolist() == [point.name.lower() for point in FaceKeyPoint]


def test_drawings_cover_the_face(faces: dict[str, Any], face: DetectedFace, meshed: FaceMeshResult) -> None:
    """Landmarks of contours and key points are drawn over, the rest of the picture stays, and so does the original."""
    picture = faces["face"]
    before = picture.copy()
    drawn = face.draw(picture)
    x, y = face.pixels(512, 512).astype(int).T
    assert (drawn != picture).any(axis=2)[y, x].all()
    assert np.array_equal(drawn[300:], picture[300:])
    assert np.array_equal(picture, before)
    two = faces["two faces"]
    changed = (meshed.draw(two) != two).any(axis=2)
    for found in meshed.faces:
        x, y = (found.part("face_oval")[:, :2] * (600, 300)).astype(int).T
        assert changed[y, x].all()
    for result in (face, *meshed.faces, meshed):
        assert (result._repr_png_() or b"").startswith(b"\x89PNG")
