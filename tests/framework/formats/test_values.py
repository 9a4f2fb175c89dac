"""Rectangles, detections, landmarks, classes, tensors and anchors."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from typing import Any

import numpy as np
import pytest

from backedge.errors import PacketTypeError
from backedge.formats import (
    Anchors,
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    ImageFrame,
    Joints,
    Landmarks,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
    RenderData,
    Tensor,
)
from backedge.formats.render_data import RenderAnnotation, Text
from tests.arrays import floats

BOX = BoundingBox(0.1, 0.2, 0.3, 0.4)
VALUES: dict[str, Any] = {
    "rect": NormalizedRect(0.5, 0.5, 0.2, 0.1, 0.3, 7),
    "pixel rect": Rect(10, 20, 30, 40),
    "detection": Detection((0.9,), (0,), BOX, floats(np.ones((7, 2))), labels=("palm",)),
    "landmarks": NormalizedLandmarks(floats(np.ones((21, 3))), presence=floats(np.ones(21))),
    "world": Landmarks(floats(np.ones((21, 3)))),
    "class": Classification(1, 0.8, "Right"),
    "classes": ClassificationList([Classification(1, 0.8, "Right")]),
    "tensor": Tensor(floats(np.ones((1, 2, 2, 3)))),
    "anchors": Anchors(floats(np.ones((3, 4)))),
    "joints": Joints(floats(np.ones((2, 6)))),
    "shapes": RenderData(render_annotations=(RenderAnnotation(text=Text(display_text="a")),) * 20, scene_class="scene"),
    "image": ImageFrame(np.ones((2, 2, 3), np.uint8)),
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_values_survive_pickle_and_copy(value: object) -> None:
    """A copy, however made, equals the original."""
    assert pickle.loads(pickle.dumps(value)) == value
    assert copy.deepcopy(value) == value


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_values_are_frozen(value: object) -> None:
    """No field can be set."""
    assert dataclasses.is_dataclass(value)
    for field in dataclasses.fields(value):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, field.name, None)


def test_rects_of_different_kinds_differ() -> None:
    """A rectangle in pixels never equals a normalised one, whatever the numbers."""
    rects: list[object] = [Rect(1, 1, 1, 1), NormalizedRect(1, 1, 1, 1)]
    assert rects[0] != rects[1]


@pytest.mark.parametrize(
    "array",
    [
        Detection((0.9,), (0,), BOX, floats(np.ones((7, 2)))).keypoints,
        NormalizedLandmarks(floats(np.ones((21, 3)))).points,
        NormalizedLandmarks(floats(np.ones((2, 3))), floats(np.ones(2))).visibility,
        Tensor(floats(np.ones(3))).data,
        Anchors(floats(np.ones((3, 4)))).boxes,
    ],
)
def test_arrays_cannot_be_written(array: np.ndarray[Any, Any]) -> None:
    """Packets are shared, so no receiver can change what the others see."""
    with pytest.raises(ValueError, match="read-only"):
        array[...] = 0


def test_arrays_of_the_right_type_are_viewed() -> None:
    """Wrapping an array copies nothing and leaves the caller's array writable."""
    points = np.zeros((21, 3), np.float32)
    assert np.shares_memory(Landmarks(points).points, points)
    assert points.flags.writeable


def test_array_values_are_equal_by_content() -> None:
    """Every field counts, and landmarks in space never equal landmarks in an image."""
    points = np.arange(6, dtype=np.float32).reshape(2, 3)
    assert NormalizedLandmarks(points) == NormalizedLandmarks(points.copy())
    assert NormalizedLandmarks(points) != NormalizedLandmarks(points, presence=floats(np.ones(2)))
    assert NormalizedLandmarks(points) != NormalizedLandmarks(points + 1)
    assert NormalizedLandmarks(points) != Landmarks(points)
    assert Tensor(np.zeros(2, np.float32)) != Tensor(np.zeros(2, np.int32))
    assert Detection((0.9,), (0,), BOX) != Detection((0.9,), (0,), BOX, floats(np.zeros((1, 2))))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: NormalizedLandmarks(floats(np.ones((21, 2)))), "NormalizedLandmarks: points must have shape (N, 3)"),
        (lambda: Landmarks(floats(np.ones(63))), "Landmarks: points must have shape (N, 3)"),
        (lambda: Landmarks(floats(np.ones((2, 3))), floats(np.ones(3))), "Landmarks: visibility must have shape (2)"),
        (lambda: Detection((), (), BOX, floats(np.ones((7, 3)))), "Detection: keypoints must have shape (N, 2)"),
        (lambda: Anchors(floats(np.ones((4, 2)))), "Anchors: boxes must have shape (N, 4)"),
    ],
)
def test_arrays_of_another_shape_are_refused(build: Any, message: str) -> None:
    """The message names type, field and both shapes."""
    with pytest.raises(PacketTypeError) as caught:
        build()
    assert str(caught.value).startswith(f"{message}, got (")


