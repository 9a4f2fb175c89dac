"""The landmarks of faces and bodies, and the lines between them."""

from __future__ import annotations

from collections import Counter

from backedge.formats import FACE_CONTOURS, FACEMESH_CONTOURS, POSE_CONNECTIONS, FaceKeyPoint, PoseLandmark
from backedge.formats import face_landmark as faces


def test_key_points_have_mediapipes_numbers() -> None:
    """Right before left: the person's own."""
    assert [point.value for point in FaceKeyPoint] == list(range(6))
    assert (FaceKeyPoint.RIGHT_EYE, FaceKeyPoint.NOSE_TIP, FaceKeyPoint.LEFT_EAR_TRAGION) == (0, 2, 5)


def test_contours_are_those_of_the_parts() -> None:
    """124 lines without the irises, which have landmarks of their own; rings are closed."""
    assert len(FACEMESH_CONTOURS) == 124
    assert len(faces.FACEMESH_IRISES) == 8
    parts = {frozenset(lines) for lines in FACE_CONTOURS.values()}
    assert frozenset().union(*parts) == FACEMESH_CONTOURS | faces.FACEMESH_IRISES
    assert not FACEMESH_CONTOURS & faces.FACEMESH_IRISES
    for ring in ("face_oval", "left_eye", "right_eye", "left_iris", "right_iris"):
        assert set(Counter(number for line in FACE_CONTOURS[ring] for number in line).values()) == {2}


def test_bodies_are_symmetric() -> None:
    """33 landmarks, 35 lines; what is on the left is on the right, too."""
    assert [landmark.value for landmark in PoseLandmark] == list(range(33))
    assert len(POSE_CONNECTIONS) == 35
    names = {frozenset(PoseLandmark(number).name for number in line) for line in POSE_CONNECTIONS}
    mirrored = {frozenset(map(_other_side, line)) for line in names}
    assert names == mirrored


def _other_side(name: str) -> str:
    return name.replace("LEFT", "?").replace("RIGHT", "LEFT").replace("?", "RIGHT")
