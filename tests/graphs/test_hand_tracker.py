"""`HandTracker`, on a synthetic hand whose joints are known."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

import backedge.calculators.inference.backend as inference
from backedge.calculators.inference.model import InferenceModel
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.errors import (
    BackedgeError,
    ConfigError,
    GraphError,
    GraphStateError,
    PacketTypeError,
    ResourceError,
    StreamError,
)
from backedge.graphs.hand_tracking import Hand, HandTracker, HandTrackingResult


def same(one: HandTrackingResult, other: HandTrackingResult) -> bool:
    """Tell whether two results hold the same hands."""
    return len(one.hands) == len(other.hands) and all(
        np.array_equal(a.landmarks, b.landmarks) and a.rect == b.rect
        for a, b in zip(one.hands, other.hands, strict=True)
    )


def error_in_palm_widths(hand: Hand, truth: NDArray[np.float32], size: tuple[int, int]) -> float:
    """Mean distance of a hand's landmarks from the truth."""
    distances = np.linalg.norm((hand.landmarks - truth)[:, :2] * size, axis=1)
    return float(distances.mean() / np.linalg.norm((truth[5] - truth[17])[:2] * size))


def test_hand_is_found_and_followed_until_it_leaves_and_again_when_it_comes_back(clip: SyntheticHand) -> None:
    """Found on 98 % of the frames that show all of it, within 5 % of the palm's width; detected once for each visit."""
    size = (clip.width, clip.height)
    errors: list[float] = []
    detected_while_tracked = tracked = visible = visits = 0
    was_there = False
    with HandTracker(num_hands=1) as tracker:
        for frame in clip:
            result = tracker.process(frame.image, frame.timestamp)
            truth = frame.hands[0]
            tracked += bool(result.hands)
            detected_while_tracked += bool(result.hands) and result.palm_detector_ran
            visible += truth.visible
            visits += bool(result.hands) and not was_there
            was_there = bool(result.hands)
            if truth.visible and result.hands:
                errors.append(error_in_palm_widths(result.hands[0], truth.landmarks, size))
    assert len(errors) >= 0.98 * visible > 0
    assert np.mean(errors) <= 0.05
    assert visits == 2
    # The loop is what closes the gate: it opens only for the frame that begins a visit.
    assert detected_while_tracked == visits
    assert detected_while_tracked <= 0.1 * tracked


def test_two_hands_are_told_apart(clip: SyntheticHand) -> None:
    """Each with its own handedness and place; the detector rests while both are tracked."""
    pair = SyntheticHand(frames=90, num_hands=2)[20:40]
    both = 0
    with HandTracker(num_hands=2, model_complexity=0) as tracker:
        for frame in pair:
            before = both
            result = tracker.process(frame.image)
            if len(result.hands) < 2:
                continue
            both += 1
            found = {hand.handedness: hand.landmarks for hand in result.hands}
            assert {truth.handedness for truth in frame.hands} == set(found)
            for truth in frame.hands:
                assert np.abs(found[truth.handedness] - truth.landmarks)[:, :2].mean() < 0.03
            assert result.palm_detector_ran == (before == 0)
    assert both >= 15


def test_result_says_all_about_a_frame(clip: SyntheticHand) -> None:
    """A result holds read-only arrays of the documented shapes, a rectangle around them, and the frame's timestamp."""
    with HandTracker(num_hands=1, model_complexity=0) as tracker:
        result = tracker.process(clip[25].image, timestamp=40)
        later = tracker.process(clip[26].image)
    [hand] = result.hands
    assert (hand.landmarks.shape, hand.world_landmarks.shape) == ((21, 3), (21, 3))
    assert not hand.landmarks.flags.writeable
    assert not hand.world_landmarks.flags.writeable
    assert (hand.handedness, hand.handedness_score > 0.5) == (clip[25].hands[0].handedness, True)
    assert 0.5 < hand.presence <= 1
    assert abs(hand.rect.x_center - hand.landmarks[:, 0].mean()) < 0.1
    assert (result.timestamp, result.palm_detector_ran, len(result.palm_detections)) == (40, True, 1)
    assert later.timestamp > 40
    assert (later.palm_detector_ran, later.palm_detections) == (False, ())


