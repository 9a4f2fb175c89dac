"""HandednessVoteCalculator, and the vote itself."""

from __future__ import annotations

import math
from typing import Any

import pytest

from backedge import Packet
from backedge.calculators.landmark.handedness_vote import TwoClassVote, log_odds, opposite_log_odds
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

OPTIONS = "node_options { [type.googleapis.com/backedge.HandednessVoteCalculatorOptions] { %s } }"


def decided(vote: TwoClassVote, opinion: ClassificationList) -> Any:
    """The class and the score of what all say, after one more opinion."""
    vote.add(opinion)
    return vote.decide()


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
    assert decided(vote, side("Right", 0.8)) == (1, pytest.approx(0.8))
    mean = (math.log(4) - math.log(9)) / 2
    assert decided(vote, side("Left", 0.9)) == (0, pytest.approx(1 / (1 + math.exp(mean))))
    mean = (math.log(4) - math.log(9) + 4) / 3
    assert decided(vote, side("Right", 1.0)) == (1, pytest.approx(1 / (1 + math.exp(-mean))))
    assert vote.log_odds == pytest.approx(mean)


def test_hints_count_as_opinions_do() -> None:
    """They are part of the mean, but not of what the opinions alone say."""
    vote = TwoClassVote(4.0)
    vote.add(side("Right", 0.8))
    index, score = vote.decide(-math.log(9))
    assert index == 0
    assert score == pytest.approx(9 / 13)
    assert decided(vote, side("Right", 0.8)) == (1, pytest.approx(4 / (4 + math.sqrt(9))))
    assert vote.log_odds == pytest.approx(math.log(4))


def test_log_odds_have_limits() -> None:
    """Also where they are infinite."""
    assert [log_odds(p, 4.0) for p in (0.0, 0.001, 0.5, 0.999, 1.0)] == [-4, -4, 0, 4, 4]
    assert log_odds(0.75, 4.0) == pytest.approx(math.log(3))


def test_equal_votes_change_nothing() -> None:
    """What was said before is said again, with a score of one half; a first vote has its own class."""
    vote = TwoClassVote(4.0)
    decided(vote, side("Left", 0.9))
    assert decided(vote, side("Right", 0.9)) == (0, 0.5)
    assert decided(TwoClassVote(4.0), side("Right", 0.5)) == (1, 0.5)


def test_much_has_to_speak_against_a_class_that_was_decided() -> None:
    """With a bound the sum of log-odds has to be beyond it; the first opinion, with its hint, has none to overcome."""
    vote = TwoClassVote(4.0, change_log_odds=math.log(99))
    assert decided(vote, side("Right", 0.6)) == (1, pytest.approx(0.6))
    assert decided(vote, side("Left", 0.98)) == (1, 0.5)  # the sum is 0.4 - 3.9
    assert decided(vote, side("Left", 0.7)) == (1, 0.5)  # 0.4 - 3.9 - 0.8
    index, score = decided(vote, side("Left", 0.7))
    assert index == 0
    assert score == pytest.approx(1 / (1 + math.exp((math.log(1.5) - math.log(49) - 2 * math.log(7 / 3)) / 4)))
    vote = TwoClassVote(4.0, change_log_odds=math.log(99))
    vote.add(side("Right", 0.6))
    assert vote.decide(-1.0)[0] == 0


def test_a_hand_keeps_its_side_where_images_differ() -> None:
    """What it is, is decided again only after `change_log_odds`."""
    images = [[side(label, 0.9)] for label in ("Right", "Left", "Left", "Left", "Left")]
    assert pairs(images, "", (1,)) == [["Right"], ["Right"], ["Left"], ["Left"], ["Left"]]
    assert pairs(images, "change_log_odds: 4.6", (1,)) == [["Right"], ["Right"], ["Right"], ["Right"], ["Left"]]


@pytest.mark.parametrize("chance", [0.5, 0.7, 0.9])
@pytest.mark.parametrize("probability", [0.02, 0.5, 0.9, 0.999])
def test_of_two_things_one_tells_about_the_other(chance: float, probability: float) -> None:
    """By the formula of total probability, in log-odds."""
    same = 1 - chance
    one = chance * (1 - probability) + same * probability
    told = opposite_log_odds(math.log(probability / (1 - probability)), chance)
    assert told == pytest.approx(math.log(one / (1 - one)), abs=1e-12)


def pairs(given: list[Any], options: str, tracks: tuple[int, ...] = (1, 2)) -> list[list[str]]:
    """The labels of hands that are followed together."""
    node = NODE.replace("output_stream", f"{OPTIONS % options} output_stream")
    outputs = run_node(node, {"given": given, "rects": [[rect(track) for track in tracks]] * len(given)})
    return [[classes[0].label for classes in hands] for hands in outputs.values("voted")]


def test_two_hands_are_a_left_and_a_right_one_where_the_model_is_unsure() -> None:
    """The surer one tells about the other, from the first image on; only if asked for, and of two hands only."""
    sure, unsure = side("Right", 0.98), side("Right", 0.8)
    images = [[sure, unsure], [sure, unsure], [sure, side("Left", 0.9)]]
    assert pairs(images, "") == [["Right", "Right"], ["Right", "Right"], ["Right", "Right"]]
    assert pairs(images, "opposite_chance: 0.9") == [["Right", "Left"]] * 3
    three = [[sure, unsure, unsure]]
    assert pairs(three, "opposite_chance: 0.9", (1, 2, 3)) == [["Right"] * 3]


def test_hands_of_two_persons_may_be_both_right_ones() -> None:
    """Where the model is sure of both."""
    both = [side("Right", 0.98), side("Right", 0.97)]
    assert pairs([both] * 3, "opposite_chance: 0.9") == [["Right", "Right"]] * 3


def test_what_was_told_of_a_hand_is_remembered() -> None:
    """When the other one goes, it keeps its side."""
    first, other = side("Right", 0.6), side("Right", 0.99)
    node = NODE.replace("output_stream", f"{OPTIONS % 'opposite_chance: 0.9'} output_stream")
    feed: dict[str, list[Any]] = {"given": [[first, other], [first]], "rects": [[rect(1), rect(2)], [rect(1)]]}
    assert [hands[0][0].label for hands in run_node(node, feed).values("voted")] == ["Left", "Left"]


def test_classes_have_the_names_that_the_model_gives_them() -> None:
    """Also a class that this hand was never taken for."""
    named = [ClassificationList([Classification(index, 0.99, name)]) for index, name in enumerate(("links", "rechts"))]
    unsure = ClassificationList([Classification(1, 0.6, "rechts")])
    assert pairs([named, [named[1], unsure]], "opposite_chance: 0.9") == [["links", "rechts"], ["links", "rechts"]]


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
