"""`drawing_utils`: draws what solutions find into pictures, pixel by pixel as MediaPipe does.

Pictures are BGR, as OpenCV reads and shows them, and are drawn into. Lines and circles are OpenCV's, without smoothing.
Errors begin with the sentence that MediaPipe has, because programs look for it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import cv2
import numpy as np
from numpy.typing import ArrayLike, NDArray

from backedge.compat.bridge.errors import InvalidArgumentError
from backedge.compat.messages.location_data import Format
from backedge.errors import DependencyError

Color: TypeAlias = tuple[int, int, int]
"""Blue, green and red, 0..255."""

WHITE_COLOR: Final[Color] = (224, 224, 224)
BLACK_COLOR: Final[Color] = (0, 0, 0)
RED_COLOR: Final[Color] = (0, 0, 255)
GREEN_COLOR: Final[Color] = (0, 128, 0)
BLUE_COLOR: Final[Color] = (255, 0, 0)

_CHANNELS: Final = 3
_LEAST_SCORE: Final = 0.5
"""Landmarks that are less sure to be seen, or to be in the picture, are not drawn."""


@dataclass
class DrawingSpec:
    """A way of drawing.

    Attributes:
        color: blue, green and red, 0..255.
        thickness: of lines, in pixels; -1 fills circles.
        circle_radius: of points, in pixels.
    """

    color: Color = WHITE_COLOR
    thickness: int = 2
    circle_radius: int = 2


_WHITE: Final = DrawingSpec()
_RED: Final = DrawingSpec(color=RED_COLOR)


def draw_landmarks(
    image: NDArray[np.uint8],
    landmark_list: Any,
    connections: Iterable[tuple[int, int]] | None = None,
    landmark_drawing_spec: DrawingSpec | Mapping[int, DrawingSpec] | None = _RED,
    connection_drawing_spec: DrawingSpec | Mapping[tuple[int, int], DrawingSpec] = _WHITE,
    is_drawing_landmarks: bool = True,
) -> None:
    """Draw landmarks as dots, and lines between them.

    Landmarks outside the picture are left out, and so are those whose visibility or presence is below 0.5.

    Args:
        image: BGR, (height, width, 3), drawn into.
        landmark_list: a ``NormalizedLandmarkList`` message; nothing is drawn for None.
        connections: pairs of landmarks between which lines are drawn.
        landmark_drawing_spec: of all landmarks, or of each by its number; None draws none.
        connection_drawing_spec: of all lines, or of each by its pair of landmarks.
        is_drawing_landmarks: whether to draw the landmarks.

    Raises:
        ValueError: the picture has not three channels, or a pair has a number that is none of a landmark.
        KeyError: specs by number or pair lack one.
    """
    if not landmark_list:
        return
    height, width = _size(image)
    points = {
        number: pixel
        for number, landmark in _seen(landmark_list)
        if (pixel := _normalized_to_pixel_coordinates(landmark.x, landmark.y, width, height))
    }
    for pair in _pairs(connections, landmark_list):
        start, end = pair[0], pair[1]
        if start in points and end in points:
            spec = _spec_of(pair, connection_drawing_spec)
            cv2.line(image, points[start], points[end], spec.color, spec.thickness)
    if not (is_drawing_landmarks and landmark_drawing_spec):
        return
    for number, pixel in points.items():
        spec = _spec_of(number, landmark_drawing_spec)
        rim = max(spec.circle_radius + 1, int(spec.circle_radius * 1.2))
        cv2.circle(image, pixel, rim, WHITE_COLOR, spec.thickness)
        cv2.circle(image, pixel, spec.circle_radius, spec.color, spec.thickness)


def draw_detection(
    image: NDArray[np.uint8],
    detection: Any,
    keypoint_drawing_spec: DrawingSpec = _RED,
    bbox_drawing_spec: DrawingSpec = _WHITE,
) -> None:
    """Draw the box and the keypoints of a detection.

    Args:
        image: BGR, (height, width, 3), drawn into.
        detection: a ``Detection`` message.
        keypoint_drawing_spec: of the keypoints.
        bbox_drawing_spec: of the box.

    Raises:
        ValueError: the picture has not three channels, or the detection is not placed in parts of its size.
        cv2.error: a keypoint or a corner of the box is outside the picture.
    """
    if not detection.location_data:
        return
    height, width = _size(image)
    location = detection.location_data
    if location.format != Format.RELATIVE_BOUNDING_BOX:
        raise InvalidArgumentError(
            "LocationData must be relative for this drawing function to work. draw_detection() takes a detection whose "
            "location_data has the format RELATIVE_BOUNDING_BOX, not "
            f"{Format(location.format).name}"
        )
    for keypoint in location.relative_keypoints:
        centre: Any = _normalized_to_pixel_coordinates(keypoint.x, keypoint.y, width, height)
        spec = keypoint_drawing_spec
        cv2.circle(image, centre, spec.circle_radius, spec.color, spec.thickness)
    if not location.HasField("relative_bounding_box"):
        return
    box = location.relative_bounding_box
    first: Any = _normalized_to_pixel_coordinates(box.xmin, box.ymin, width, height)
    last: Any = _normalized_to_pixel_coordinates(box.xmin + box.width, box.ymin + box.height, width, height)
    cv2.rectangle(image, first, last, bbox_drawing_spec.color, bbox_drawing_spec.thickness)


def draw_axis(
    image: NDArray[np.uint8],
    rotation: ArrayLike,
    translation: ArrayLike,
    focal_length: tuple[float, float] = (1.0, 1.0),
    principal_point: tuple[float, float] = (0.0, 0.0),
    axis_length: float = 0.1,
    axis_drawing_spec: DrawingSpec = _WHITE,
) -> None:
    """Draw the axes of an object: x red, y green and z blue.

    Args:
        image: BGR, (height, width, 3), drawn into.
        rotation: (3, 3), from the object to the camera.
        translation: (3,), from the object to the camera.
        focal_length: along x and y, in halves of the picture's sides.
        principal_point: x and y, -1..1.
        axis_length: of each arrow, in the unit of `translation`.
        axis_drawing_spec: its thickness is that of the arrows.

    Raises:
        ValueError: the picture has not three channels.
    """
    height, width = _size(image)
    ends = np.concatenate([np.zeros((1, 3), np.float32), np.eye(3, dtype=np.float32)])
    x, y, z = (np.matmul(rotation, axis_length * ends.T).T + translation).T
    depth = z + 1e-5
    across = np.clip(-focal_length[0] * x / depth + principal_point[0], -1.0, 1.0)
    up = np.clip(-focal_length[1] * y / depth + principal_point[1], -1.0, 1.0)
    columns = ((1 + across) * 0.5 * width).astype(np.int32).tolist()
    rows = ((1 - up) * 0.5 * height).astype(np.int32).tolist()
    origin, *tips = zip(columns, rows, strict=True)
    for tip, color in zip(tips, (RED_COLOR, GREEN_COLOR, BLUE_COLOR), strict=True):
        cv2.arrowedLine(image, origin, tip, color, axis_drawing_spec.thickness)


def plot_landmarks(
    landmark_list: Any,
    connections: Iterable[tuple[int, int]] | None = None,
    landmark_drawing_spec: DrawingSpec = DrawingSpec(color=RED_COLOR, thickness=5),  # noqa: B008 - never changed
    connection_drawing_spec: DrawingSpec = DrawingSpec(color=BLACK_COLOR, thickness=5),  # noqa: B008 - never changed
    elevation: int = 10,
    azimuth: int = 10,
) -> None:
    """Show landmarks in space, with matplotlib, which only this function needs.

    Args:
        landmark_list: a ``LandmarkList`` or ``NormalizedLandmarkList`` message; nothing is shown for None.
        connections: pairs of landmarks between which lines are drawn.
        landmark_drawing_spec: of the landmarks.
        connection_drawing_spec: of the lines.
        elevation: from where to look, in degrees above the ground.
        azimuth: from where to look, in degrees around.

    Raises:
        ValueError: a pair has a number that is none of a landmark.
        DependencyError: matplotlib is not installed.
    """
    if not landmark_list:
        return
    plt = _pyplot()
    plt.figure(figsize=(10, 10))
    axes = plt.axes(projection="3d")
    axes.view_init(elev=elevation, azim=azimuth)
    points = {number: (-landmark.z, landmark.x, -landmark.y) for number, landmark in _seen(landmark_list)}
    look = _plotted(landmark_drawing_spec)
    for x, y, z in points.values():
        axes.scatter3D(xs=[x], ys=[y], zs=[z], **look)
    look = _plotted(connection_drawing_spec)
    for pair in _pairs(connections, landmark_list):
        if pair[0] in points and pair[1] in points:
            xs, ys, zs = zip(points[pair[0]], points[pair[1]], strict=True)
            axes.plot3D(xs=xs, ys=ys, zs=zs, **look)
    plt.show()


def _size(image: NDArray[np.uint8]) -> tuple[int, int]:
    """The height and width of a picture that can be drawn into."""
    if image.shape[2] != _CHANNELS:
        raise InvalidArgumentError(
            f"Input image must contain three channel bgr data. Expected shape (height, width, 3), found {image.shape}"
        )
    return image.shape[0], image.shape[1]


def _normalized_to_pixel_coordinates(
    normalized_x: float, normalized_y: float, image_width: int, image_height: int
) -> tuple[int, int] | None:
    """The pixel at a place in parts of the picture's size; None outside it. Programs use this, name and all."""
    if not (_is_in_picture(normalized_x) and _is_in_picture(normalized_y)):
        return None
    column = min(math.floor(normalized_x * image_width), image_width - 1)
    return column, min(math.floor(normalized_y * image_height), image_height - 1)


