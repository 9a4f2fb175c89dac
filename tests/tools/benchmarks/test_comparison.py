"""What is made of the times of turns."""

from __future__ import annotations

from statistics import fmean

from backedge.tools.benchmarks.comparison import Sample, Spread, Turn, compare, to_json


def sample(*values: float, found: int = 1) -> Sample:
    """What a side says of frames that took so long, the processor twice as long."""
    return Sample(values, [2 * value for value in values], [found])


def test_turns_are_compared_each_by_itself() -> None:
    """A turn in which the machine is busy is as slow on both sides, and does not count for more."""
    busy = Turn(sample(20, 20, 20), sample(40, 40, 40))
    turns = [Turn(sample(1, 1, 9), sample(2, 2, 2)), Turn(sample(1, 1, 1), sample(2, 2, 9)), busy]
    found = compare(turns)
    assert found.theirs is not None
    assert (found.ours.median, found.theirs.median) == (1, 2)
    assert found.ratio == Spread(0.5, 0.5, 0.5, 0.5)
    assert found.processor_ratio == 0.5
    assert found.same_results == 1


def test_turns_that_our_side_wins_are_counted() -> None:
    """One of four was slower."""
    found = compare([Turn(sample(1), sample(2))] * 3 + [Turn(sample(3), sample(2))])
    assert found.faster == 0.75
    assert found.ratio == Spread(0.5, 0.5, 0.75, 0.75)


def test_frames_that_differ_count_as_a_whole() -> None:
    """By their mean: the median would leave out the rare frame that takes long."""
    turns = [Turn(sample(1, 1, 7), sample(1, 1, 1))] * 2
    rare = compare(turns, fmean)
    assert rare.ratio == Spread(3, 3, 3, 3)
    assert rare.processor_ratio == 3
    assert compare(turns).processor_ratio == 1


def test_results_that_only_one_side_has_are_told() -> None:
    """The share of turns without them."""
    found = compare([Turn(sample(1), sample(1)), Turn(sample(1, found=2), sample(1))])
    assert found.same_results == 0.5


def test_a_side_alone_has_times_and_no_ratio() -> None:
    """Its median, and both quartiles."""
    found = compare([Turn(sample(1, 2, 3)), Turn(sample(4, 5))])
    assert found.ours == Spread(2, 3, 4, 3)
    assert to_json(found) == {
        "ours": {"lower": 2, "median": 3, "upper": 4, "mean": 3},
        "theirs": None,
        "ratio": None,
        "processor_ratio": None,
        "processor": {"lower": 4, "median": 6, "upper": 8, "mean": 6},
        "their_processor": None,
        "faster": None,
        "same_results": None,
    }
