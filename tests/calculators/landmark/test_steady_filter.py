"""SteadyFilter: what it computes, and what it is for."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge.calculators.landmark.smooth_landmarks import LandmarksSmoother
from backedge.calculators.landmark.smoothing_options import (
    LandmarksSmoothingCalculatorOptions,
    LandmarksSmoothingSteadyFilter,
)
from backedge.calculators.landmark.value_filters import OneEuroFilter, SteadyFilter
from backedge.errors import ConfigError

FRAME = 33_333
PATH: NDArray[np.float32] = np.cumsum(np.random.default_rng(0).normal(0, 3, (30, 2, 3)), axis=0).astype(np.float32)


def slow(path: NDArray[np.float32], min_cutoff: float, beta: float, derivate_cutoff: float) -> list[list[float]]:
    """The formula for one landmark after the other, in plain numbers."""
    step = FRAME * 1e-6

    def mix(cutoff: float) -> float:
        return 1 / (1 + 1 / (2 * math.pi * cutoff * step))

    found = [list(map(float, path[0]))]
    speeds, share = [0.0, 0.0], mix(derivate_cutoff)
    for before, now in pairwise(path):
        speeds = [share * (now[axis] - before[axis]) / step + (1 - share) * speeds[axis] for axis in (0, 1)]
        weight = mix(min_cutoff + beta * (speeds[0] ** 2 + speeds[1] ** 2))
        found.append([weight * float(new) + (1 - weight) * old for new, old in zip(now, found[-1], strict=True)])
    return found


def test_the_cutoff_grows_with_the_square_of_the_speed() -> None:
    """Of a landmark in the picture; all its coordinates have it, and each landmark its own."""
    steady = SteadyFilter(0.1, 0.002, 8)
    found = np.array([steady.apply(points, number * FRAME + 1, 1.0) for number, points in enumerate(PATH)])
    for landmark in (0, 1):
        expected = slow(PATH[:, landmark], 0.1, 0.002, 8)
        assert np.allclose(found[:, landmark], expected, atol=0.02)
    assert np.abs(found - PATH).max() > 1


def test_noise_goes_and_movements_stay() -> None:
    """Beside a 1€ filter that is as still, one is late by a fraction only."""
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 0.003, (90, 1, 3)).astype(np.float32)
    way = np.linspace(0, 3, 90, dtype=np.float32)[:, None, None] * np.ones(3, np.float32)

    def stillness_and_lag(steady: SteadyFilter, euro: OneEuroFilter) -> list[tuple[float, float]]:
        figures = []
        for each in (steady, euro):
            still = np.array([each.apply(points, FRAME * (1 + number), 1.0) for number, points in enumerate(noise)])
            moved = np.array(
                [each.apply(points, FRAME * (1000 + number), 1.0) for number, points in enumerate(way + noise)]
            )
            figures.append((float(np.abs(np.diff(still, axis=0)).mean()), float((way - moved)[30:].mean())))
        return figures

    steady, euro = SteadyFilter(0.1, 90, 8), OneEuroFilter(30, 0.5, 12, 1)
    (still, lag), (euro_still, euro_lag) = stillness_and_lag(steady, euro)
    assert still < 0.35 * float(np.abs(np.diff(noise, axis=0)).mean())
    assert still == pytest.approx(euro_still, rel=0.25)
    assert 0 <= lag < 0.3 * euro_lag


def test_time_has_to_pass() -> None:
    """Values without a later timestamp stay as they are, and are forgotten; the first ones may come at any time."""
    first, other = PATH[0], PATH[1]
    steady, same = SteadyFilter(0.1, 0.002, 8), SteadyFilter(0.1, 0.002, 8)
    for each in (steady, same):
        assert np.array_equal(each.apply(first, -5, 1.0), first)
    assert np.array_equal(steady.apply(other, -5, 1.0), other)
    assert np.array_equal(steady.apply(other, FRAME, 1.0), same.apply(other, FRAME, 1.0))


def test_options_choose_it() -> None:
    """As one of the filters, alone."""
    options = LandmarksSmoothingCalculatorOptions(
        steady_filter=LandmarksSmoothingSteadyFilter(min_cutoff=0.1, beta=90, derivate_cutoff=8)
    )
    smoother, plain = LandmarksSmoother(options), SteadyFilter(0.1, 90, 8)
    for number, points in enumerate(PATH):
        assert np.array_equal(
            smoother.smooth(points, FRAME * (1 + number), 20.0), plain.apply(points, FRAME * (1 + number), 0.05)
        )


def test_frequencies_are_positive() -> None:
    """The error names the filter."""
    with pytest.raises(ConfigError, match="steady_filter: min_cutoff must be positive, found 0"):
        SteadyFilter(0, 90, 8)
