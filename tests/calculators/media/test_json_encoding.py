"""Values as JSON."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from backedge.calculators.media.json_encoding import dumps
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    ImageFormat,
    ImageFrame,
    NormalizedLandmarks,
    NormalizedRect,
    Tensor,
)
from backedge.formats.plain_value import plain


def test_landmarks_are_an_object_of_points() -> None:
    """Fields that the model does not fill are left out."""
    landmarks = NormalizedLandmarks(np.array([[0.1, 0.2, -0.3]], np.float32))
    assert dumps(landmarks) == b'{"points":[[0.1,0.2,-0.3]]}'
    seen = NormalizedLandmarks(landmarks.points, visibility=np.array([0.5], np.float32))
    assert plain(seen)["visibility"] == [0.5]


def test_detection_keeps_its_fields() -> None:
    """Boxes are objects, keypoints lists, and empty names are left out."""
    box = BoundingBox(0.1, 0.2, 0.3, 0.4)
    assert plain(Detection((0.9,), (0,), box, np.array([[0.5, 0.6]]))) == {
        "scores": [0.9],
        "label_ids": [0],
        "box": {"xmin": 0.1, "ymin": 0.2, "width": 0.3, "height": 0.4},
        "keypoints": [[0.5, 0.6]],
    }


def test_rect_has_all_its_numbers() -> None:
    """Numbers that are 0 are written too."""
    assert plain(NormalizedRect(0.5, 0.5, 0.2, 0.1)) == {
        "x_center": 0.5,
        "y_center": 0.5,
        "width": 0.2,
        "height": 0.1,
        "rotation": 0.0,
        "rect_id": 0,
    }


def test_classifications_are_nested() -> None:
    """A list in an object, of objects."""
    found = ClassificationList([Classification(1, 0.75, "Right")])
    assert plain(found) == {"classifications": [{"index": 1, "score": 0.75, "label": "Right"}]}


def test_pictures_are_described_not_written() -> None:
    """Pixels are left out; format and size are written."""
    assert plain(ImageFrame(np.zeros((2, 3, 3), np.uint8))) == {"format": "SRGB", "width": 3, "height": 2}


def test_plain_values_stay_themselves() -> None:
    """Containers, paths and members of enums too."""
    value = {1: (True, None, "x"), "path": Path("a/b"), "format": ImageFormat.GRAY8, "tensor": Tensor(np.arange(3))}
    assert plain(value) == {
        "1": [True, None, "x"],
        "path": str(Path("a/b")),
        "format": "GRAY8",
        "tensor": {"data": [0, 1, 2]},
    }


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, np.float32("nan"), np.float64("inf"), np.array(np.nan, np.float16)]
)
def test_numbers_that_json_does_not_know_are_null(value: object) -> None:
    """NaN and infinities become null, alone and in lists."""
    assert dumps(value) == b"null"
    assert dumps([value, 1]) == b"[null,1]"


def test_nan_in_arrays_is_null() -> None:
    """The other numbers of the array stay."""
    assert plain(np.array([[1.5, np.nan], [np.inf, 0.1]], np.float32)) == [[1.5, None], [None, 0.1]]


def test_numpy_scalars_are_numbers() -> None:
    """NumPy's scalars look as they do in Python."""
    assert dumps([np.int64(3), np.uint8(4), np.float32(0.1), np.float64(0.1), np.bool_(True)]) == b"[3,4,0.1,0.1,true]"


@given(arrays(np.float32, st.integers(0, 8), elements=st.floats(width=32, allow_nan=False, allow_infinity=False)))
def test_float32_comes_back_as_it_was(values: np.ndarray) -> None:
    """Numbers are written with few digits, and lose nothing by it."""
    assert np.array_equal(np.array(json.loads(dumps(values)), np.float32), values)


@given(
    arrays(
        st.sampled_from([np.dtype(name) for name in ("f2", "f4", "f8", "i1", "u8", "?", ">f4", "<U3")]),
        st.lists(st.integers(0, 3), max_size=3).map(tuple),
    ),
    st.booleans(),
)
def test_arrays_are_written_as_the_lists_that_they_stand_for(array: np.ndarray, turned: bool) -> None:
    """Whatever their type, shape and order in memory, and whichever way they are written."""
    value = {"a": array.T if turned else array}
    assert json.loads(dumps(value)) == plain(value)


def test_plain_float32_has_the_digits_that_numpy_shows() -> None:
    """Of all magnitudes; what comes of it is the same number in float32."""
    values = np.geomspace(1e-38, 1e38, 500).astype(np.float32)
    assert plain(values) == [float(str(value)) for value in values]


@pytest.mark.parametrize("value", [2**64, -(2**63) - 1, ["\ud800"], [{"é": 10**30}]])
def test_what_the_quick_encoder_refuses_is_written_all_the_same(value: object) -> None:
    """Large integers, and texts that UTF-8 cannot hold."""
    assert json.loads(dumps(value)) == value


def test_text_is_written_in_utf8() -> None:
    """Not as escape sequences."""
    assert dumps("naïve ✋") == '"naïve ✋"'.encode()


def test_unknown_type_is_refused() -> None:
    """The error names the type and says what to do."""
    with pytest.raises(TypeError) as error:
        plain({"x": 1 + 2j})
    assert str(error.value) == "no JSON for complex; convert it to numbers, lists or a dataclass first"
