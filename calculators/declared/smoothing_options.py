"""Options of MediaPipe's calculators for smoothing, which are not here yet; see the package."""

from __future__ import annotations

from enum import IntEnum

from backedge.protos import Message, field


class VisibilitySmoothingNoFilter(Message, name="mediapipe.VisibilitySmoothingCalculatorOptions.NoFilter"):
    """`NoFilter` in the options of VisibilitySmoothingCalculator."""


class VisibilitySmoothingLowPassFilter(Message, name="mediapipe.VisibilitySmoothingCalculatorOptions.LowPassFilter"):
    """`LowPassFilter` in the options of VisibilitySmoothingCalculator."""

    alpha: float = field(1, default=0.1)


class VisibilitySmoothingCalculatorOptions(
    Message, name="mediapipe.VisibilitySmoothingCalculatorOptions", extension=360207350
):
    """Options of VisibilitySmoothingCalculator: landmark visibilities smoothed over time."""

    no_filter: VisibilitySmoothingNoFilter | None = field(1, oneof="filter_options")
    low_pass_filter: VisibilitySmoothingLowPassFilter | None = field(2, oneof="filter_options")


class LandmarksSmoothingNoFilter(Message, name="mediapipe.LandmarksSmoothingCalculatorOptions.NoFilter"):
    """`NoFilter` in the options of LandmarksSmoothingCalculator."""


class LandmarksSmoothingVelocityFilter(Message, name="mediapipe.LandmarksSmoothingCalculatorOptions.VelocityFilter"):
    """`VelocityFilter` in the options of LandmarksSmoothingCalculator."""

    window_size: int = field(1, default=5)
    velocity_scale: float = field(2, default=10.0)
    min_allowed_object_scale: float = field(3, default=1e-06)
    disable_value_scaling: bool = field(4, default=False)


class LandmarksSmoothingOneEuroFilter(Message, name="mediapipe.LandmarksSmoothingCalculatorOptions.OneEuroFilter"):
    """`OneEuroFilter` in the options of LandmarksSmoothingCalculator."""

    frequency: float = field(1, default=30.0)
    min_cutoff: float = field(2, default=1.0)
    beta: float = field(3, default=0.0)
    derivate_cutoff: float = field(4, default=1.0)
    min_allowed_object_scale: float = field(5, default=1e-06)
    disable_value_scaling: bool = field(6, default=False)


class LandmarksSmoothingEmptyLandmarksPolicy(IntEnum):
    """Values of `mediapipe.LandmarksSmoothingCalculatorOptions.EmptyLandmarksPolicy`."""

    EMPTY_LANDMARKS_POLICY_UNSPECIFIED = 0
    EMPTY_LANDMARKS_POLICY_RESET = 1
    EMPTY_LANDMARKS_POLICY_FAIL = 2


class LandmarksSmoothingCalculatorOptions(
    Message, name="mediapipe.LandmarksSmoothingCalculatorOptions", extension=325671429
):
    """Options of LandmarksSmoothingCalculator: landmarks smoothed over time."""

    no_filter: LandmarksSmoothingNoFilter | None = field(1, oneof="filter_options")
    velocity_filter: LandmarksSmoothingVelocityFilter | None = field(2, oneof="filter_options")
    one_euro_filter: LandmarksSmoothingOneEuroFilter | None = field(3, oneof="filter_options")
    empty_landmarks_policy: LandmarksSmoothingEmptyLandmarksPolicy = field(
        4, default=LandmarksSmoothingEmptyLandmarksPolicy.EMPTY_LANDMARKS_POLICY_FAIL
    )


class SegmentationSmoothingCalculatorOptions(
    Message, name="mediapipe.SegmentationSmoothingCalculatorOptions", extension=377425128
):
    """Options of SegmentationSmoothingCalculator: masks mixed with the previous frame's."""

    combine_with_previous_ratio: float = field(1, default=0.0)