def test_array_values_are_not_hashable() -> None:
    """A value that is compared by array content has no hash."""
    with pytest.raises(TypeError, match="unhashable"):
        hash(Tensor(floats(np.ones(1))))


def test_class_lists_read_like_sequences() -> None:
    """A list of classes has a length, items and an order."""
    classes = ClassificationList([Classification(1, 0.8), Classification(0, 0.2)])
    assert len(classes) == 2
    assert [c.index for c in classes] == [1, 0]
    assert classes[0].score == 0.8


def test_reprs_are_short() -> None:
    """Arrays show their size, not their content."""
    assert [repr(VALUES[name]) for name in ("detection", "landmarks", "tensor", "anchors")] == [
        "Detection(palm:0.900 xmin=0.100 ymin=0.200 width=0.300 height=0.400 keypoints=7)",
        "NormalizedLandmarks(21 points)",
        "Tensor(float32 (1, 2, 2, 3))",
        "Anchors(3)",
    ]


def test_positions_in_pixels() -> None:
    """What is in parts of the image's size has its place in an image of any size; also outside of it."""
    landmarks = NormalizedLandmarks(floats([[0.5, 0.25, 9], [-0.5, 1, 9]]))
    assert landmarks.pixels(200, 100).tolist() == [[100, 25], [-100, 100]]
    assert landmarks.pixels(200, 100).dtype == np.float32
    assert NormalizedRect(0.5, 0.25, 0.1, 0.3, 0.7, 4).pixels(200, 100) == Rect(100, 25, 20, 30, 0.7, 4)
    assert BoundingBox(0.25, 0.5, 0.5, 0.75).pixels(200, 100) == (50, 50, 150, 125)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_values_are_plain_on_demand(value: Any) -> None:
    """Every type gives its fields as what JSON takes."""
    assert isinstance(json.loads(json.dumps(value.to_dict(), allow_nan=False)), dict)


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_every_repr_is_a_short_line(value: Any) -> None:
    """Whatever is in the arrays."""
    assert len(repr(value)) <= 110
    assert "\n" not in repr(value)


def test_tensors_convert_to_arrays() -> None:
    """`numpy.asarray` gives the values themselves, read-only."""
    tensor = Tensor(np.ones((2, 3), np.float32))
    assert np.shares_memory(np.asarray(tensor), tensor.data)
    assert not np.asarray(tensor).flags.writeable
    assert tensor.__array__() is tensor.data
    assert tensor.shape == (2, 3)
    assert tensor.dtype == np.float32
    with pytest.raises(ValueError, match="without a copy"):
        tensor.__array__(np.int32, copy=False)


def test_parts_have_lengths() -> None:
    """Landmarks and anchors are counted."""
    assert (len(VALUES["landmarks"]), len(VALUES["anchors"])) == (21, 3)


def test_a_detection_may_have_no_box() -> None:
    """The box is optional; those who need it say so, and read the same box where there is one."""
    box = BoundingBox(0.1, 0.2, 0.3, 0.4)
    assert Detection((0.9,), (0,), box).require_box() is box
    bare = Detection((0.9,), (0,), None, labels=("cat",))
    assert repr(bare) == "Detection(cat:0.900 anywhere keypoints=0)"
    with pytest.raises(PacketTypeError, match=r"^the Detection has no relative_bounding_box, which is needed here$"):
        bare.require_box()


def test_a_detection_that_is_moved_keeps_all_the_rest() -> None:
    """The box and the key points are new; every other attribute is what it was."""
    before = Detection((0.9,), (3,), None, floats(np.ones((1, 2))), ("cat",), ("Cat",), 7, "tag", "track", 33)
    points = floats([[0.1, 0.2], [0.3, 0.4]])
    assert before.moved(BOX, points) == dataclasses.replace(before, box=BOX, keypoints=points)
