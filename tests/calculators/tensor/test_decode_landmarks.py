"""Raw values as landmarks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from backedge.calculators.tensor.activation import Activation
from backedge.calculators.tensor.decode_landmarks import (
    TensorsToLandmarksCalculatorOptions,
    decode_landmarks,
    normalize_landmarks,
)
from backedge.errors import ConfigError, PacketTypeError

HAND = TensorsToLandmarksCalculatorOptions(
    num_landmarks=2, input_image_width=200, input_image_height=100, normalize_z=0.4
)
RAW = np.array([[10, 20, 30, 50, 60, 70]], np.float32)


def test_landmarks_are_rows_of_the_tensor() -> None:
    """Three values a landmark are x, y and z, in pixels of the input; nothing is known of visibility."""
    landmarks = decode_landmarks(RAW, HAND)
    assert np.array_equal(landmarks.points, [[10, 20, 30], [50, 60, 70]])
    assert landmarks.visibility is None
    assert landmarks.presence is None


def test_landmarks_are_normalised_by_the_input() -> None:
    """The width divides x, the height y, the width and normalize_z z."""
    normalized = normalize_landmarks(decode_landmarks(RAW, HAND), HAND)
    assert np.allclose(normalized.points, [[0.05, 0.2, 0.375], [0.25, 0.6, 0.875]])


@pytest.mark.parametrize(("count", "expected"), [(1, [7, 0, 0]), (2, [7, 8, 0])])
def test_missing_values_are_zero(count: int, expected: list[float]) -> None:
    """A model may predict x alone, or x and y."""
    raw = np.array([7, 8][:count], np.float32)
    assert np.array_equal(decode_landmarks(raw, replace(HAND, num_landmarks=1)).points, [expected])


def test_landmarks_can_be_flipped() -> None:
    """Coordinates count from the other side, by option or by argument, and the argument wins."""
    flipped = replace(HAND, flip_horizontally=True, flip_vertically=True)
    assert np.array_equal(decode_landmarks(RAW, flipped).points[0], [190, 80, 30])
    assert np.array_equal(decode_landmarks(RAW, flipped, flip_horizontally=False).points[0], [10, 80, 30])
    assert np.array_equal(decode_landmarks(RAW, HAND, flip_vertically=True).points[0], [10, 80, 30])


def test_visibility_and_presence_are_activated() -> None:
    """The fourth and fifth value of a landmark are scores, each under its own function."""
    raw = np.array([[1, 2, 3, 0, 0.7]], np.float32)
    options = replace(HAND, num_landmarks=1, visibility_activation=Activation.SIGMOID)
    normalized = normalize_landmarks(decode_landmarks(raw, options), options)
    assert normalized.visibility == pytest.approx([0.5])
    assert normalized.presence == pytest.approx([0.7])


def test_values_that_do_not_divide_are_refused() -> None:
    """Seven values cannot be two landmarks."""
    with pytest.raises(PacketTypeError) as caught:
        decode_landmarks(np.zeros(7, np.float32), HAND)
    assert str(caught.value) == (
        "TensorsToLandmarks: expected a whole number of values for each of 2 landmarks, found 7 values"
    )


def test_size_of_the_input_is_needed_to_normalise_and_to_flip() -> None:
    """Without the size only landmarks in pixels can be decoded."""
    plain = TensorsToLandmarksCalculatorOptions(num_landmarks=2)
    landmarks = decode_landmarks(RAW, plain)
    with pytest.raises(ConfigError, match="set input_image_width and input_image_height"):
        normalize_landmarks(landmarks, plain)
    with pytest.raises(ConfigError, match="set input_image_width and input_image_height"):
        decode_landmarks(RAW, plain, flip_vertically=True)


@pytest.mark.parametrize("change", [{"num_landmarks": 0}, {"normalize_z": 0.0}])
def test_impossible_landmark_options_are_refused(change: dict[str, Any]) -> None:
    """The check says what an option must be."""
    with pytest.raises(ConfigError, match="must"):
        replace(HAND, **change).check()
