"""Frames beside the truth: what is known of hands, and the classes that they are put into."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backedge.tools.evaluation.evaluate import with_speeds
from backedge.tools.evaluation.judged_graph import Candidate, told_apart
from backedge.tools.evaluation.records import groups_of, known_of, ratios_of
from backedge.tools.hand_sets.truth import Attributes, TrueHand
from tests.tools.evaluation.made_hands import found_hand, frames_of, points, true_hand


def labelled(attributes: Attributes) -> TrueHand:
    """A hand of which more is known."""
    return replace(true_hand(), attributes=attributes)


def test_speed_is_in_palm_sizes_a_frame() -> None:
    """A hand that moved by ten pixels, with a palm of a hundred: 0.1; one that has just come has a number only."""
    still, moved, other = true_hand(300), true_hand(310), true_hand(900)
    frames = with_speeds([[still], [moved], [moved, other], []])
    speeds = [[hand.attributes.get("speed") for hand in frame] for frame in frames]
    assert speeds[0] == [None]
    assert speeds[1] == [pytest.approx(0.1)]
    assert speeds[2] == [pytest.approx(0.0), None]
    assert [[hand.track for hand in frame] for frame in frames] == [[1], [1], [1, 2], []]


def test_size_and_hidden_share_follow_from_the_hand() -> None:
    """Where a set does not tell them: the longer side of the box, in pixels; the share of landmarks that are hidden."""
    known = known_of(true_hand())
    assert known["size"] == pytest.approx(np.ptp(points(), axis=0).max())
    assert known["hidden"] == 0
    assert known_of(labelled({"size": 7.0}))["size"] == 7
    assert known_of(TrueHand(None)) == {}


def test_groups_part_the_hands() -> None:
    """By classes of numbers and by words, in order; what all have in common, and other attributes, make no groups."""
    hands: list[Attributes] = [
        {"size": 20.0, "skin_tone": "2", "tilt": 5.0, "owner": "me"},
        {"size": 300.0, "skin_tone": "10", "tilt": 6.0, "owner": "you"},
        {"size": 31.9, "skin_tone": "2", "tilt": 7.0},
    ]
    frames = frames_of(*[([found_hand()] if each["size"] != 20 else [], [labelled(each)]) for each in hands])
    groups = groups_of(frames)
    assert {name: list(classes) for name, classes in groups.items()} == {
        "skin_tone": ["10", "2"],
        "size": ["0 to 32", "256 and more"],
    }
    small = ratios_of(frames, groups["size"]["0 to 32"])
    assert (small["recall"].above.sum(), small["recall"].below.sum()) == (1, 2)
    assert "precision" not in small  # false hands have no size


def test_a_share_that_is_nought_is_a_class_of_its_own() -> None:
    """Hands of which nothing is hidden are told from those of which little is."""
    frames = frames_of(*[([], [labelled({"hidden": share, "size": 50.0})]) for share in (0.0, 0.1, 0.3, 0.9)])
    assert list(groups_of(frames)["hidden"]) == ["0", "> 0 to 0.2", "0.2 to 0.5", "0.5 and more"]


def test_precision_counts_only_where_all_hands_are_known() -> None:
    """A hand that is found beside those that are known may be true."""
    frames = frames_of(([found_hand(), found_hand(x=900)], [true_hand()]), ([found_hand()], []))
    assert ratios_of(frames)["precision"].below.sum() == 3
    assert ratios_of(frames)["false_on_negatives"].above.sum() == 1
    incomplete = [replace(frame, is_complete=False) for frame in frames]
    assert not {"precision", "false_on_negatives"} & set(ratios_of(incomplete))


def test_graphs_are_told_apart_by_what_is_set() -> None:
    """By their files, or by what only one of them is given, or by their numbers."""
    graph, other = Path("a/hands.pbtxt"), Path("b/plus.pbtxt")
    one = Candidate(graph, ("num_hands=1",))
    assert [each.name for each in told_apart([one, Candidate(other)])] == ["hands", "plus"]
    light = Candidate(graph, ("num_hands=1", "model_complexity=0"), {"x": "2"})
    assert [each.name for each in told_apart([one, light])] == ["hands", "hands model_complexity=0 x=2"]
    assert [each.name for each in told_apart([one, one])] == ["hands (1)", "hands (2)"]
