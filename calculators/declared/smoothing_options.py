"""Options of MediaPipe's calculators for smoothing, which are not here yet; see the package."""

from __future__ import annotations

from backedge.protos import Message, field


class SegmentationSmoothingCalculatorOptions(
    Message, name="mediapipe.SegmentationSmoothingCalculatorOptions", extension=377425128
):
    """Options of SegmentationSmoothingCalculator: masks mixed with the previous frame's."""

    combine_with_previous_ratio: float = field(1, default=0.0)
