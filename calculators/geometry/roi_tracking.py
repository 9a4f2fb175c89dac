"""Whether a region of the image before is still good (MediaPipe `roi_tracking_calculator.cc` of holistic_landmark)."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from backedge.calculators.checks import quietly
from backedge.calculators.geometry.overlap import corners_iou
from backedge.calculators.geometry.roi import cos_sin
from backedge.formats import ImageSize, NormalizedLandmarks, NormalizedRect
from backedge.protos import Message, field

_NAME: Final = "mediapipe.RoiTrackingCalculatorOptions"


class RoiTrackingIouRequirements(Message, name=f"{_NAME}.IouRequirements"):
    """How far the two regions overlap, as if they were not rotated.

    Attributes:
        min_iou: intersection over union, 0..1. As in MediaPipe, regions that do not touch are kept, too.
    """

    min_iou: float = field(1, default=0.5)


class RoiTrackingRectRequirements(Message, name=f"{_NAME}.RectRequirements"):
    """How much the two regions differ at most.

    Attributes:
        rotation_degrees: between them, in degrees.
        translation: along the sides of the new one, in parts of its size.
        scale: of their sides, in parts of the new one's.
    """

    rotation_degrees: float = field(1, default=10.0)
    translation: float = field(2, default=0.1)
    scale: float = field(3, default=0.1)


class RoiTrackingLandmarksRequirements(Message, name=f"{_NAME}.LandmarksRequirements"):
    """All landmarks of the image before lie in the new region.

    Attributes:
        recrop_rect_margin: how much the region is enlarged for this, in parts of its size.
    """

    recrop_rect_margin: float = field(1, default=0.0)


class RoiTrackingCalculatorOptions(Message, name=_NAME, extension=329994630):
    """Options of RoiTrackingCalculator: what must hold for the old region to be kept; what is not set need not.

    Attributes:
        iou_requirements: of their overlap.
        rect_requirements: of their difference.
        landmarks_requirements: of the landmarks.
    """

    iou_requirements: RoiTrackingIouRequirements | None = field(1)
    rect_requirements: RoiTrackingRectRequirements | None = field(2)
    landmarks_requirements: RoiTrackingLandmarksRequirements | None = field(3)


def keeps_tracking(
    landmarks: NormalizedLandmarks,
    before: NormalizedRect,
    now: NormalizedRect,
    image_size: ImageSize,
    options: RoiTrackingCalculatorOptions,
) -> bool:
    """Tell whether the region of the image before can be used for this image, too.

    Args:
        landmarks: of the image before.
        before: the region around them.
        now: a region that was found anew.
        image_size: in pixels.
        options: what must hold.
    """
    iou, rect, inside = options.iou_requirements, options.rect_requirements, options.landmarks_requirements
    return (
        (iou is None or _overlap(before, now, image_size, iou.min_iou))
        and (rect is None or _resemble(before, now, image_size, rect))
        and (inside is None or _contains(now, landmarks, image_size, inside.recrop_rect_margin))
    )


def _overlap(before: NormalizedRect, now: NormalizedRect, image_size: ImageSize, min_iou: float) -> bool:
    # As in MediaPipe, the centres are taken for corners.
    width, height = image_size
    first, second = (
        (
            rect.x_center * width,
            rect.y_center * height,
            (rect.x_center + rect.width) * width,
            (rect.y_center + rect.height) * height,
        )
        for rect in (before, now)
    )
    if any(low > high for a, b in ((first, second), (second, first)) for low, high in zip(a[:2], b[2:], strict=True)):
        return True  # what MediaPipe takes for the area that they share is infinite then
    return corners_iou(first, second) >= min_iou


def _resemble(
    before: NormalizedRect, now: NormalizedRect, image_size: ImageSize, required: RoiTrackingRectRequirements
) -> bool:
    turned = abs(math.degrees(before.rotation) - math.degrees(now.rotation))
    turned = abs(turned - 360) if turned > 180 else turned
    x, y = _along(now, before.x_center, before.y_center, image_size)
    own_x, own_y = _along(now, now.x_center, now.y_center, image_size)
    (width, height), (own_width, own_height) = (
        (rect.width * image_size[0], rect.height * image_size[1]) for rect in (before, now)
    )
    return (
        turned <= required.rotation_degrees
        and abs(x - own_x) <= own_width * required.translation
        and abs(y - own_y) <= own_height * required.translation
        and abs(width - own_width) <= own_width * required.scale
        and abs(height - own_height) <= own_height * required.scale
    )


@quietly
def _contains(rect: NormalizedRect, landmarks: NormalizedLandmarks, image_size: ImageSize, margin: float) -> bool:
    center = np.array(_along(rect, rect.x_center, rect.y_center, image_size))
    reach = np.array([rect.width * image_size[0], rect.height * image_size[1]]) * (1 + margin) / 2
    x, y = (landmarks.points[:, :2] * np.array(image_size, np.float32)).T
    cos, sin = cos_sin(-rect.rotation)
    away = np.abs(np.stack([x * cos - y * sin, x * sin + y * cos], axis=1) - center)
    return bool((away < reach).all())


def _along(rect: NormalizedRect, x: float, y: float, image_size: ImageSize) -> tuple[float, float]:
    """The point in pixels, along the sides of a rectangle."""
    cos, sin = cos_sin(-rect.rotation)
    across, down = x * image_size[0], y * image_size[1]
    return across * cos - down * sin, across * sin + down * cos
