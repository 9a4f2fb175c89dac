"""Pictures that solutions draw.

Nothing but the standard library and numpy is imported here, because `record.py` runs where only MediaPipe is.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIZE = (60, 80)


class Palette:
    """What a drawing is made with: a package's modules, and landmarks at random."""

    def __init__(self, package: str) -> None:
        self.solutions = import_module(package).solutions
        self.utils = self.solutions.drawing_utils
        self.styles = self.solutions.drawing_styles
        self.spec = self.utils.DrawingSpec
        self.hand_connections = sorted(self.solutions.hands_connections.HAND_CONNECTIONS)
        self._landmarks = import_module(f"{package}.framework.formats.landmark_pb2")
        self._detections = import_module(f"{package}.framework.formats.detection_pb2")

    def landmarks(self, count: int, seed: int = 0, low: float = 0.0, high: float = 1.0, scores: str = "") -> Any:
        """Landmarks at random; with `scores` some are not seen."""
        random = np.random.default_rng(seed)
        message = self._landmarks.NormalizedLandmarkList()
        for x, y, z in random.uniform(low, high, (count, 3)):
            message.landmark.add(x=x, y=y, z=z, **({scores: random.uniform()} if scores else {}))
        return message

    def detection(self, box: tuple[float, float, float, float] | None, keypoints: int, seed: int = 0) -> Any:
        """A detection with keypoints at random."""
        message = self._detections.Detection(score=[0.5])
        place = message.location_data
        place.format = place.RELATIVE_BOUNDING_BOX
        if box is not None:
            sides = place.relative_bounding_box
            sides.xmin, sides.ymin, sides.width, sides.height = box
        for x, y in np.random.default_rng(seed).uniform(0, 1, (keypoints, 2)):
            place.relative_keypoints.add(x=x, y=y)
        return message


def _two_arguments(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(21))


def _three_arguments(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(21, 1), with_.hand_connections)


def _five_arguments(image: Any, with_: Palette) -> None:
    styles = with_.styles
    with_.utils.draw_landmarks(
        image,
        with_.landmarks(21, 2),
        with_.hand_connections,
        styles.get_default_hand_landmarks_style(),
        styles.get_default_hand_connections_style(),
    )


