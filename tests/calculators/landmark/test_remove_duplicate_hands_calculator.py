"""RemoveDuplicateHandsCalculator, and when two sets of landmarks are of one hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.landmark.distinct_hands import Joints, are_same, distinct_hands
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Landmarks
from backedge.testing import NodeOutputs, run_node
from tests.calculators.landmark.hands import SIZE, hand, rect, side

NODE = """
    node {
      calculator: "RemoveDuplicateHandsCalculator"
      input_stream: "LANDMARKS:landmarks"
      input_stream: "NORM_RECTS:rects"
      input_stream: "WORLD_LANDMARKS:world"
      input_stream: "HANDEDNESS:sides"
      input_stream: "PRESENCE:presences"
      input_stream: "IMAGE_SIZE:size"
      input_side_packet: "NUM_HANDS:most"
      output_stream: "LANDMARKS:kept_landmarks"
      output_stream: "NORM_RECTS:kept_rects"
      output_stream: "WORLD_LANDMARKS:kept_world"
      output_stream: "HANDEDNESS:kept_sides"
      output_stream: "PRESENCE:kept_presences"
    }
"""
BARE = """
    node {
      calculator: "RemoveDuplicateHandsCalculator"
      input_stream: "LANDMARKS:landmarks"
      input_stream: "IMAGE_SIZE:size"
      output_stream: "LANDMARKS:kept"
      node_options { [type.googleapis.com/backedge.RemoveDuplicateHandsCalculatorOptions] { %s } }
    }
"""
WORLD = [Landmarks(np.full((21, 3), number, np.float32)) for number in range(3)]


def run(xs: list[float], tracks: list[int], threads: int, most: int = 2) -> NodeOutputs:
    """The outputs for hands at these places."""
    feed: dict[str, list[Any]] = {
        "landmarks": [[hand(x) for x in xs]],
        "rects": [[rect(track) for track in tracks]],
        "world": [WORLD[: len(xs)]],
        "sides": [[side("Left", 0.5 + number / 10) for number in range(len(xs))]],
        "presences": [[number / 10 for number in range(len(xs))]],
        "size": [SIZE],
    }
    return run_node(NODE, feed, {"most": most}, num_threads=threads)


@pytest.mark.parametrize(
    ("xs", "tracks", "kept"),
    [
        ([0.2, 0.6], [1, 2], [0, 1]),
        ([0.2, 0.6], [2, 1], [1, 0]),  # longest followed first
        ([0.2, 0.6, 0.205], [1, 2, 3], [0, 1]),  # the third is the first once more
        ([0.2, 0.6, 0.205], [5, 2, 3], [1, 2]),  # of two the one that came first stays
        ([0.2, 0.6, 0.8], [3, 2, 1], [2, 1]),  # no more than asked for
        ([0.2, 0.2, 0.2], [1, 2, 3], [0]),
    ],
)
def test_each_hand_stays_once(xs: list[float], tracks: list[int], kept: list[int], threads: int) -> None:
    """All lists keep the same hands, in the order of their tracks."""
    outputs = run(xs, tracks, threads)
    assert outputs.values("kept_landmarks") == [[hand(xs[number]) for number in kept]]
    assert outputs.values("kept_rects") == [[rect(tracks[number]) for number in kept]]
    assert outputs.values("kept_world") == [[WORLD[number] for number in kept]]
    assert outputs.values("kept_sides") == [[side("Left", 0.5 + number / 10) for number in kept]]
    assert outputs.values("kept_presences") == [[number / 10 for number in kept]]


def test_without_tracks_the_first_stay() -> None:
    """And without a number of hands all that are distinct."""
    hands = [hand(x) for x in (0.2, 0.6, 0.205, 0.4)]
    outputs = run_node(BARE % "", {"landmarks": [hands], "size": [SIZE]})
    assert outputs.values("kept") == [[hands[0], hands[1], hands[3]]]


def test_both_rules_can_be_left_out() -> None:
    """Then all stay, also equal ones."""
    hands = [hand(0.2)] * 2
    feed: dict[str, list[Any]] = {"landmarks": [hands], "size": [SIZE]}
    assert run_node(BARE % "max_landmark_distance: 0 max_box_overlap: 1", feed).values("kept") == [hands]
    assert run_node(BARE % "max_landmark_distance: 0", feed).values("kept") == [hands[:1]]
    assert run_node(BARE % "max_box_overlap: 1", feed).values("kept") == [hands[:1]]


def test_no_hands_are_no_packet() -> None:
    """Neither where there is no packet, nor for an empty list."""
    feed: dict[str, list[Any]] = {"landmarks": [Packet.empty(0), Packet([], 1)], "size": [SIZE, SIZE]}
    assert run_node(BARE % "", feed)["kept"] == []


def joints(x: float) -> Joints:
    """Where the landmarks of a hand are, in pixels."""
    return [(x * SIZE[0], y * SIZE[1]) for x, y, _ in hand(x).points.tolist()]


def test_hands_are_one_by_their_joints_or_their_boxes() -> None:
    """Distances count in sizes of the hand; what is not a number is the same as nothing."""
    first = joints(0.2)
    xs, ys = zip(*first, strict=True)
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    size = (width + height) / 2
    aside = [(x + 0.3 * size, y) for x, y in first]
    assert are_same(first, aside, 0.31, 1)
    assert not are_same(first, aside, 0.29, 1)
    shared = (width - 0.3 * size) / width
    turned = aside[::-1]  # other joints in the same places: only the boxes tell
    assert not are_same(first, turned, 0.31, 1)
    assert are_same(first, turned, 0.31, shared - 0.01)
    assert not are_same(first, turned, 0.31, shared + 0.01)
    middle = (sum(xs) / 21, sum(ys) / 21)
    inside = [(x / 3 + middle[0] * 2 / 3, y / 3 + middle[1] * 2 / 3) for x, y in reversed(first)]
    assert are_same(first, inside, 0.1, 0.99)
    assert are_same(inside, first, 0.1, 0.99)
    assert not are_same(first, [(math.nan, math.nan)] * 21, 0.3, 0.5)
    assert not are_same(first, [*first[:-1], (math.nan, 0.0)], 0.3, 0.5)


def test_the_order_decides_who_stays() -> None:
    """The first of a chain in which neighbours are the same keeps out the second, which keeps out nobody."""
    row = [joints(x) for x in (0.2, 0.22, 0.24)]
    assert distinct_hands(row, [0, 1, 2], 0.25, 1) == [0, 2]
    assert distinct_hands(row, [1, 0, 2], 0.25, 1) == [1]


def test_lists_of_other_lengths_are_refused() -> None:
    """The error says which."""
    with pytest.raises(CalculatorError, match="landmarks of 2 hands, but NORM_RECTS has 1 items"):
        run([0.2, 0.6], [1], 0)


def test_a_number_of_hands_is_at_least_one() -> None:
    """None would never be found."""
    with pytest.raises(CalculatorError, match='side packet "most" must be at least 1, found 0'):
        run([0.2], [1], 0, most=0)


def test_landmarks_need_the_size() -> None:
    """Landmarks without a size at their timestamp end the run."""
    with pytest.raises(CalculatorError, match="there are landmarks, but IMAGE_SIZE has no packet at this timestamp"):
        run_node(BARE % "", {"landmarks": [[hand(0.2)]], "size": [Packet.empty(0)]})


def test_what_comes_out_has_to_come_in() -> None:
    """The graph is not even built."""
    with pytest.raises(ConfigError, match="output PRESENCE needs an input PRESENCE"):
        run_node((BARE % "").replace("node_options", 'output_stream: "PRESENCE:presence" node_options'))