def _is_in_picture(value: float) -> bool:
    return (value > 0 or math.isclose(0, value)) and (value < 1 or math.isclose(1, value))


def _seen(landmark_list: Any) -> Iterator[tuple[int, Any]]:
    """The landmarks that are sure enough, with their numbers."""
    for number, landmark in enumerate(landmark_list.landmark):
        if not any(
            landmark.HasField(score) and getattr(landmark, score) < _LEAST_SCORE for score in ("visibility", "presence")
        ):
            yield number, landmark


def _pairs(connections: Iterable[tuple[int, int]] | None, landmark_list: Any) -> Iterator[tuple[int, int]]:
    count = len(landmark_list.landmark)
    for pair in connections or ():
        if not (0 <= pair[0] < count and 0 <= pair[1] < count):
            raise InvalidArgumentError(
                f"Landmark index is out of range. Invalid connection from landmark #{pair[0]} to landmark #{pair[1]}: "
                f"the landmarks are 0 to {count - 1}"
            )
        yield pair


def _spec_of(key: Any, specs: Any) -> Any:
    return specs[key] if isinstance(specs, Mapping) else specs


def _pyplot() -> Any:
    try:
        import matplotlib.pyplot as plt
    except ModuleNotFoundError as error:
        raise DependencyError("plot_landmarks() needs matplotlib; run `pip install 'backedge[plot]'`") from error
    return plt


def _plotted(spec: DrawingSpec) -> dict[str, Any]:
    return {"color": tuple(value / 255.0 for value in reversed(spec.color)), "linewidth": spec.thickness}


__all__ = [
    "BLACK_COLOR",
    "BLUE_COLOR",
    "GREEN_COLOR",
    "RED_COLOR",
    "WHITE_COLOR",
    "DrawingSpec",
    "draw_axis",
    "draw_detection",
    "draw_landmarks",
    "plot_landmarks",
]
