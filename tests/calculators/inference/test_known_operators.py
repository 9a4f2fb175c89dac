"""What a model says of the operators that are computed here, right and wrong."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import pytest
from flatbuffers import flexbuffers

from backedge.calculators.inference.known_operators import KNOWN_OPERATORS, make_operation
from backedge.calculators.inference.tflite_graph import CustomName

REGION = CustomName("Landmarks2TransformMatrix", 2)
SAMPLE = CustomName("TransformTensorBilinear", 2)
TRANSFORM = CustomName("TransformLandmarks", 2)
REGION_OPTIONS = {
    "left_rotation_idx": 0,
    "output_height": 8,
    "output_width": 4,
    "right_rotation_idx": 1,
    "scale_x": 1.0,
    "scale_y": 1.0,
    "subset_idxs": [0, 1, 2],
    "target_rotation_radians": 0.0,
}
SAMPLE_OPTIONS = {"output_height": 2, "output_width": 3}


def stored(options: Any) -> bytes:
    """Options as a model has them."""
    return bytes(flexbuffers.Dumps(options))


def test_a_region_is_as_its_options_say() -> None:
    """Which landmarks, and how large it is in pixels."""
    operation = make_operation(REGION, stored(REGION_OPTIONS), [(1, 4, 3)], (1, 4, 4))
    [matrix] = operation(np.array([[(10, 20, 0), (30, 20, 0), (10, 60, 0), (500, 500, 0)]], np.float32))
    assert (matrix[0] @ [4, 8, 0, 1])[:2].tolist() == [30.0, 60.0]


def test_a_region_need_not_say_how_it_is_turned() -> None:
    """As in MediaPipe, level landmarks stay level then."""
    options = {name: value for name, value in REGION_OPTIONS.items() if name != "target_rotation_radians"}
    landmarks = np.array([[(1, 2, 0), (3, 4, 0), (5, 8, 0)]], np.float32)
    given, left_out = (
        make_operation(REGION, stored(each), [(1, 3, 3)], (1, 4, 4)) for each in (REGION_OPTIONS, options)
    )
    assert np.array_equal(given(landmarks), left_out(landmarks))


def test_sampling_has_one_result_for_each_matrix() -> None:
    """The size is that of the options; further matrices are further regions."""
    operation = make_operation(SAMPLE, stored(SAMPLE_OPTIONS), [(1, 5, 6, 7), (1, 4, 4)], (1, 2, 3, 7))
    matrix = np.eye(4, dtype=np.float32)[None]
    assert [each.shape for each in operation(np.ones((1, 5, 6, 7), np.float32), matrix, matrix)] == [(1, 2, 3, 7)] * 2


@pytest.mark.parametrize("options", [b"", stored(False)])
def test_transforming_needs_no_options(options: bytes) -> None:
    """There are files that store nothing, and files that store something else than options."""
    operation = make_operation(TRANSFORM, options, [(1, 5, 2), (1, 4, 4)], (1, 5, 2))
    landmarks = np.ones((1, 5, 2), np.float32)
    assert np.array_equal(operation(landmarks, np.eye(4, dtype=np.float32)[None]), [landmarks])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"left_rotation_idx": -1}, "left_rotation_idx must name landmarks from 0 to 3, found -1"),
        ({"right_rotation_idx": 4}, "right_rotation_idx must name landmarks from 0 to 3, found 4"),
        ({"right_rotation_idx": "x"}, "right_rotation_idx must name landmarks from 0 to 3, found 'x'"),
        ({"subset_idxs": []}, r"subset_idxs must be a list of landmarks, found \[\]"),
        ({"subset_idxs": 3}, "subset_idxs must be a list of landmarks, found 3"),
        ({"subset_idxs": [0, 9]}, "subset_idxs must name landmarks from 0 to 3, found 9"),
        ({"scale_x": 0.0}, "scale_x must be greater than 0, found 0.0"),
        ({"scale_y": None}, "scale_y must be a number, found None"),
        ({"output_width": -16}, "output_width must be greater than 0, found -16"),
        ({"target_rotation_radians": float("inf")}, "target_rotation_radians must be a number, found inf"),
    ],
)
def test_wrong_options_of_a_region_are_named(change: dict[str, Any], told: str) -> None:
    """Each with the operator, what is expected and what was found."""
    with pytest.raises(ValueError, match=f"^operator Landmarks2TransformMatrix: its option {told}$"):
        make_operation(REGION, stored({**REGION_OPTIONS, **change}), [(1, 4, 3)], (1, 4, 4))


@pytest.mark.parametrize("name", sorted(set(REGION_OPTIONS) - {"target_rotation_radians"}))
def test_no_option_of_a_region_may_be_missing(name: str) -> None:
    """The option is named."""
    options = {key: value for key, value in REGION_OPTIONS.items() if key != name}
    with pytest.raises(ValueError, match=f"its option {name} must .* found None"):
        make_operation(REGION, stored(options), [(1, 4, 3)], (1, 4, 4))


@pytest.mark.parametrize(
    ("custom", "options", "inputs", "output"),
    [
        (REGION, REGION_OPTIONS, [(1, 1, 1, 12)], (1, 4, 4)),
        (REGION, REGION_OPTIONS, [(1, 4, 3)], (1, 16)),
        (REGION, REGION_OPTIONS, [], (1, 4, 4)),
        (SAMPLE, SAMPLE_OPTIONS, [(1, 5, 6, 7), (1, 4, 4)], (1, 3, 2, 7)),
        (SAMPLE, SAMPLE_OPTIONS, [(2, 5, 6, 7), (1, 4, 4)], (1, 2, 3, 7)),
        (SAMPLE, SAMPLE_OPTIONS, [(1, 5, 6, 7)], (1, 2, 3, 7)),
        (TRANSFORM, None, [(1, 5, 4), (1, 4, 4)], (1, 5, 4)),
        (TRANSFORM, None, [(1, 5, 2), (1, 4, 4)], (1, 5, 3)),
        (TRANSFORM, None, [(1, 5, 2), (4, 4)], (1, 5, 2)),
    ],
)
def test_other_tensors_are_refused(custom: CustomName, options: Any, inputs: list[Any], output: Any) -> None:
    """What the operator takes and makes is told beside what the model has."""
    with pytest.raises(ValueError, match=rf"^operator {custom.name}: it takes tensors .*; found .*, and \("):
        make_operation(custom, stored(options), inputs, output)


@pytest.mark.parametrize("custom", KNOWN_OPERATORS)
def test_damaged_options_are_one_kind_of_error(custom: CustomName) -> None:
    """Whatever is stored in place of options, nothing but ValueError comes of it."""
    rng = np.random.default_rng(3)
    whole = np.frombuffer(stored(REGION_OPTIONS), np.uint8)
    for _ in range(500):
        damaged = whole[: rng.integers(1, len(whole) + 1)].copy()
        damaged[rng.integers(0, len(damaged), 3)] ^= rng.integers(1, 256, 3, dtype=np.uint8)
        with suppress(ValueError):
            make_operation(custom, damaged.tobytes(), [(1, 4, 3)], (1, 4, 4))
