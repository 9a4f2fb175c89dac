"""The custom operators that are computed here: what a model says of one, checked, becomes a function of its inputs."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

import numpy as np
from flatbuffers import flexbuffers

from backedge.calculators.inference.custom_operators import (
    Floats,
    Region,
    RegionSampler,
    region_matrix,
    transform_landmarks,
)
from backedge.calculators.inference.tflite_graph import CustomName

Operation: TypeAlias = Callable[..., list[Floats]]
"""Computes the outputs of an operator, or of several of `SHARING`, from the inputs."""
Shape: TypeAlias = tuple[int, ...]

_MATRIX: Final = (1, 4, 4)


def make_operation(custom: CustomName, options: bytes, inputs: Sequence[Shape], output: Shape) -> Operation:
    """The function that computes a custom operator of a model.

    Args:
        custom: one of `KNOWN_OPERATORS`.
        options: as stored in the model, in the format FlexBuffers.
        inputs: shapes of the tensors that it takes.
        output: shape of the tensor that it makes.

    Raises:
        ValueError: the options or the shapes are not those of such an operator.
    """
    try:
        return KNOWN_OPERATORS[custom](_Options(options), tuple(inputs), output)
    except ValueError as error:
        raise ValueError(f"operator {custom.name}: {error}") from error


class _Options:
    """The options of an operator by name, each checked when it is read."""

    def __init__(self, stored: bytes) -> None:
        self._values: Mapping[str, Any] = {}
        if not stored:
            return
        try:
            values = flexbuffers.Loads(stored)
        except (ValueError, TypeError, LookupError, struct.error, RecursionError) as error:
            raise ValueError("its options are damaged") from error
        if isinstance(values, Mapping):  # some converters store a single value where there are no options
            self._values = values

    def number(self, name: str, default: float | None = None) -> float:
        """A number that is finite."""
        value = self._values.get(name, default)
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise ValueError(f"its option {name} must be a number, found {value!r}")
        return value

    def positive(self, name: str) -> float:
        """A number above 0."""
        value = self.number(name)
        if value <= 0:
            raise ValueError(f"its option {name} must be greater than 0, found {value}")
        return value

    def index(self, name: str, count: int) -> int:
        """The number of one of `count` landmarks."""
        return _index(name, self._values.get(name), count)

    def indices(self, name: str, count: int) -> list[int]:
        """The numbers of some of `count` landmarks, at least one."""
        values = self._values.get(name)
        if not isinstance(values, list) or not values:
            raise ValueError(f"its option {name} must be a list of landmarks, found {values!r}")
        return [_index(name, value, count) for value in values]


def _index(name: str, value: object, count: int) -> int:
    if not isinstance(value, int) or not 0 <= value < count:
        raise ValueError(f"its option {name} must name landmarks from 0 to {count - 1}, found {value!r}")
    return value


def _region_matrix(options: _Options, inputs: tuple[Shape, ...], output: Shape) -> Operation:
    match inputs:
        case [(1, count, 3)] if output == _MATRIX:
            region = Region(
                landmarks=np.array(options.indices("subset_idxs", count), np.intp),
                left=options.index("left_rotation_idx", count),
                right=options.index("right_rotation_idx", count),
                target_rotation=options.number("target_rotation_radians", default=0.0),
                scale=(options.positive("scale_x"), options.positive("scale_y")),
                size=(options.positive("output_width"), options.positive("output_height")),
            )
            return lambda landmarks: [region_matrix(landmarks, region)]
    raise _mismatch("(1, landmarks, 3)", _MATRIX, inputs, output)


def _sample_regions(options: _Options, inputs: tuple[Shape, ...], output: Shape) -> Operation:
    size = tuple(options.positive(name) for name in ("output_height", "output_width"))
    match inputs:
        case [(1, height, width, channels), (1, 4, 4)] if output == (1, *size, channels):
            return RegionSampler((height, width), (output[1], output[2]))
    raise _mismatch("(1, height, width, channels) and (1, 4, 4)", ("1", *size, "channels"), inputs, output)


def _transform_landmarks(_: _Options, inputs: tuple[Shape, ...], output: Shape) -> Operation:
    match inputs:
        case [(1, _, 2 | 3) as landmarks, (1, 4, 4)] if output == landmarks:
            return lambda landmarks, matrix: [transform_landmarks(landmarks, matrix)]
    raise _mismatch("(1, landmarks, 2 or 3) and (1, 4, 4)", "the first of them", inputs, output)


def _mismatch(takes: str, makes: object, inputs: tuple[Shape, ...], output: Shape) -> ValueError:
    found = " and ".join(map(str, inputs)) or "nothing"
    return ValueError(f"it takes tensors {takes} and makes {makes}; found {found}, and {output}")


KNOWN_OPERATORS: Final[Mapping[CustomName, Callable[[_Options, tuple[Shape, ...], Shape], Operation]]] = {
    CustomName("Landmarks2TransformMatrix", 2): _region_matrix,
    CustomName("TransformTensorBilinear", 2): _sample_regions,
    CustomName("TransformLandmarks", 2): _transform_landmarks,
}
"""What makes the function for a custom operator. MediaPipe has version 2 of each, and no other."""

SHARING: Final = {CustomName("TransformTensorBilinear", 2)}
"""Operators that are computed together where only the second input differs: it is that of one after the other."""
