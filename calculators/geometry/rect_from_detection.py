"""Rectangles around detections (MediaPipe `calculators/util/detections_to_rects_calculator.cc`)."""

from __future__ import annotations

import enum
import math

import numpy as np

from backedge.calculators.checks import require_option
from backedge.calculators.geometry.point_bounds import point_bounds
from backedge.calculators.geometry.roi import normalize_radians
from backedge.calculators.option_ranges import Finite, Index
from backedge.calculators.single_precision import single
from backedge.errors import PacketTypeError
from backedge.formats import Detection, ImageSize, NormalizedRect, Rect
from backedge.protos import Message, field


class ConversionMode(enum.IntEnum):
    """The part of a detection that the rectangle goes around."""

    DEFAULT = 0
    USE_BOUNDING_BOX = 1
    USE_KEYPOINTS = 2


class DetectionsToRectsCalculatorOptions(
    Message, name="mediapipe.DetectionsToRectsCalculatorOptions", extension=262691807
):
    """Options of DetectionsToRectsCalculator; a field that is None is not set.

    Attributes:
        rotation_vector_start_keypoint_index: the rectangle is rotated so that the vector from this keypoint …
        rotation_vector_end_keypoint_index: … to this one …
        rotation_vector_target_angle: … points there: *radians*, counter-clockwise from the x axis. MediaPipe's Tasks
            put 90 here, which is 116.6 degrees; their landmarks differ from those of the older solutions accordingly.
        rotation_vector_target_angle_degrees: … or there: degrees. Exactly one of the two must be set.
        output_zero_rect_for_empty_detections: where nothing is detected there is a rectangle of size 0.
        conversion_mode: what the rectangle goes around; by default the box.
    """

    rotation_vector_start_keypoint_index: Index | None = field(1)
    rotation_vector_end_keypoint_index: Index | None = field(2)
    rotation_vector_target_angle: Finite | None = field(3)
    rotation_vector_target_angle_degrees: Finite | None = field(4)
    output_zero_rect_for_empty_detections: bool = field(5)
    conversion_mode: ConversionMode = field(6)

    def check(self) -> None:
        """Refuse half of a rotation.

        Raises:
            ConfigError: a rotation that lacks a keypoint or an angle, or has two angles.
        """
        if self.rotation_vector_start_keypoint_index is None:
            return
        require_option(
            self.rotation_vector_end_keypoint_index is not None,
            "DetectionsToRects: rotation_vector_start_keypoint_index needs rotation_vector_end_keypoint_index",
        )
        angles = (self.rotation_vector_target_angle, self.rotation_vector_target_angle_degrees)
        require_option(
            angles.count(None) == 1,
            "DetectionsToRects: set exactly one of rotation_vector_target_angle (radians) and"
            f" rotation_vector_target_angle_degrees, found {angles[0]} and {angles[1]}",
        )

    @property
    def rotates(self) -> bool:
        """True if rectangles are rotated."""
        return self.rotation_vector_start_keypoint_index is not None

    @property
    def target_angle(self) -> float:
        """The target angle in radians, in whichever unit it was set."""
        if self.rotation_vector_target_angle is not None:
            return self.rotation_vector_target_angle
        return math.radians(self.rotation_vector_target_angle_degrees or 0.0)


def detection_to_normalized_rect(
    detection: Detection, image_size: ImageSize | None, options: DetectionsToRectsCalculatorOptions
) -> NormalizedRect:
    """The rectangle of one detection; only a rotated one needs `image_size`.

    Raises:
        PacketTypeError: keypoints or the image's size are needed and missing.
    """
    rotation = rotation_by_keypoints(detection, image_size, options)
    return NormalizedRect(*_enclose(detection, options.conversion_mode), rotation)


def detection_to_rect(detection: Detection, image_size: ImageSize, options: DetectionsToRectsCalculatorOptions) -> Rect:
    """The rectangle of one detection in pixels.

    Raises:
        PacketTypeError: keypoints are needed and missing.
    """
    rotation = rotation_by_keypoints(detection, image_size, options)
    if options.conversion_mode is ConversionMode.USE_KEYPOINTS:
        x_center, y_center, width, height = _to_pixels(_enclose(detection, options.conversion_mode), image_size)
        return Rect(x_center, y_center, width, height, rotation)
    # MediaPipe takes a box in whole pixels here, and halves its sides as ints.
    box = detection.require_box()
    xmin, ymin, width, height = _to_pixels((box.xmin, box.ymin, box.width, box.height), image_size)
    return Rect(xmin + width // 2, ymin + height // 2, width, height, rotation)


def _enclose(detection: Detection, mode: ConversionMode) -> tuple[float, float, float, float]:
    """Centre and size, normalised."""
    if mode is not ConversionMode.USE_KEYPOINTS:
        box = detection.require_box()
        return box.xmin + box.width / 2, box.ymin + box.height / 2, box.width, box.height
    count = len(detection.keypoints)
    if count < 2:
        raise PacketTypeError(f"DetectionsToRects: a rectangle needs at least 2 keypoints to go around, found {count}")
    (left, top), (right, bottom) = point_bounds(detection.keypoints)
    return single(left + right) / 2, single(top + bottom) / 2, single(right - left), single(bottom - top)


def rotation_by_keypoints(
    detection: Detection, image_size: ImageSize | None, options: DetectionsToRectsCalculatorOptions
) -> float:
    """The rotation that turns the vector between two keypoints to the target angle; 0 where the options name none.

    Raises:
        PacketTypeError: the keypoints or the image's size are missing.
    """
    start, end = options.rotation_vector_start_keypoint_index, options.rotation_vector_end_keypoint_index
    if start is None or end is None:
        return 0.0
    count = len(detection.keypoints)
    if max(start, end) >= count:
        raise PacketTypeError(f"DetectionsToRects: rotation needs keypoints {start} and {end}, found {count}")
    if image_size is None:
        raise PacketTypeError("DetectionsToRects: rotation needs the size of the image, found none")
    (x0, y0), (x1, y1) = detection.keypoints[start].tolist(), detection.keypoints[end].tolist()
    width, height = image_size
    return rotation_to(options.target_angle, single(x1 - x0) * width, single(y1 - y0) * height)


def rotation_to(target_angle: float, x: float, y: float) -> float:
    """The clockwise rotation, in radians, of a vector in pixels against the target angle, counted the other way."""
    return normalize_radians(target_angle - math.atan2(-y, x))


def _to_pixels(place: tuple[float, float, float, float], image_size: ImageSize) -> list[int]:
    """`place` in whole pixels, computed in float32 with halves rounded away from zero, as C++ does it."""
    pixels = np.array(place, np.float32) * np.array(image_size * 2, np.float32)
    whole: list[int] = np.copysign(np.floor(np.abs(pixels) + 0.5), pixels).astype(int).tolist()
    return whole
