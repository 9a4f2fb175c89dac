"""A model's output as landmarks (MediaPipe `calculators/tensor/tensors_to_landmarks_calculator.cc`)."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.calculators.option_ranges import Finite
from backedge.calculators.tensor.activation import Activation, activate
from backedge.errors import PacketTypeError
from backedge.formats import Landmarks, NormalizedLandmarks
from backedge.protos import Message, field

_Floats = NDArray[np.float32]


class TensorsToLandmarksCalculatorOptions(
    Message, name="mediapipe.TensorsToLandmarksCalculatorOptions", extension=335742640
):
    """Options of TensorsToLandmarksCalculator; a field that is None is not set.

    Attributes:
        num_landmarks: how many the model predicts.
        input_image_width: of the model's input, in pixels; needed to normalise and to flip.
        input_image_height: of the model's input, in pixels; needed to normalise and to flip.
        flip_vertically: count y from the bottom.
        flip_horizontally: count x from the right.
        normalize_z: normalised z is divided by this as well as by the width.
        visibility_activation: applied to the fourth value of a landmark.
        presence_activation: applied to the fifth value of a landmark.
    """

    num_landmarks: int = field(1)
    input_image_width: int | None = field(2)
    input_image_height: int | None = field(3)
    flip_vertically: bool = field(4)
    normalize_z: Finite = field(5, default=1.0)
    flip_horizontally: bool = field(6)
    visibility_activation: Activation = field(7)
    presence_activation: Activation = field(8)

    def check(self) -> None:
        """Refuse values that have no meaning.

        Raises:
            ConfigError: an option has such a value.
        """
        require_option(
            self.num_landmarks > 0, f"TensorsToLandmarks: num_landmarks must be positive, found {self.num_landmarks}"
        )
        require_option(self.normalize_z != 0, "TensorsToLandmarks: normalize_z must not be 0")

    @property
    def input_size(self) -> tuple[int, int]:
        """Width and height of the model's input.

        Raises:
            ConfigError: they are not set.
        """
        width, height = self.input_image_width, self.input_image_height
        require_option(
            bool(width and height),
            "TensorsToLandmarks: set input_image_width and input_image_height to normalise or flip landmarks",
        )
        return width or 0, height or 0


def decode_landmarks(
    raw: _Floats,
    options: TensorsToLandmarksCalculatorOptions,
    *,
    flip_horizontally: bool | None = None,
    flip_vertically: bool | None = None,
) -> Landmarks:
    """Landmarks in the pixels of the model's input, or in metres if that is what the model gives.

    Args:
        raw: float32, `num_landmarks` times x, y, z, visibility and presence, or the first few of these.
        options: how the model encodes them.
        flip_horizontally: instead of the option.
        flip_vertically: instead of the option.

    Raises:
        PacketTypeError: the size of `raw` is not a multiple of `num_landmarks`.
        ConfigError: a flip without the size of the input.
    """
    count = options.num_landmarks
    if raw.size < count or raw.size % count:
        raise PacketTypeError(
            f"TensorsToLandmarks: expected a whole number of values for each of {count} landmarks,"
            f" found {raw.size} values"
        )
    values = raw.reshape(count, -1)
    points = values[:, :3]
    if points.shape[1] < 3:
        points = np.zeros((count, 3), np.float32)
        points[:, : values.shape[1]] = values
    if options.flip_horizontally if flip_horizontally is None else flip_horizontally:
        points = _flip(points, 0, options.input_size)
    if options.flip_vertically if flip_vertically is None else flip_vertically:
        points = _flip(points, 1, options.input_size)
    return Landmarks(points, *_scores(values.T[3:5], options))


def _scores(raw: _Floats, options: TensorsToLandmarksCalculatorOptions) -> tuple[_Floats | None, _Floats | None]:
    """Visibility and presence, of as many of them as there are rows."""
    activations = (options.visibility_activation, options.presence_activation)[: len(raw)]
    # Together where that is possible: a call of numpy costs more than what it does to a few dozen numbers.
    if len(set(activations)) == 1:
        scores = list(activate(raw, activations[0]))
    else:
        scores = [activate(row, activation) for row, activation in zip(raw, activations, strict=True)]
    visibility, presence, *_ = (*scores, None, None)
    return visibility, presence


def _flip(points: _Floats, axis: int, size: tuple[int, int]) -> _Floats:
    """A copy of `points`, counted from the other side along an axis."""
    flipped = points.copy()
    flipped[:, axis] = size[axis] - flipped[:, axis]
    return flipped


def normalize_landmarks(landmarks: Landmarks, options: TensorsToLandmarksCalculatorOptions) -> NormalizedLandmarks:
    """Landmarks in parts of the model's input; z on the scale of x, divided by `normalize_z`.

    Raises:
        ConfigError: the size of the input is not set.
    """
    points = landmarks.points / _scale(*options.input_size)
    if options.normalize_z != 1:
        points[:, 2] /= np.float32(options.normalize_z)
    return NormalizedLandmarks(points, landmarks.visibility, landmarks.presence)


@cache
def _scale(width: int, height: int) -> _Floats:
    """What x, y and z are divided by."""
    return np.array([width, height, width], np.float32)
