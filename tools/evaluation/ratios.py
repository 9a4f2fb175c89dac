"""Figures that are ratios of sums over frames or pictures, how sure they are, and whether two differ.

Nearly all that is said of a tracker is a sum over pictures divided by another: errors by hands, hits by hands. Kept as
two numbers for each picture, all of them are resampled in the same way.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np

from backedge.tools.hand_sets.truth import Floats

RESAMPLES: Final = 1000
_SEED: Final = 0
_MOST_UNITS: Final = 4000
"""Of a resampled set: more would take gigabytes, and make no interval better."""

_COVERED: Final = (2.5, 97.5)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure.

    Attributes:
        value: of all pictures; NaN where there is nothing to divide by.
        low: lower end of its interval: 95 % of resampled sets of pictures give at least this.
        high: upper end.
        count: what it is divided by: how many hands, frames or pictures.
    """

    value: float
    low: float
    high: float
    count: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Two graphs on the same pictures.

    Attributes:
        value: the other's figure less this one's.
        low: lower end of its 95 % interval.
        high: upper end.
        p: how often a difference as large comes about where it is chance which graph gave which result.
    """

    value: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True, eq=False)
class Ratio:
    """Two sums: (N,) over N units, which are pictures, or stretches of a video."""

    above: Floats
    below: Floats


class Observation(NamedTuple):
    """What a unit adds to a figure above and below its line."""

    name: str
    unit: Hashable
    above: float
    below: float


def summed(units: Sequence[Hashable], observations: Iterable[Observation]) -> dict[str, Ratio]:
    """Sum up what was observed, by name; a row for each unit, also those that nothing was observed of.

    Args:
        units: all, in order; may come several times.
        observations: of those units.
    """
    places = {unit: place for place, unit in enumerate(dict.fromkeys(units))}
    found: dict[str, Ratio] = {}
    for name, unit, above, below in observations:
        ratio = found.setdefault(name, Ratio(np.zeros(len(places)), np.zeros(len(places))))
        ratio.above[places[unit]] += above
        ratio.below[places[unit]] += below
    return found


def figure(ratio: Ratio) -> Figure:
    """The value, and its interval by the bootstrap over units (Efron and Tibshirani 1993, percentile method)."""
    if not ratio.below.sum():
        return Figure(float("nan"), float("nan"), float("nan"), 0.0)
    value = ratio.above.sum() / ratio.below.sum()
    units = _merged(ratio)
    low, high = interval_of(_resampled(units, _weights(len(units.above))))
    return Figure(float(value), low, high, float(ratio.below.sum()))


def difference(ours: Ratio, theirs: Ratio) -> Difference:
    """How much theirs is above ours on the same units: bootstrap interval, and a paired permutation test.

    The test exchanges the two results of each unit by chance (Good 2005, paired samples): if it made no difference
    which graph is which, the difference that was seen would be one of many like it.
    """
    if not ours.below.sum() or not theirs.below.sum():
        return Difference(*[float("nan")] * 4)
    ours, theirs = _merged(ours), _merged(theirs)
    weights = _weights(len(ours.above))
    low, high = interval_of(_resampled(theirs, weights) - _resampled(ours, weights))
    value = float(theirs.above.sum() / theirs.below.sum() - ours.above.sum() / ours.below.sum())
    swaps = _swaps(len(ours.above))
    above, below = swaps @ (theirs.above - ours.above), swaps @ (theirs.below - ours.below)
    with np.errstate(divide="ignore", invalid="ignore"):
        one = (ours.above.sum() + above) / (ours.below.sum() + below)
        other = (theirs.above.sum() - above) / (theirs.below.sum() - below)
    as_large = np.abs(other - one) >= abs(value) - 1e-12
    return Difference(value, low, high, float((1 + as_large.sum()) / (1 + RESAMPLES)))


def _merged(ratio: Ratio) -> Ratio:
    """The same of `_MOST_UNITS` at most: neighbours are put together."""
    count = len(ratio.above)
    if count <= _MOST_UNITS:
        return ratio
    starts = np.arange(_MOST_UNITS) * count // _MOST_UNITS
    return Ratio(np.add.reduceat(ratio.above, starts), np.add.reduceat(ratio.below, starts))


@lru_cache(maxsize=2)
def _weights(units: int) -> Floats:
    """(RESAMPLES, units): how often each unit is in each resampled set."""
    drawn = np.random.default_rng(_SEED).multinomial(units, np.full(units, 1 / units), RESAMPLES)
    return drawn.astype(np.float64)


@lru_cache(maxsize=2)
def _swaps(units: int) -> Floats:
    """(RESAMPLES, units): 1 where the two results of a unit are exchanged."""
    return np.random.default_rng(_SEED).integers(0, 2, (RESAMPLES, units)).astype(np.float64)


def _resampled(ratio: Ratio, weights: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        values: Floats = (weights @ ratio.above) / (weights @ ratio.below)
    return values


def interval_of(values: Floats) -> tuple[float, float]:
    """The 95 % interval of resampled values; those that are not finite do not count."""
    known = values[np.isfinite(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, _COVERED)
    return float(low), float(high)


def figures(ratios: Mapping[str, Ratio]) -> dict[str, Figure]:
    """The figure of each."""
    return {name: figure(ratio) for name, ratio in ratios.items()}
