"""Options of LandmarksSmoothingCalculator (MediaPipe `calculators/util/landmarks_smoothing_calculator.proto`)."""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, Final

from backedge.protos import Message, Range, field

_NAME: Final = "mediapipe.LandmarksSmoothingCalculatorOptions"


class LandmarksSmoothingNoFilter(Message, name=f"{_NAME}.NoFilter"):
    """Landmarks stay as they are."""


class LandmarksSmoothingVelocityFilter(Message, name=f"{_NAME}.VelocityFilter"):
    """Landmarks that have moved fast for a while are smoothed less.

    Attributes:
        window_size: how many movements count.
        velocity_scale: more makes landmarks quicker and less smooth.
        min_allowed_object_scale: objects smaller than this are not smoothed.
        disable_value_scaling: whether speeds are in pixels, not in sizes of the object.
    """

    window_size: Annotated[int, Range(0, 10_000)] = field(1, default=5)
    velocity_scale: float = field(2, default=10.0)
    min_allowed_object_scale: float = field(3, default=1e-06)
    disable_value_scaling: bool = field(4, default=False)


class LandmarksSmoothingOneEuroFilter(Message, name=f"{_NAME}.OneEuroFilter"):
    """Landmarks that move fast are smoothed less.

    Attributes:
        frequency: of frames, in Hz, until timestamps tell.
        min_cutoff: less makes landmarks at rest smoother.
        beta: more makes moving landmarks quicker.
        derivate_cutoff: less makes the speed smoother.
        min_allowed_object_scale: objects smaller than this are not smoothed.
        disable_value_scaling: whether speeds are in pixels, not in sizes of the object.
    """

    frequency: float = field(1, default=30.0)
    min_cutoff: float = field(2, default=1.0)
    beta: float = field(3, default=0.0)
    derivate_cutoff: float = field(4, default=1.0)
    min_allowed_object_scale: float = field(5, default=1e-06)
    disable_value_scaling: bool = field(6, default=False)


class LandmarksSmoothingSteadyFilter(Message, name="backedge.LandmarksSmoothingSteadyFilter"):
    """Landmarks at rest keep still, and those that move are hardly late. MediaPipe does not have this one.

    Attributes:
        min_cutoff: less makes landmarks at rest smoother.
        beta: more makes moving landmarks quicker; it goes with the square of their speed.
        derivate_cutoff: less makes the speed smoother.
        min_allowed_object_scale: objects smaller than this are not smoothed.
        disable_value_scaling: whether speeds are in pixels, not in sizes of the object.
    """

    min_cutoff: float = field(1, default=0.05)
    beta: float = field(2, default=90.0)
    derivate_cutoff: float = field(3, default=8.0)
    min_allowed_object_scale: float = field(4, default=1e-06)
    disable_value_scaling: bool = field(5, default=False)


class LandmarksSmoothingEmptyLandmarksPolicy(IntEnum):
    """What an empty list of landmarks does: end the run (also where it is not specified), or start anew."""

    EMPTY_LANDMARKS_POLICY_UNSPECIFIED = 0
    EMPTY_LANDMARKS_POLICY_RESET = 1
    EMPTY_LANDMARKS_POLICY_FAIL = 2


class LandmarksSmoothingCalculatorOptions(Message, name=_NAME, extension=325671429):
    """Options of LandmarksSmoothingCalculator: the filter, exactly one.

    Attributes:
        no_filter: none.
        velocity_filter: by the speed within a window.
        one_euro_filter: the 1€ filter.
        empty_landmarks_policy: what an empty list of landmarks does.
        steady_filter: the 1€ filter with squares of speeds, which MediaPipe does not have.
    """

    EmptyLandmarksPolicy = LandmarksSmoothingEmptyLandmarksPolicy

    no_filter: LandmarksSmoothingNoFilter | None = field(1, oneof="filter_options")
    velocity_filter: LandmarksSmoothingVelocityFilter | None = field(2, oneof="filter_options")
    one_euro_filter: LandmarksSmoothingOneEuroFilter | None = field(3, oneof="filter_options")
    empty_landmarks_policy: LandmarksSmoothingEmptyLandmarksPolicy = field(
        4, default=LandmarksSmoothingEmptyLandmarksPolicy.EMPTY_LANDMARKS_POLICY_FAIL
    )
    steady_filter: LandmarksSmoothingSteadyFilter | None = field(1001, oneof="filter_options")