def _keywords(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(
        image=image,
        landmark_list=with_.landmarks(21, 3),
        connections=with_.hand_connections,
        landmark_drawing_spec=with_.spec(color=(245, 117, 66), thickness=1, circle_radius=4),
        connection_drawing_spec=with_.spec((245, 66, 230), 3, 2),
    )


def _no_landmarks(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(21, 4), with_.hand_connections, None)


def _lines_only(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(21, 5), with_.hand_connections, is_drawing_landmarks=False)


def _partly_outside(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(21, 6, -0.5, 1.5), with_.hand_connections)


def _on_the_edges(image: Any, with_: Palette) -> None:
    hand = with_.landmarks(4)
    corners = ((0.0, 0.0), (1.0, 1.0), (1.0000001, 0.5), (-1e-12, 0.5))
    for landmark, (x, y) in zip(hand.landmark, corners, strict=True):
        landmark.x, landmark.y = x, y
    with_.utils.draw_landmarks(image, hand, [(0, 1), (2, 3)], with_.spec((9, 99, 199), -1, 3))


def _visibility(image: Any, with_: Palette) -> None:
    pose = with_.solutions.pose_connections
    with_.utils.draw_landmarks(
        image,
        with_.landmarks(33, 7, scores="visibility"),
        sorted(pose.POSE_CONNECTIONS),
        landmark_drawing_spec=with_.styles.get_default_pose_landmarks_style(),
    )


def _presence(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(33, 8, scores="presence"), [(0, 1), (5, 6), (9, 10)])


def _least_scores(image: Any, with_: Palette) -> None:
    hand = with_.landmarks(5, 14)
    hand.landmark[0].visibility = hand.landmark[1].presence = 0.5
    hand.landmark[2].visibility = hand.landmark[3].presence = 0.4999
    with_.utils.draw_landmarks(image, hand, [(0, 1), (1, 2), (3, 4), (4, 0)])


def _one_landmark(image: Any, with_: Palette) -> None:
    with_.utils.draw_landmarks(image, with_.landmarks(1, 15))


def _some_styles(image: Any, with_: Palette) -> None:
    dots = {index: with_.spec((index * 10, 90, 200), 1 + index % 4, index % 6) for index in range(21)}
    lines = {pair: with_.spec((7, pair[0] * 9, pair[1] * 9), 1 + sum(pair) % 3) for pair in with_.hand_connections}
    with_.utils.draw_landmarks(image, with_.landmarks(21, 9), with_.hand_connections, dots, lines)


def _tesselation(image: Any, with_: Palette) -> None:
    face = with_.solutions.face_mesh_connections
    with_.utils.draw_landmarks(
        image=image,
        landmark_list=with_.landmarks(468, 10),
        connections=sorted(face.FACEMESH_TESSELATION)[::9],
        landmark_drawing_spec=None,
        connection_drawing_spec=with_.styles.get_default_face_mesh_tesselation_style(),
    )


def _contours(style: int) -> Callable[[Any, Palette], None]:
    def drawn(image: Any, with_: Palette) -> None:
        specs = with_.styles.get_default_face_mesh_contours_style(style)
        with_.utils.draw_landmarks(image, with_.landmarks(468, 11 + style), sorted(specs), None, specs)

    return drawn


def _irises(image: Any, with_: Palette) -> None:
    specs = with_.styles.get_default_face_mesh_iris_connections_style()
    with_.utils.draw_landmarks(image, with_.landmarks(478, 13), sorted(specs), None, specs)


def _detection(box: tuple[float, float, float, float] | None, keypoints: int) -> Callable[[Any, Palette], None]:
    def drawn(image: Any, with_: Palette) -> None:
        with_.utils.draw_detection(image, with_.detection(box, keypoints))

    return drawn


def _detection_specs(image: Any, with_: Palette) -> None:
    found = with_.detection((0.1, 0.1, 0.7, 0.6), 4, seed=3)
    with_.utils.draw_detection(image, found, with_.spec((1, 200, 3), -1, 4), with_.spec((200, 2, 100), 1))


def _axis(image: Any, with_: Palette) -> None:
    with_.utils.draw_axis(image, np.eye(3), np.array([0.0, 0.0, -0.3]))


def _axis_in_the_camera(image: Any, with_: Palette) -> None:
    with_.utils.draw_axis(image, np.eye(3, dtype=np.float32), np.zeros(3, np.float32))


def _turned_axis(image: Any, with_: Palette) -> None:
    turned, _ = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))
    with_.utils.draw_axis(
        image, turned, np.array([0.05, -0.1, -0.4]), (1.5, 2.0), (0.1, -0.1), 0.15, with_.spec(thickness=3)
    )


DRAWINGS: dict[str, Callable[[Any, Palette], None]] = {
    "two arguments": _two_arguments,
    "three arguments": _three_arguments,
    "five arguments": _five_arguments,
    "keywords": _keywords,
    "no landmarks": _no_landmarks,
    "lines only": _lines_only,
    "partly outside": _partly_outside,
    "on the edges": _on_the_edges,
    "visibility": _visibility,
    "presence": _presence,
    "least scores": _least_scores,
    "one landmark": _one_landmark,
    "some styles": _some_styles,
    "tesselation": _tesselation,
    "contours": _contours(0),
    "colourful contours": _contours(1),
    "irises": _irises,
    "box": _detection((0.2, 0.3, 0.5, 0.4), 0),
    "box of the whole picture": _detection((0.0, 0.0, 1.0, 1.0), 0),
    "box and keypoints": _detection((0.2, 0.3, 0.5, 0.4), 6),
    "keypoints": _detection(None, 6),
    "detection with specs": _detection_specs,
    "axes": _axis,
    "axes in the camera": _axis_in_the_camera,
    "turned axes": _turned_axis,
}


def draw(package: str, name: str) -> NDArray[np.uint8]:
    """Draw one picture with a package."""
    image = np.full((*SIZE, 3), 30, np.uint8)
    DRAWINGS[name](image, Palette(package))
    return image
