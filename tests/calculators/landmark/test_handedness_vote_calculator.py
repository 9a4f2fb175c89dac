"""HandednessVoteCalculator, and the vote itself."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backedge import Packet
from backedge.calculators.landmark.handedness_vote import TwoClassVote, log_odds
from backedge.errors import CalculatorError, PacketTypeError
from backedge.formats import Classification, ClassificationList
from backedge.testing import run_node
from tests.calculators.landmark.hands import rect, side

NODE = """
    node {
      calculator: "HandednessVoteCalculator"
      input_stream: "HANDEDNESS:given"
      input_stream: "NORM_RECTS:rects"
      output_stream: "HANDEDNESS:voted"
    }
"""


def labels(given: list[Any], tracks: list[Any], threads: int = 0) -> list[list[str]]:
    """What comes out, for each timestamp with hands."""
    rects = [packet if isinstance(packet, Packet) else [rect(track) for track in packet] for packet in tracks]
    outputs = run_node(NODE, {"given": given, "rects": rects}, num_threads=threads)
    return [[classes[0].label for classes in hands] for hands in outputs.values("voted")]


def test_one_wrong_image_changes_nothing(threads: int) -> None:
    """Each track has a vote of its own, wherever it is in the list."""
    left, right = side("Left"), side("Right")
    given = [[left, right], [right, left], [left, left], [left, right]]
    tracks = [[1, 2], [2, 1], [1, 2], [2, 1]]
    voted = labels(given, tracks, threads)
    assert voted == [["Left", "Right"], ["Right", "Left"], ["Left", "Right"], ["Right", "Left"]]


def test_a_lost_hand_is_forgotten() -> None:
    """After an image without the track, with or without other hands, it begins anew; without a track always."""
    left, right = [side("Left", 0.99)], [side("Right", 0.6)]
    assert labels([left, right], [[1], [1]]) == [["Left"], ["Left"]]
    assert labels([left, right], [[1], [2]]) == [["Left"], ["Right"]]
    assert labels([left, right], [[0], [0]]) == [["Left"], ["Right"]]
    assert labels([left, [*left, *left], right], [[1], [2, 3], [1]]) == [["Left"], ["Left", "Left"], ["Right"]]
    assert labels([left, [], right], [[1], [], [1]]) == [["Left"], [], ["Right"]]
    rests = [Packet([rect(1)], 0), Packet([], 1), Packet([rect(1)], 2)]
    assert labels([Packet(left, 0), Packet.empty(1), Packet(right, 2)], rests) == [["Left"], ["Right"]]


def test_the_score_is_that_of_the_mean_log_odds() -> None:
    """Of ln(p / (1 - p)), no more than the limit each."""
    vote = TwoClassVote(max_log_odds=4.0)
    first = vote.add(side("Right", 0.8))
    assert (first[0].label, first[0].index) == ("Right", 1)
    assert first[0].score == pytest.approx(0.8)
    mean = (math.log(4) - math.log(9)) / 2
    second = vote.add(side("Left", 0.9))
    assert (second[0].label, second[0].index) == ("Left", 0)
    assert second[0].score == pytest.approx(1 / (1 + math.exp(mean)))
    mean = (math.log(4) - math.log(9) + 4) / 3
    third = vote.add(side("Right", 1.0))
    assert third[0].label == "Right"
    assert third[0].score == pytest.approx(1 / (1 + math.exp(-mean)))


def test_log_odds_have_limits() -> None:
    """Also where they are infinite."""
    assert [log_odds(p, 4.0) for p in (0.0, 0.001, 0.5, 0.999, 1.0)] == [-4, -4, 0, 4, 4]
    assert log_odds(0.75, 4.0) == pytest.approx(math.log(3))


def test_equal_votes_change_nothing() -> None:
    """What was said before is said again, with a score of one half; a first vote has its own class."""
    vote = TwoClassVote(4.0)
    vote.add(side("Left", 0.9))
    assert vote.add(side("Right", 0.9))[0] == Classification(0, 0.5, "Left")
    assert TwoClassVote(4.0).add(side("Right", 0.5))[0] == Classification(1, 0.5, "Right")


@pytest.mark.parametrize("opinion", [ClassificationList(), ClassificationList([Classification(2, 0.9, "Both")])])
def test_only_two_classes_can_be_voted_on(opinion: ClassificationList) -> None:
    """The error shows what was found."""
    with pytest.raises(PacketTypeError, match="needs one of the classes 0 and 1, found ClassificationList"):
        TwoClassVote(4.0).add(opinion)


@pytest.mark.parametrize(
    ("tracks", "complaint"),
    [
        ([1], "expected as many items at NORM_RECTS as there are hands, 2; found 1"),
        ([3, 3], r"expected each track once at NORM_RECTS, found \[3, 3\]"),
    ],
)
def test_each_hand_has_a_track(tracks: list[int], complaint: str) -> None:
    """One, and not the same as another."""
    with pytest.raises(CalculatorError, match=complaint):
        labels([[side("Left"), side("Left")]], [tracks])
