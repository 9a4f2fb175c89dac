"""Landmarks smoothed over time (MediaPipe `calculators/util/landmarks_smoothing_calculator_utils.cc`)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from backedge.calculators.checks import quietly, require_option, require_size
from backedge.calculators.landmark.low_pass_filter import Floats
from backedge.calculators.landmark.smoothing_options import (
    LandmarksSmoothingCalculatorOptions,
    LandmarksSmoothingEmptyLandmarksPolicy,
)
from backedge.calculators.landmark.value_filters import OneEuroFilter, RelativeVelocityFilter, SteadyFilter, ValueFilter
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize, Landmarks, NormalizedLandmarks, NormalizedRect, Rect

_RESET: Final = LandmarksSmoothingEmptyLandmarksPolicy.EMPTY_LANDMARKS_POLICY_RESET


class LandmarksSmoother:
    """Smooths the landmarks of one object.

    Args:
        options: the filter.

    Raises:
        ConfigError: no filter, or one with impossible values.
    """

    def __init__(self, options: LandmarksSmoothingCalculatorOptions) -> None:
        chosen = options.velocity_filter or options.one_euro_filter or options.steady_filter
        require_option(
            bool(chosen or options.no_filter),
            "set one of no_filter, velocity_filter, one_euro_filter and steady_filter, found none",
        )
        self._make = _maker(options)
        self._smallest = chosen.min_allowed_object_scale if chosen else 0.0
        self._scales = bool(chosen and not chosen.disable_value_scaling)
        self._fails_on_empty = options.empty_landmarks_policy != _RESET
        self._filter = self._make() if self._make else None
        self._count: int | None = None

    def reset(self) -> None:
        """Forget the landmarks so far."""
        self._filter = self._make() if self._make else None
        self._count = None

    @quietly
    def smooth(self, points: Floats, timestamp: int, object_scale: float | None) -> Floats:
        """Smooth points (N, 3) in pixels or metres.

        Args:
            points: the landmarks, as many in each call.
            timestamp: in microseconds.
            object_scale: how large the object is, on the scale of the points; None for what the points span.

        Raises:
            PacketTypeError: no landmarks, where the options do not allow that, or another number than before.
        """
        return self._smooth(points, timestamp, object_scale)

    def _smooth(self, points: Floats, timestamp: int, object_scale: float | None) -> Floats:
        if self._filter is None:
            return points
        if not len(points):
            if self._fails_on_empty:
                raise PacketTypeError("there are no landmarks to smooth; set empty_landmarks_policy to allow that")
            self.reset()
            return points
        scale = 1.0
        if self._scales:
            size = object_scale if object_scale is not None else span(points)
            if size < self._smallest:
                return points
            scale = float(np.float32(1) / np.float32(size))
        if self._count not in (None, len(points)):
            raise PacketTypeError(f"there were {self._count} landmarks before, now there are {len(points)}")
        self._count = len(points)
        return self._filter.apply(points, timestamp, scale)

    def smooth_landmarks(self, landmarks: Landmarks, timestamp: int, roi: NormalizedRect | Rect | None) -> Landmarks:
        """Smooth landmarks in space; see `smooth`."""
        size = roi_scale(roi, (1, 1)) if roi else None
        points = self.smooth(landmarks.points, timestamp, size)
        return Landmarks(points, landmarks.visibility, landmarks.presence)

    @quietly
    def smooth_in_image(
        self,
        landmarks: NormalizedLandmarks,
        image_size: ImageSize,
        timestamp: int,
        roi: NormalizedRect | Rect | None,
    ) -> NormalizedLandmarks:
        """Smooth landmarks in the image, as pixels; z counts image widths, as x does. See `smooth`."""
        require_size(image_size)
        width, height = image_size
        to_pixels = np.array([width, height, width], np.float32)
        size = roi_scale(roi, image_size) if roi else None
        points = self._smooth(landmarks.points * to_pixels, timestamp, size) / to_pixels
        return NormalizedLandmarks(points, landmarks.visibility, landmarks.presence)


def _maker(options: LandmarksSmoothingCalculatorOptions) -> Callable[[], ValueFilter] | None:
    if velocity := options.velocity_filter:
        return lambda: RelativeVelocityFilter(velocity.window_size, velocity.velocity_scale)
    if euro := options.one_euro_filter:
        return lambda: OneEuroFilter(euro.frequency, euro.min_cutoff, euro.beta, euro.derivate_cutoff)
    if steady := options.steady_filter:
        return lambda: SteadyFilter(steady.min_cutoff, steady.beta, steady.derivate_cutoff)
    return None


def span(points: Floats) -> float:
    """Mean of width and height of what the points (N, 3) span; what is no number does not count, as in MediaPipe."""
    width, height = (np.fmax.reduce(points[:, :2]) - np.fmin.reduce(points[:, :2])).tolist()
    return float(np.float32(width + height) / 2)


def roi_scale(roi: NormalizedRect | Rect, image_size: ImageSize) -> float:
    """Mean of width and height of a rectangle; in pixels, if `image_size` is that of the image."""
    return (roi.width * image_size[0] + roi.height * image_size[1]) / 2
