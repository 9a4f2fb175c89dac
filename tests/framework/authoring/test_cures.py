"""What to write instead of a value that is not of the type its port declares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
import pytest

from backedge.authoring.cures import cure_for, describe_value
from backedge.authoring.packet_types import matches
from backedge.formats import Detection, Image, ImageFrame, NormalizedLandmarks, Tensor

PIXELS = np.zeros((4, 6, 3), np.uint8)


@dataclass
class Score:
    """A type of the application's own."""

    value: float


def function(value: float) -> float:
    """A function that is sent in place of what it gives."""
    return value


@pytest.mark.parametrize(
    ("value", "value_type", "cure"),
    [
        (PIXELS, ImageFrame, "wrap it: ImageFrame(pixels)"),
        (PIXELS, Image, "wrap it: Image(pixels)"),
        (PIXELS, Tensor, "wrap it: Tensor(data)"),
        (np.zeros((21, 3)), NormalizedLandmarks, "wrap it: NormalizedLandmarks(points)"),
        (PIXELS, Detection, ""),
        (ImageFrame(PIXELS), np.ndarray, "send the array in it: value.data"),
        (NormalizedLandmarks(np.zeros((21, 3), np.float32)), np.ndarray, "send the array in it: value.points"),
        (ImageFrame(PIXELS), Image, "convert it: Image(value.data, value.format)"),
        (Image(PIXELS), Annotated[ImageFrame, "GpuBuffer"], "convert it: ImageFrame(value.data, value.format)"),
        ((1, 2), list[int], "convert it: list(value)"),
        ({1, 2}, list, "convert it: list(value)"),
        ((number for number in (1, 2)), list[int], "convert it: list(value)"),
        ([1, 2], tuple[int, int], "convert it: tuple(value)"),
        (PIXELS, list[int], "convert it: list(value)"),
        (1, list[int], "put it into a list: [value]"),
        (1, tuple[int, ...], "put it into a tuple: (value,)"),
        ([1, "2"], list[int], "its item 1 is str '2': convert it: int(value)"),
        ((1, 2, 3), tuple[int, int], "it has 3 items, and needs 2"),
        ([Score(1.0)], Score, "declare the port as list[Score], or send one Score of it"),
        (None, float, "None is not sent for nothing: where there is nothing to send, send nothing"),
        (Score, Score, "that is the class itself; make one: Score(…)"),
        (function, float, "that is the function itself; call it: function()"),
        ({"value": 1.0}, Score, "make one of it: Score(**value)"),
        (1.5, int, "convert it: round(value), or int(value)"),
        (1, bool, "convert it: bool(value)"),
        (np.array(1.5), float, "convert it: float(value)"),
        ("1.5", float, "convert it: float(value)"),
        ("hello", float, ""),
        (1, str, "convert it: str(value)"),
        (b"a", str, "convert it: value.decode()"),
        ("a", bytes, "convert it: value.encode()"),
        ("a", int | list[str], "put it into a list: [value]"),
        (Score(1.0), Tensor, ""),
    ],
)
def test_cure(value: Any, value_type: Any, cure: str) -> None:
    """A value that does not fit has a cure where there is one that is likely to be meant."""
    assert not matches(value, value_type)
    assert cure_for(value, value_type) == cure


def test_an_array_that_no_image_holds_has_the_reason() -> None:
    """Where wrapping would fail, the cure says what the wrapper takes."""
    cure = cure_for(np.zeros((4, 6, 3), np.float64), ImageFrame)
    assert cure.startswith("wrap it: ImageFrame(pixels), of an array that it takes: ImageFrame: no image format has fl")


@pytest.mark.parametrize("value", [np.float32(1.5), np.float64(1.5), np.int16(1), 1])
def test_numpy_scalars_are_numbers(value: Any) -> None:
    """A number needs no cure, whoever made it."""
    assert matches(value, float)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (PIXELS, "ndarray (uint8, 4x6x3)"),
        (np.array(1.5), "ndarray (float64, a scalar)"),
        ("hello", "str 'hello'"),
        (Score(1.0), "Score"),
        (None, "NoneType"),
    ],
)
def test_description(value: Any, said: str) -> None:
    """A value is described by its type, and by what is short to tell of it."""
    assert describe_value(value) == said
