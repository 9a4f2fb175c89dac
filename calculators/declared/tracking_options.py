"""Options of MediaPipe's calculators for tracking, which are not here yet; see the package."""

from __future__ import annotations

from backedge.protos import Message, field


class RoiTrackingIouRequirements(Message, name="mediapipe.RoiTrackingCalculatorOptions.IouRequirements"):
    """`IouRequirements` in the options of RoiTrackingCalculator."""

    min_iou: float = field(1, default=0.5)


class RoiTrackingRectRequirements(Message, name="mediapipe.RoiTrackingCalculatorOptions.RectRequirements"):
    """`RectRequirements` in the options of RoiTrackingCalculator."""

    rotation_degrees: float = field(1, default=10.0)
    translation: float = field(2, default=0.1)
    scale: float = field(3, default=0.1)


class RoiTrackingLandmarksRequirements(Message, name="mediapipe.RoiTrackingCalculatorOptions.LandmarksRequirements"):
    """`LandmarksRequirements` in the options of RoiTrackingCalculator."""

    recrop_rect_margin: float = field(1, default=0.0)


class RoiTrackingCalculatorOptions(Message, name="mediapipe.RoiTrackingCalculatorOptions", extension=329994630):
    """Options of RoiTrackingCalculator: when the region of the previous frame is kept."""

    iou_requirements: RoiTrackingIouRequirements | None = field(1)
    rect_requirements: RoiTrackingRectRequirements | None = field(2)
    landmarks_requirements: RoiTrackingLandmarksRequirements | None = field(3)