def test_reset_forgets_the_hands_and_keeps_the_models(clip: SyntheticHand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same frames give the same results again, timestamps start over, and no model is loaded."""
    frames = [frame.image for frame in clip[20:24]]
    with HandTracker(num_hands=1, model_complexity=0) as tracker:
        first = [tracker.process(frame) for frame in frames]
        monkeypatch.delattr(inference, "_read")  # loading a model needs it
        tracker.reset()
        second = [tracker.process(frame) for frame in frames]
    assert [result.palm_detector_ran for result in second] == [True, False, False, False]
    assert all(map(same, first, second))


def test_static_images_are_searched_one_by_one(clip: SyntheticHand) -> None:
    """The palm detector runs on each, and the image before makes no difference."""
    with HandTracker(num_hands=1, model_complexity=0, static_images=True) as tracker:
        first, other, again = (tracker.process(clip[number].image) for number in (25, 60, 25))
    assert first.palm_detector_ran
    assert other.palm_detector_ran
    assert same(first, again)


def test_image_may_be_overwritten_after_the_call(clip: SyntheticHand) -> None:
    """A caller that reuses its buffer, as cameras do, gets the same results."""
    buffer = clip[20].image.copy()
    with HandTracker(num_hands=1, model_complexity=0) as ours, HandTracker(num_hands=1, model_complexity=0) as theirs:
        for frame in clip[20:24]:
            buffer[:] = frame.image
            assert same(ours.process(buffer), theirs.process(frame.image))
    assert buffer.flags.writeable


def test_rgba_grey_and_odd_sizes_are_taken(clip: SyntheticHand) -> None:
    """Alpha makes no difference; without colour, and at unusual sizes, the hand is found too."""
    image = clip[25].image
    others: tuple[Any, ...] = (
        cv2.cvtColor(image, cv2.COLOR_RGB2GRAY),
        image[:479, :633],
        np.asfortranarray(image),
    )
    with HandTracker(num_hands=1, model_complexity=0, static_images=True) as tracker:
        rgb = tracker.process(image)
        rgba: Any = cv2.cvtColor(image, cv2.COLOR_RGB2RGBA)
        assert same(rgb, tracker.process(rgba))
        assert [len(tracker.process(other).hands) for other in others] == [1, 1, 1]


@pytest.mark.parametrize(
    ("image", "complaint"),
    [
        (np.zeros((4, 4, 3), np.uint16), "expected an image of uint8 .* found uint16"),
        (np.zeros((4, 4, 3), np.float64), "float64 pixels of shape"),
        (np.zeros((2, 4, 4, 3), np.uint8), r"shape \(2, 4, 4, 3\)"),
        (np.zeros((0, 4, 3), np.uint8), "at least one pixel"),
        ("hand.png", "expected an image as a numpy array, found str"),
        (None, "found NoneType"),
    ],
)
def test_wrong_images_are_refused_and_tracking_goes_on(clip: SyntheticHand, image: Any, complaint: str) -> None:
    """The error says what was expected; the next image is tracked as if nothing had been."""
    with HandTracker(num_hands=1, model_complexity=0) as tracker:
        tracker.process(clip[25].image)
        with pytest.raises(PacketTypeError, match=complaint):
            tracker.process(image)
        assert not tracker.process(clip[26].image).palm_detector_ran


def test_timestamps_must_increase(clip: SyntheticHand) -> None:
    """A timestamp that does not increase is refused, and tracking goes on."""
    with HandTracker(num_hands=1, model_complexity=0) as tracker:
        tracker.process(clip[25].image, 1000)
        with pytest.raises(StreamError, match="expected 1001 or later, found 1000"):
            tracker.process(clip[26].image, 1000)
        assert tracker.process(clip[26].image, 1001).hands


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({"num_hands": 0}, '"num_hands" must be at least 1, found 0'),
        ({"num_hands": -1}, '"num_hands" must be at least 1, found -1'),
        ({"num_hands": "two"}, '"num_hands" must be int'),
        ({"model_complexity": 7}, "model_complexity must be one of 0 .*, 1 .*; found 7"),
        ({"model_complexity": 0.5}, '"model_complexity" must be int'),
    ],
)
def test_wrong_arguments_are_one_clear_line(clip: SyntheticHand, arguments: dict[str, Any], complaint: str) -> None:
    """The error comes when the tracker is made, not when it is used."""
    with pytest.raises(GraphError, match=complaint) as caught:
        HandTracker(**arguments)
    assert "\n" not in str(caught.value)


def test_closed_tracker_says_so_and_can_be_reset(clip: SyntheticHand) -> None:
    """A closed tracker refuses images until it is reset; closing it twice does nothing."""
    tracker = HandTracker(num_hands=1, model_complexity=0)
    tracker.close()
    tracker.close()
    with pytest.raises(GraphStateError, match=r"closed.*reset\(\)"):
        tracker.process(clip[25].image)
    tracker.reset()
    assert tracker.process(clip[25].image).hands
    tracker.close()


def test_errors_are_ours(clip: SyntheticHand) -> None:
    """An image too large for the crop ends the run with an error; reset makes a new start."""
    endless = np.zeros((1, 40_000, 3), np.uint8)
    with HandTracker(num_hands=1, model_complexity=0) as tracker:
        with pytest.raises(BackedgeError, match="at most 32766 pixels a side"):
            tracker.process(endless)
        tracker.reset()
        assert tracker.process(clip[25].image).hands


@pytest.mark.parametrize("static_images", [False, True])
def test_thresholds_are_arguments(clip: SyntheticHand, static_images: bool) -> None:
    """The defaults find what the thresholds of MediaPipe find; with those that no hand reaches, none is found."""

    def found(**thresholds: Any) -> tuple[int, int]:
        with HandTracker(1, 0, static_images=static_images, **thresholds) as tracker:
            result = tracker.process(clip[25].image)
        return len(result.palm_detections), len(result.hands)

    assert found() == found(min_detection_confidence=0.5, min_presence_confidence=0.5) == (1, 1)
    assert found(min_presence_confidence=1) == (1, 0)
    assert found(min_detection_confidence=1) == (0, 0)


@pytest.mark.parametrize("name", ["min_detection_confidence", "min_presence_confidence", "min_tracking_confidence"])
@pytest.mark.parametrize("threshold", [7, -0.1, float("nan"), "high"])
def test_thresholds_are_within_their_range(name: str, threshold: Any) -> None:
    """The error names the argument, the range and what was found."""
    with pytest.raises(ConfigError, match=rf'^error: cannot set "{name}": .* a float \(0 to 1\), found {threshold}$'):
        HandTracker(**{name: threshold})


def test_a_second_hand_is_looked_for_at_intervals() -> None:
    """With an interval, while one of two hands is tracked; without one on every frame, and then it is the same."""
    image = SyntheticHand(frames=60)[20].image

    def searched(**options: Any) -> str:
        with HandTracker(num_hands=2, model_complexity=0, **options) as tracker:
            results = [tracker.process(image) for _ in range(7)]
        assert [len(result.hands) for result in results] == [1] * 7
        return "".join("d" if result.palm_detector_ran else "-" for result in results)

    assert searched(detection_interval=3) == "d--d--d"
    assert searched() == searched(detection_interval=1) == "ddddddd"


@pytest.mark.parametrize("interval", [0, -1, 2.5, "often"])
def test_interval_is_a_number_of_frames(interval: Any) -> None:
    """The error names the argument, the range and what was found."""
    complaint = rf'^error: cannot set "detection_interval": .* an int32 \(at least 1\), found {interval}$'
    with pytest.raises(ConfigError, match=complaint):
        HandTracker(detection_interval=interval)


def test_missing_models_are_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without models and network the tracker raises the ResourceError it promises, with the command line's text."""
    monkeypatch.setenv("BACKEDGE_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    with pytest.raises(ResourceError) as caught:
        HandTracker()
    assert str(caught.value).startswith(f"not in {tmp_path / 'models'}: palm_detection_full; could not be fetched")
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value.__cause__, ResourceError)


def test_dropped_trackers_give_their_models_back(clip: SyntheticHand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracker that nobody closed is closed when it is dropped, and the next one uses its models."""
    loaded: list[int] = []

    def counted(load: Callable[[bytes, int], InferenceModel], content: bytes, num_threads: int) -> InferenceModel:
        loaded.append(len(content))
        return load(content, num_threads)

    HandTracker(num_hands=1, model_complexity=0).close()  # from here on the models are in the pool
    for backend in inference.backends():
        monkeypatch.setitem(inference._backends, backend.name, replace(backend, load=partial(counted, backend.load)))
    for _ in range(3):
        with pytest.warns(ResourceWarning, match="a HandTracker was dropped while it was open"):
            HandTracker(num_hands=1, model_complexity=0).process(clip[25].image)
    assert loaded == []
