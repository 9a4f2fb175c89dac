"""Intervals and tests of figures that are ratios."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.tools.evaluation.ratios import Observation, Ratio, difference, figure, summed


def of(values: np.ndarray) -> Ratio:
    """The mean of values."""
    return Ratio(values.astype(np.float64), np.ones(len(values)))


def test_a_mean_has_the_interval_of_its_standard_error() -> None:
    """Of 400 values with a spread of 1, plus and minus 1.96 / 20."""
    found = figure(of(np.random.default_rng(1).normal(5.0, 1.0, 400)))
    assert found.value == pytest.approx(5.0, abs=0.15)
    assert found.high - found.low == pytest.approx(2 * 1.96 / 20, rel=0.15)
    assert found.low < found.value < found.high
    assert found.count == 400


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    """Nineteen in twenty."""
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(150):
        found = figure(of(rng.exponential(1.0, 80)))
        hits += found.low <= 1.0 <= found.high
    assert 0.88 < hits / 150 <= 0.99


def test_a_ratio_weighs_units_by_what_they_hold() -> None:
    """A picture with four hands counts four times as much as one with one."""
    assert figure(Ratio(np.array([4.0, 0.0]), np.array([4.0, 1.0]))).value == pytest.approx(0.8)
    assert np.isnan(figure(Ratio(np.zeros(2), np.zeros(2))).value)


def test_paired_differences_are_found_where_single_figures_do_not_show_them() -> None:
    """Hard and easy pictures differ by far more than two graphs do, which are compared picture by picture."""
    rng = np.random.default_rng(3)
    hard = rng.normal(10.0, 5.0, 100)
    ours, theirs = of(hard), of(hard + 0.2 + rng.normal(0.0, 0.2, 100))
    assert figure(ours).high > figure(theirs).low
    found = difference(ours, theirs)
    assert found.low > 0
    assert found.value == pytest.approx(0.2, abs=0.06)
    assert found.p < 0.01


def test_no_difference_is_no_difference() -> None:
    """The same results have p = 1; chance alone is below 0.05 one time in twenty."""
    rng = np.random.default_rng(4)
    same = of(rng.normal(0, 1, 50))
    assert difference(same, same).p == 1.0
    below = [
        difference(of(values[0]), of(values[1])).p < 0.05 for values in (rng.normal(0, 1, (2, 40)) for _ in range(100))
    ]
    assert sum(below) <= 12


def test_observations_are_summed_by_unit() -> None:
    """Units of which nothing was observed have a row of zeros, so that all figures have the same rows."""
    found = summed("abba", [Observation("x", "b", 1, 2), Observation("x", "b", 3, 4)])
    assert found["x"].above.tolist() == [0, 4]
    assert found["x"].below.tolist() == [0, 6]


def test_very_many_units_are_put_together() -> None:
    """A hundred thousand pictures have the value and the interval that they have, without gigabytes."""
    values = np.random.default_rng(5).normal(3.0, 1.0, 100_000)
    found = figure(of(values))
    assert found.value == pytest.approx(values.mean())
    assert found.high - found.low == pytest.approx(2 * 1.96 / np.sqrt(100_000), rel=0.15)
    assert difference(of(values), of(values + 0.001)).p < 0.01
