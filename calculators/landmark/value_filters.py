"""Filters that smooth values over time: less where they move fast.

Formulas: MediaPipe `util/filtering/one_euro_filter.cc` (Casiez et al., "1€ Filter", CHI 2012) and
`relative_velocity_filter.cc`.
"""

from __future__ import annotations

import math
from collections import deque
from typing import Final, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.calculators.landmark.low_pass_filter import Floats, LowPassFilter

_Cutoff = TypeVar("_Cutoff", float, NDArray[np.float64])

_SECONDS: Final = 1e-9  # in a nanosecond, as MediaPipe counts
_MICROSECONDS: Final = 1e6  # in a second
_EPSILON: Final = 1e-6
_FRAME: Final = 1_000_000_000 // 30
"""The longest time, in nanoseconds, that one value of a window is expected to stand for."""


class ValueFilter(Protocol):
    """Smooths values over time."""

    def apply(self, values: Floats, timestamp: int, scale: float) -> Floats:
        """Filter float32 `values` of any shape, each by itself.

        Args:
            values: the same shape in each call.
            timestamp: when, in microseconds; where it does not grow, the values stay as they are.
            scale: what speeds are multiplied by, so that they do not depend on how large the object is.
        """
        ...


def _require_positive(option: str, **frequencies: float) -> None:
    for name, value in frequencies.items():
        require_option(value > _EPSILON, f"{option}: {name} must be positive, found {value}")


class OneEuroFilter:
    """A low-pass filter whose cut-off frequency grows with the speed.

    Args:
        frequency: values a second, until timestamps tell.
        min_cutoff: cut-off frequency at rest, in Hz.
        beta: how much the cut-off grows with the speed.
        derivate_cutoff: cut-off frequency of the speed, in Hz.

    Raises:
        ConfigError: a frequency that is not positive.
    """

    def __init__(self, frequency: float, min_cutoff: float, beta: float, derivate_cutoff: float) -> None:
        _require_positive(
            "one_euro_filter", frequency=frequency, min_cutoff=min_cutoff, derivate_cutoff=derivate_cutoff
        )
        self._frequency, self._min_cutoff = frequency, min_cutoff
        self._beta, self._derivate_cutoff = beta, derivate_cutoff
        self._values, self._speeds = LowPassFilter(), LowPassFilter()
        self._last = -1

    def apply(self, values: Floats, timestamp: int, scale: float) -> Floats:
        """See `ValueFilter`."""
        now = timestamp * 1000
        if self._last >= now:
            return values
        if self._last != 0 and now != 0:
            self._frequency = 1.0 / ((now - self._last) * _SECONDS)
        self._last = now
        if self._values.raw is None:
            speeds = np.zeros(values.shape, np.float32)
        else:
            change = np.subtract(values, self._values.raw, dtype=np.float64)
            change *= scale
            change *= self._frequency
            speeds = change.astype(np.float32)
        speeds = self._speeds.apply(speeds, self._alpha(self._derivate_cutoff))
        cutoff = np.abs(speeds).astype(np.float64)
        cutoff *= self._beta
        cutoff += self._min_cutoff
        return self._values.apply(values, self._alpha(cutoff).astype(np.float32))

    def _alpha(self, cutoff: _Cutoff) -> _Cutoff:
        tau = 1.0 / (2 * math.pi * cutoff)
        return 1.0 / (1.0 + tau * self._frequency)


class SteadyFilter:
    """The 1€ filter with a cut-off that grows with the square of a landmark's speed in the picture.

    Noise is slow and intended movements are fast: squares tell the two further apart than speeds do, so that landmarks
    at rest keep stiller while those that move lag less. The coordinates of a landmark have one cut-off; beside a fast
    coordinate a slow one needs no smoothing. MediaPipe has no such filter.

    Args:
        min_cutoff: cut-off frequency at rest, in Hz.
        beta: how much the cut-off grows with the square of the speed.
        derivate_cutoff: cut-off frequency of the speed, in Hz.

    Raises:
        ConfigError: a frequency that is not positive.
    """

    def __init__(self, min_cutoff: float, beta: float, derivate_cutoff: float) -> None:
        _require_positive("steady_filter", min_cutoff=min_cutoff, derivate_cutoff=derivate_cutoff)
        self._min_cutoff, self._beta, self._derivate_cutoff = min_cutoff, beta, derivate_cutoff
        self._last: int | None = None
        self._raw: Floats | None = None
        self._filtered: Floats | None = None
        self._speeds: Floats | float = 0.0

    def apply(self, values: Floats, timestamp: int, scale: float) -> Floats:
        """See `ValueFilter`; the first two coordinates, along the last axis, are x and y."""
        if self._raw is None or self._filtered is None or self._last is None:
            self._last, self._raw, self._filtered = timestamp, values, values
            return values
        if timestamp <= self._last:
            return values
        frequency = _MICROSECONDS / (timestamp - self._last)
        # A low-pass filter with a cut-off c gives new values the share c / (c + frequency / 2π).
        turning = frequency / (2 * math.pi)
        speeds = (values - self._raw)[..., :2]
        speeds *= scale * frequency
        speeds -= self._speeds
        speeds *= self._derivate_cutoff / (self._derivate_cutoff + turning)
        speeds += self._speeds
        cutoff = np.einsum("...i,...i->...", speeds, speeds)[..., np.newaxis]
        cutoff *= self._beta
        cutoff += self._min_cutoff
        change = values - self._filtered
        change *= cutoff / (cutoff + turning)
        change += self._filtered
        self._last, self._raw, self._filtered, self._speeds = timestamp, values, change, speeds
        return change


class RelativeVelocityFilter:
    """A low-pass filter that follows values the more closely, the faster they have moved within a window.

    Args:
        window_size: how many of the last movements count.
        velocity_scale: how much the speed counts; more makes results quicker and less smooth.
    """

    def __init__(self, window_size: int, velocity_scale: float) -> None:
        self._velocity_scale = np.float32(velocity_scale)
        self._low_pass = LowPassFilter()
        # As in MediaPipe the window begins full of movements that took no time.
        self._window: deque[tuple[Floats | float, int]] = deque([(0.0, 0)] * window_size, maxlen=window_size)
        self._last_scale = np.float32(1)
        self._last = -1

    def apply(self, values: Floats, timestamp: int, scale: float) -> Floats:
        """See `ValueFilter`."""
        now = timestamp * 1000
        if self._last >= now:
            return values
        alpha: Floats | float = 1.0
        if self._low_pass.raw is not None:
            moved = values * np.float32(scale) - self._low_pass.raw * self._last_scale
            alpha = self._alpha(moved, now - self._last)
        self._last_scale, self._last = np.float32(scale), now
        return self._low_pass.apply(values, alpha)

    def _alpha(self, moved: Floats, duration: int) -> Floats:
        distance, time = moved, duration
        longest = (1 + len(self._window)) * _FRAME
        for before, took in self._window:
            if time + took > longest:
                break
            distance, time = distance + before, time + took
        velocity = np.abs((distance / (time * _SECONDS)).astype(np.float32))
        self._window.appendleft((moved, duration))
        return np.float32(1) - np.float32(1) / (np.float32(1) + self._velocity_scale * velocity)
