"""MultiLandmarksSmoothingCalculator and MultiWorldLandmarksSmoothingCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Landmarks, NormalizedLandmarks, NormalizedRect, Rect
from backedge.testing import run_node
from tests.calculators.landmark.hands import SIZE, hand, rect

OPTIONS = """
    options {
      [mediapipe.LandmarksSmoothingCalculatorOptions.ext] { one_euro_filter { min_cutoff: 0.5 beta: 5 } }
    }
"""
SEVERAL = """
    node {
      calculator: "MultiLandmarksSmoothingCalculator"
      input_stream: "NORM_LANDMARKS:landmarks"
      input_stream: "IMAGE_SIZE:size"
      input_stream: "TRACKED_RECTS:tracks"
      %s
      output_stream: "NORM_FILTERED_LANDMARKS:smooth"
      %s
    }
"""
WORLD = """
    node {
      calculator: "MultiWorldLandmarksSmoothingCalculator"
      input_stream: "LANDMARKS:landmarks"
      input_stream: "TRACKED_RECTS:tracks"
      %s
      output_stream: "FILTERED_LANDMARKS:smooth"
      %s
    }
"""
ONE = """
    node {
      calculator: "LandmarksSmoothingCalculator"
      input_stream: "NORM_LANDMARKS:landmarks"
      input_stream: "IMAGE_SIZE:size"
      %s
      output_stream: "NORM_FILTERED_LANDMARKS:smooth"
      %s
    }
