"""What is made of the times of turns: medians and quartiles, and ratios of what was measured next to each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from statistics import fmean, median, quantiles
from typing import Any, Self


@dataclass(frozen=True)
class Spread:
    """A median, the quartiles below and above it, and the mean."""

    lower: float
    median: float
    upper: float
    mean: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Self:
        """That of some values, one at least."""
        if len(values) == 1:
            return cls(values[0], values[0], values[0], values[0])
        lower, middle, upper = quantiles(values, n=4, method="inclusive")
        return cls(lower, middle, upper, fmean(values))


@dataclass(frozen=True)
class Sample:
    """What one side measured in one turn, in the unit of the case.

    Attributes:
        values: of each frame, or a single one.
        processor: the time that processors worked on each, in the same unit; empty where that is not measured.
        found: how much came out; what both sides should have in common.
    """

    values: Sequence[float]
    processor: Sequence[float] = ()
    found: Sequence[int] = ()


@dataclass(frozen=True)
class Turn:
    """What both sides measured, one right after the other."""

    ours: Sample
    theirs: Sample | None = None


@dataclass(frozen=True)
class Comparison:
    """What came of all turns of a case; less is better.

    Attributes:
        ours: of all values on our side.
        theirs: of all values on the other side; None where there is none, as for all that follows.
        ratio: of ours to theirs, of each turn.
        processor_ratio: likewise, of the time that processors worked: others on the machine disturb it less.
        processor: that time on our side, where it is measured.
        their_processor: that time on the other side.
        faster: the share of turns in which our side took less.
        same_results: the share of turns in which as much came out on both sides; None where that is not counted.
    """

    ours: Spread
    theirs: Spread | None = None
    ratio: Spread | None = None
    processor_ratio: float | None = None
    processor: Spread | None = None
    their_processor: Spread | None = None
    faster: float | None = None
    same_results: float | None = None


def compare(turns: Sequence[Turn], middle: Callable[[Sequence[float]], float] = median) -> Comparison:
    """Sum up turns, one at least.

    A turn in which the machine is busy slows down both sides, so the ratio is taken of each turn by itself.

    Args:
        turns: the turns.
        middle: what stands for the values of a side in a turn. The median leaves out moments at which something else
            ran; where frames differ by themselves, such as those on which a detector runs, it has to be the mean.
    """
    ours = Spread.of([value for turn in turns for value in turn.ours.values])
    pairs = [(turn.ours, turn.theirs) for turn in turns if turn.theirs is not None]
    our_processor = _spread([turn.ours for turn in turns])
    if not pairs:
        return Comparison(ours, processor=our_processor)
    ratios = [middle(our.values) / middle(their.values) for our, their in pairs]
    processor = [
        middle(our.processor) / middle(their.processor)
        for our, their in pairs
        if our.processor and their.processor and middle(their.processor)
    ]
    return Comparison(
        ours,
        Spread.of([value for _, their in pairs for value in their.values]),
        Spread.of(ratios),
        median(processor) if processor else None,
        our_processor,
        _spread([their for _, their in pairs]),
        sum(ratio < 1 for ratio in ratios) / len(ratios),
        _same_results(pairs),
    )


def _spread(samples: Sequence[Sample]) -> Spread | None:
    processor = [value for sample in samples for value in sample.processor]
    return Spread.of(processor) if processor else None


def _same_results(pairs: Sequence[tuple[Sample, Sample]]) -> float | None:
    counted = [list(our.found) == list(their.found) for our, their in pairs if our.found or their.found]
    return sum(counted) / len(counted) if counted else None


def to_json(comparison: Comparison) -> dict[str, Any]:
    """As plain values: a spread as its three numbers."""

    def plain(spread: Spread | None) -> dict[str, float] | None:
        return None if spread is None else asdict(spread)

    return {
        "ours": plain(comparison.ours),
        "theirs": plain(comparison.theirs),
        "ratio": plain(comparison.ratio),
        "processor_ratio": comparison.processor_ratio,
        "processor": plain(comparison.processor),
        "their_processor": plain(comparison.their_processor),
        "faster": comparison.faster,
        "same_results": comparison.same_results,
    }
