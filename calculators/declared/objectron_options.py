"""Options of MediaPipe's calculators for boxes in space (objectron), which are not here yet; see the package."""

from __future__ import annotations

from backedge.protos import Message, field


class FrameAnnotationToRectCalculatorOptions(
    Message, name="mediapipe.FrameAnnotationToRectCalculatorOptions", extension=338119067
):
    """Options of FrameAnnotationToRectCalculator: a rectangle around a box in space."""

    off_threshold: float = field(1, default=40.0)
    on_threshold: float = field(2, default=41.0)


class BeliefDecoderConfig(Message, name="mediapipe.BeliefDecoderConfig"):
    """Options of BeliefDecoderConfig: how belief maps are decoded."""

    heatmap_threshold: float = field(1, default=0.9)
    local_max_distance: float = field(2, default=10.0)
    offset_scale_coef: float = field(3, default=0.5)
    voting_radius: int = field(4)
    voting_allowance: int = field(5)
    voting_threshold: float = field(6)


class Lift2DFrameAnnotationTo3DCalculatorOptions(
    Message, name="mediapipe.Lift2DFrameAnnotationTo3DCalculatorOptions", extension=290166284
):
    """Options of Lift2DFrameAnnotationTo3DCalculator: a box in space from its corners in the image."""

    decoder_config: BeliefDecoderConfig | None = field(1)
    normalized_focal_x: float = field(2, default=1.0)
    normalized_focal_y: float = field(3, default=1.0)
    normalized_principal_point_x: float = field(4, default=0.0)
    normalized_principal_point_y: float = field(5, default=0.0)
