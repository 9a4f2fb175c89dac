"""The rectangle around a hand, from its landmarks.

Formulas: MediaPipe `modules/hand_landmark/calculators/hand_landmarks_to_rect_calculator.cc`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from backedge.calculators.checks import require_size
from backedge.calculators.geometry.roi import cos_sin, normalize_radians
from backedge.calculators.single_precision import single
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, NormalizedLandmarks, NormalizedRect

_HAND_LANDMARKS: Final = 21
# The wrist, the thumb less its tip, and of each finger the two joints nearest the palm: fingertips move too freely.
_STABLE: Final = (0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18)
# Indices into the stable landmarks. MediaPipe calls the last three PIP joints; in this numbering they are the
# knuckles (MCP) of these fingers.
_WRIST: Final = 0
_INDEX: Final = 4
_MIDDLE: Final = 6
_RING: Final = 8


def hand_landmarks_to_rect(landmarks: NormalizedLandmarks, image_size: ImageSize) -> NormalizedRect:
    """The tightest rectangle around the palm that is rotated as the hand is: fingers up is rotation 0.

    Args:
        landmarks: the 21 of a hand, or only the 12 stable ones.
        image_size: in pixels.

    Raises:
        PacketTypeError: too few landmarks, or an image without size.
    """
    require_size(image_size)
    width, height = image_size
    points = landmarks.points.tolist()
    # In plain floats: a dozen points are done before numpy has got going, most of all after a model that has just run
    # and left the processor's caches full of its weights.
    pixels = [(x * width, y * height) for x, y, _ in points]
    joints: Sequence[int] = range(len(pixels))
    if len(pixels) == _HAND_LANDMARKS:
        joints = _STABLE
        pixels = [pixels[joint] for joint in joints]
    if len(pixels) <= _RING:
        raise PacketTypeError(f"HandLandmarksToRect: expected 21 landmarks, or the 12 stable ones, found {len(pixels)}")
    wrist, index, middle, ring = (points[joints[joint]] for joint in (_WRIST, _INDEX, _MIDDLE, _RING))
    rotation = _rotation(wrist, index, middle, ring, image_size)
    cos, sin = cos_sin(rotation)
    xs, ys = zip(*pixels, strict=True)
    # Here and below, MediaPipe's search for the greatest coordinate starts from 0. It shows only for a hand that is
    # wholly left of or above the image, whose rectangle becomes too large.
    x_middle, y_middle = (max(*xs, 0.0) + min(xs)) / 2, (max(*ys, 0.0) + min(ys)) / 2
    # The points from there, across the hand and along it.
    us = [(x - x_middle) * cos + (y - y_middle) * sin for x, y in pixels]
    vs = [(y - y_middle) * cos - (x - x_middle) * sin for x, y in pixels]
    (u_low, u_high), (v_low, v_high) = (min(us), max(*us, 0.0)), (min(vs), max(*vs, 0.0))
    u, v = (u_low + u_high) / 2, (v_low + v_high) / 2
    return NormalizedRect(
        (x_middle + u * cos - v * sin) / width,
        (y_middle + u * sin + v * cos) / height,
        (u_high - u_low) / width,
        (v_high - v_low) / height,
        rotation,
    )


def _rotation(
    wrist: Sequence[float], index: Sequence[float], middle: Sequence[float], ring: Sequence[float], size: ImageSize
) -> float:
    """Clockwise angle from fingers up to the line from the wrist to the mean knuckle, where the middle one is half.

    In float32, unlike the rest: MediaPipe rounds on the way, which the angle of a short line shows.
    """
    x, y = (
        single(
            single(single(single(index[axis] + ring[axis]) / 2 + middle[axis]) / 2 * size[axis])
            - single(wrist[axis] * size[axis])
        )
        for axis in (0, 1)
    )
    return normalize_radians(math.pi / 2 - math.atan2(-y, x))
