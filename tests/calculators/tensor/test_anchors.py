"""SSD anchors."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.calculators.tensor.anchors import Anchor, SsdAnchorsCalculatorOptions, generate_anchors
from backedge.errors import ConfigError


def boxes(**options: Any) -> np.ndarray[Any, Any]:
    """Anchors of a 4 x 2 pixel input, unless the options say otherwise."""
    settings: dict[str, Any] = {"input_size_width": 4, "input_size_height": 2, "min_scale": 0.2, "max_scale": 0.8}
    return generate_anchors(SsdAnchorsCalculatorOptions(**(settings | options))).boxes


def test_palm_detector_has_its_2016_anchors() -> None:
    """Two boxes in each cell of the 24 x 24 grid, then six in each of the 12 x 12 grid that three layers share."""
    palm = boxes(
        num_layers=4,
        min_scale=0.1484375,
        max_scale=0.75,
        input_size_width=192,
        input_size_height=192,
        strides=(8, 16, 16, 16),
        aspect_ratios=(1.0,),
        fixed_anchor_size=True,
    )
    assert palm.shape == (24 * 24 * 2 + 12 * 12 * 6, 4)
    assert np.array_equal(palm[:4, :2] * 48, [[1, 1], [1, 1], [3, 1], [3, 1]])
    assert np.array_equal(palm[1152 + 12 * 6, :2] * 24, [1, 3])
    assert np.all(palm[:, 2:] == 1)


def test_centres_run_by_row_then_column() -> None:
    """Cells are counted along rows, from the offset that is asked for."""
    found = boxes(
        num_layers=1, strides=(2,), aspect_ratios=(1.0,), interpolated_scale_aspect_ratio=0, anchor_offset_x=0.25
    )
    assert np.allclose(found[:, :2], [[0.125, 0.5], [0.625, 0.5]])


def test_box_sizes_follow_scale_and_aspect_ratio() -> None:
    """A box of scale s and ratio r is s*sqrt(r) wide and s/sqrt(r) high; one more lies between two layers' scales."""
    found = boxes(num_layers=2, strides=(4, 8), aspect_ratios=(1.0, 4.0), interpolated_scale_aspect_ratio=1.0)
    first, last = np.sqrt(0.2 * 0.8), np.sqrt(0.8 * 1.0)
    expected = [[0.2, 0.2], [0.4, 0.1], [first, first], [0.8, 0.8], [1.6, 0.4], [last, last]]
    assert np.allclose(found[:, 2:], expected)


def test_single_layer_takes_the_middle_scale() -> None:
    """With nothing to interpolate, the scale is the mean of both ends."""
    found = boxes(num_layers=1, strides=(4,), aspect_ratios=(1.0,), interpolated_scale_aspect_ratio=0)
    assert np.allclose(found[:, 2:], 0.5)


def test_lowest_layer_can_be_reduced() -> None:
    """The first layer then has three boxes: one of 0.1, and a wide and a high one of its scale."""
    found = boxes(num_layers=2, strides=(4, 8), aspect_ratios=(1.0,), reduce_boxes_in_lowest_layer=True)
    root = np.sqrt(2)
    assert np.allclose(found[:3, 2:], [[0.1, 0.1], [0.2 * root, 0.2 / root], [0.2 / root, 0.2 * root]])
    assert len(found) == 3 + 2


def test_feature_maps_can_have_any_size() -> None:
    """A given feature map is used instead of the one that follows from the stride."""
    found = boxes(
        num_layers=1,
        strides=(1,),
        feature_map_width=(3,),
        feature_map_height=(1,),
        aspect_ratios=(1.0,),
        fixed_anchor_size=True,
        interpolated_scale_aspect_ratio=0,
    )
    assert np.allclose(found, [[1 / 6, 0.5, 1, 1], [3 / 6, 0.5, 1, 1], [5 / 6, 0.5, 1, 1]])


@pytest.mark.parametrize(("normalize", "unit"), [(True, 256), (False, 1)])
def test_pyramid_has_scales_of_an_octave(normalize: bool, unit: int) -> None:
    """Level n has stride 2**n, boxes of anchor_scale strides and more in between; centres are in the cells' middle."""
    found = boxes(
        input_size_width=256,
        input_size_height=256,
        multiscale_anchor_generation=True,
        min_level=6,
        max_level=7,
        strides=(64, 128),
        aspect_ratios=(1.0, 4.0),
        anchor_scale=2.0,
        normalize_coordinates=normalize,
    )
    root = np.sqrt(2)
    expected = [
        [32, 32, 128, 128],
        [32, 32, 128 * root, 128 * root],
        [32, 32, 256, 64],
        [32, 32, 256 * root, 64 * root],
        [96, 32, 128, 128],
    ]
    assert np.allclose(found[:5] * unit, expected)
    assert len(found) == (16 + 4) * 4


def test_pyramid_starts_at_the_edge_of_inputs_that_no_cell_divides() -> None:
    """The first centre is 0 if the stride does not divide the input."""
    found = boxes(
        input_size_width=6,
        input_size_height=4,
        multiscale_anchor_generation=True,
        min_level=2,
        max_level=2,
        strides=(4,),
        aspect_ratios=(1.0,),
        scales_per_octave=1,
        normalize_coordinates=False,
    )
    assert np.allclose(found[:, :2], [[0, 2], [4, 2]])


def test_fixed_anchors_are_taken_as_they_are() -> None:
    """A list of anchors needs nothing else."""
    anchors = generate_anchors(
        SsdAnchorsCalculatorOptions(fixed_anchors=(Anchor(x_center=0.5, y_center=0.25, w=1.0, h=2.0),))
    )
    assert np.allclose(anchors.boxes, [[0.5, 0.25, 1, 2]])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"num_layers": 2, "strides": (8,)}, "expected feature_map_height or strides for each of 2 layers, found 1"),
        ({"num_layers": 0}, "expected feature_map_height or strides for each of 0 layers, found 0"),
        ({"num_layers": 1, "feature_map_height": (2,)}, "expected as many feature_map_width as feature_map_height"),
        (
            {"num_layers": 1, "feature_map_height": (2,), "feature_map_width": (2,)},
            "expected strides for each of 1 layers, found 0",
        ),
        ({"multiscale_anchor_generation": True, "strides": (8,)}, "for each of 5 layers, found 1"),
        ({"fixed_anchors": (Anchor(),)}, "fixed_anchors and options that generate anchors exclude"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any], message: str) -> None:
    """The message says what is missing or too much."""
    with pytest.raises(ConfigError) as caught:
        boxes(**options)
    assert message in str(caught.value)