"""
STILL, MOVING = [0.2, 0.21, 0.19, 0.2], [0.5, 0.52, 0.55, 0.6]
TIMES = range(0, 133_332, 33_333)


def at(values: list[Any], first: int = 0) -> list[Packet[Any]]:
    """A packet for each frame, from the first that is meant."""
    return [Packet(value, time) for value, time in zip(values, TIMES[first:], strict=False)]


def alone(xs: list[float], first: int = 0) -> list[NormalizedLandmarks]:
    """One hand at these places, smoothed by the calculator for one."""
    feed = {"landmarks": at([hand(x) for x in xs], first), "size": at([SIZE] * len(xs), first)}
    return run_node(ONE % ("", OPTIONS), feed).values("smooth")


def together(hands: list[Any], tracks: list[list[int]], threads: int = 0) -> list[list[NormalizedLandmarks]]:
    """Hands of several tracks, smoothed together."""
    feed = {
        "landmarks": at(hands),
        "tracks": at([[rect(track) for track in some] for some in tracks]),
        "size": at([SIZE] * len(hands)),
    }
    return run_node(SEVERAL % ("", OPTIONS), feed, num_threads=threads).values("smooth")


def test_each_track_is_smoothed_by_itself(threads: int) -> None:
    """As by a calculator of its own, wherever it is in the list."""
    hands = [[hand(still), hand(moving)] for still, moving in zip(STILL, MOVING, strict=True)]
    hands[2].reverse()
    found = together(hands, [[1, 2], [1, 2], [2, 1], [1, 2]], threads)
    found[2].reverse()
    assert [pair[0] for pair in found] == alone(STILL)
    assert [pair[1] for pair in found] == alone(MOVING)
    assert alone(STILL)[1] != hand(STILL[1])  # or all this would say nothing


def test_a_lost_track_begins_anew() -> None:
    """After an image without it, or under another number; without a number always."""
    hands = [[hand(x)] for x in STILL]
    both = [[hand(STILL[0])], [], [hand(STILL[2])], [hand(STILL[3])]]
    assert together(both, [[1], [], [1], [1]])[2:] == [[each] for each in alone(STILL[2:], 2)]
    assert together(hands, [[1], [1], [2], [2]]) == [[each] for each in alone(STILL[:2]) + alone(STILL[2:], 2)]
    for [found], [given] in zip(together(hands, [[0]] * 4), hands, strict=True):
        assert np.allclose(found.points, given.points, atol=1e-6)


def test_an_image_without_landmarks_ends_all_tracks() -> None:
    """As in MediaPipe, there is no packet then."""
    feed = {
        "landmarks": [Packet([hand(0.2)], 0), Packet.empty(33_333), Packet([hand(0.21)], 66_666)],
        "tracks": [Packet([rect(1)], 0), Packet.empty(33_333), Packet([rect(1)], 66_666)],
        "size": at([SIZE] * 3),
    }
    first, second = run_node(SEVERAL % ("", OPTIONS), feed)["smooth"]
    assert (first.timestamp, second.timestamp) == (0, 66_666)
    assert np.allclose(second.value[0].points, hand(0.21).points, atol=1e-6)


def test_mediapipe_s_numbers_do_as_well() -> None:
    """TRACKING_IDS in place of rectangles."""
    node = (SEVERAL % ("", OPTIONS)).replace("TRACKED_RECTS", "TRACKING_IDS")
    feed = {"landmarks": at([[hand(x)] for x in STILL]), "tracks": at([[7]] * 4), "size": at([SIZE] * 4)}
    assert run_node(node, feed).values("smooth") == [[each] for each in alone(STILL)]


def test_a_rectangle_may_say_how_large_an_object_is() -> None:
    """As for one object; a smaller one is followed faster."""
    roi = 'input_stream: "OBJECT_SCALE_ROI:rois"'
    scales = [NormalizedRect(0.5, 0.5, 0.02, 0.02)] * 4
    size = at([SIZE] * 4)
    one = {"landmarks": at([hand(x) for x in MOVING]), "size": size, "rois": at(scales)}
    several = {
        "landmarks": at([[hand(x)] for x in MOVING]),
        "tracks": at([[rect(1)]] * 4),
        "size": size,
        "rois": at([[scale] for scale in scales]),
    }
    expected = run_node(ONE % (roi, OPTIONS), one).values("smooth")
    assert run_node(SEVERAL % (roi, OPTIONS), several).values("smooth") == [[each] for each in expected]
    assert expected != alone(MOVING)
    several["rois"] = at([[]] * 4)
    with pytest.raises(CalculatorError, match="landmarks of 1 objects, but OBJECT_SCALE_ROI has 0"):
        run_node(SEVERAL % (roi, OPTIONS), several)


def test_landmarks_in_space_are_smoothed_too(threads: int) -> None:
    """As by LandmarksSmoothingCalculator, each track by itself, with rectangles or without."""
    several = [[Landmarks(hand(x).points) for x in pair] for pair in zip(STILL, MOVING, strict=True)]
    roi = 'input_stream: "OBJECT_SCALE_ROI:rois"'
    scale = Rect(0, 0, 1, 1)
    feed = {
        "landmarks": at(several),
        "tracks": at([[rect(1), rect(2)]] * 4),
        "rois": at([[scale, scale]] * 4),
    }
    plain = WORLD.replace("MultiWorld", "").replace('input_stream: "TRACKED_RECTS:tracks"', "")
    for extra in ("", roi):
        found = run_node(WORLD % (extra, OPTIONS), feed if extra else dict(list(feed.items())[:2]), num_threads=threads)
        for number in (0, 1):
            one = {"landmarks": at([pair[number] for pair in several]), "rois": at([scale] * 4)}
            expected = run_node(plain % (extra, OPTIONS), one if extra else {"landmarks": one["landmarks"]})
            assert [pair[number] for pair in found.values("smooth")] == expected.values("smooth")


def test_configs_that_cannot_work_are_refused() -> None:
    """No track, two kinds of them, or no filter."""
    without = (SEVERAL % ("", OPTIONS)).replace('input_stream: "TRACKED_RECTS:tracks"', "")
    both = SEVERAL % ('input_stream: "TRACKING_IDS:numbers"', OPTIONS)
    for node in (without, both):
        with pytest.raises(ConfigError, match="it takes either TRACKING_IDS or TRACKED_RECTS"):
            run_node(node)
    with pytest.raises(ConfigError, match="set one of no_filter, velocity_filter, one_euro_filter and steady_filter"):
        run_node(SEVERAL % ("", ""))


def test_landmarks_need_the_size() -> None:
    """Landmarks without a size at their timestamp end the run."""
    feed = {"landmarks": at([[hand(0.2)]]), "tracks": at([[rect(1)]]), "size": [Packet.empty(0)]}
    with pytest.raises(CalculatorError, match="there are landmarks, but IMAGE_SIZE has no packet at this timestamp"):
        run_node(SEVERAL % ("", OPTIONS), feed)
