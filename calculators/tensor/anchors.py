"""Anchors of single-shot detectors (MediaPipe `calculators/tflite/ssd_anchors_calculator.cc` and its `.proto`)."""

from __future__ import annotations

import itertools
import math
from typing import Annotated, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.formats import Anchors
from backedge.protos import Message, Range, field

_Floats = NDArray[np.float32]
_MOST_ANCHORS: Final = 10**6


class Anchor(Message, name="mediapipe.Anchor"):
    """One anchor, in parts of the model's input."""

    x_center: float = field(1)
    y_center: float = field(2)
    h: float = field(3)
    w: float = field(4)


class SsdAnchorsCalculatorOptions(Message, name="mediapipe.SsdAnchorsCalculatorOptions", extension=247258239):
    """Options of SsdAnchorsCalculator; a field that is None or empty is not set.

    Attributes:
        input_size_width: of the model's input, in pixels.
        input_size_height: of the model's input, in pixels.
        min_scale: size of the boxes on the first feature map, in parts of the input.
        max_scale: size of the boxes on the last feature map, in parts of the input.
        anchor_offset_x: centre of an anchor within its cell, in cells.
        anchor_offset_y: centre of an anchor within its cell, in cells.
        num_layers: number of feature maps.
        feature_map_width: width of each feature map; unset, it follows from the stride.
        feature_map_height: height of each feature map; unset, it follows from the stride.
        strides: pixels of the input in a cell, for each feature map; neighbours with one stride share a grid.
        aspect_ratios: width to height, of each box of a cell.
        reduce_boxes_in_lowest_layer: the first feature map has three fixed boxes in a cell.
        interpolated_scale_aspect_ratio: of one more box, its size between this map's and the next's; 0: no such box.
        fixed_anchor_size: every box is 1 x 1, because the model predicts sizes that need no anchor.
        multiscale_anchor_generation: anchors as in RetinaNet (https://arxiv.org/abs/1708.02002); the next five fields
            are for it only.
        min_level: first level of the pyramid; level n has stride 2**n.
        max_level: last level of the pyramid.
        anchor_scale: size of the smallest box, in strides.
        scales_per_octave: number of sizes between one level and the next.
        normalize_coordinates: in parts of the input rather than in pixels.
        fixed_anchors: all anchors, instead of everything above.
    """

    input_size_width: Annotated[int, Range(ge=0)] | None = field(1)
    input_size_height: Annotated[int, Range(ge=0)] | None = field(2)
    min_scale: Annotated[float, Range(ge=0)] | None = field(3)
    max_scale: Annotated[float, Range(ge=0)] | None = field(4)
    anchor_offset_x: float = field(5, default=0.5)
    anchor_offset_y: float = field(6, default=0.5)
    num_layers: int | None = field(7)
    feature_map_width: tuple[Annotated[int, Range(ge=0)], ...] = field(8)
    feature_map_height: tuple[Annotated[int, Range(ge=0)], ...] = field(9)
    strides: tuple[Annotated[int, Range(ge=1)], ...] = field(10)
    aspect_ratios: tuple[Annotated[float, Range(gt=0)], ...] = field(11)
    reduce_boxes_in_lowest_layer: bool = field(12)
    interpolated_scale_aspect_ratio: float = field(13, default=1.0)
    fixed_anchor_size: bool = field(14)
    multiscale_anchor_generation: bool = field(15)
    min_level: int = field(16, default=3)
    max_level: int = field(17, default=7)
    anchor_scale: float = field(18, default=4.0)
    scales_per_octave: int = field(19, default=2)
    normalize_coordinates: bool = field(20, default=True)
    fixed_anchors: tuple[Anchor, ...] = field(21)


def generate_anchors(options: SsdAnchorsCalculatorOptions) -> Anchors:
    """All anchors, in the order in which the model's output has its boxes: by feature map, row, column, box.

    Raises:
        ConfigError: the options lack something or contradict each other.
    """
    if options.fixed_anchors:
        return _fixed(options)
    levels = options.max_level - options.min_level + 1
    layers = levels if options.multiscale_anchor_generation else options.num_layers or 0
    maps = options.feature_map_height or options.strides
    require_option(
        len(maps) == layers > 0,
        f"SsdAnchors: expected feature_map_height or strides for each of {layers} layers, found {len(maps)}",
    )
    require_option(
        len(options.feature_map_height) == len(options.feature_map_width),
        f"SsdAnchors: expected as many feature_map_width as feature_map_height, found"
        f" {len(options.feature_map_width)} and {len(options.feature_map_height)}",
    )
    layered = _pyramid(options) if options.multiscale_anchor_generation else _single_shot(options)
    return Anchors(np.concatenate(layered))


def _fixed(options: SsdAnchorsCalculatorOptions) -> Anchors:
    generating = ("input_size_height", "input_size_width", "min_scale", "max_scale", "num_layers")
    found = [name for name in generating if getattr(options, name) is not None]
    require_option(
        not found and not options.multiscale_anchor_generation,
        f"SsdAnchors: fixed_anchors and options that generate anchors exclude each other, found both: {found}",
    )
    anchors = [(anchor.x_center, anchor.y_center, anchor.w, anchor.h) for anchor in options.fixed_anchors]
    return Anchors(np.array(anchors, np.float32))


def _single_shot(options: SsdAnchorsCalculatorOptions) -> list[_Floats]:
    require_option(
        len(options.strides) == options.num_layers,
        f"SsdAnchors: expected strides for each of {options.num_layers} layers, found {len(options.strides)};"
        " they are needed beside feature_map_height, to tell which layers share a grid",
    )
    grids = []
    for _, group in itertools.groupby(enumerate(options.strides), key=lambda layer: layer[1]):
        layers = [index for index, _ in group]
        sizes = np.concatenate([_box_sizes(options, layer) for layer in layers])
        if options.fixed_anchor_size:
            sizes = np.ones_like(sizes)
        columns, rows = _grid_size(options, layers[0], len(sizes))
        x = (np.arange(columns, dtype=np.float32) + np.float32(options.anchor_offset_x)) / np.float32(columns)
        y = (np.arange(rows, dtype=np.float32) + np.float32(options.anchor_offset_y)) / np.float32(rows)
        grids.append(_combine(x, y, sizes))
    return grids


def _box_sizes(options: SsdAnchorsCalculatorOptions, layer: int) -> _Floats:
    """(N, 2) width and height of the boxes of one cell."""
    scale = _scale(options, layer)
    if layer == 0 and options.reduce_boxes_in_lowest_layer:
        boxes = [(0.1, 1.0), (scale, 2.0), (scale, 0.5)]
    else:
        boxes = [(scale, ratio) for ratio in options.aspect_ratios]
        if options.interpolated_scale_aspect_ratio > 0:
            following = 1.0 if layer == len(options.strides) - 1 else _scale(options, layer + 1)
            boxes.append((math.sqrt(scale * following), options.interpolated_scale_aspect_ratio))
    return np.array([(size * math.sqrt(ratio), size / math.sqrt(ratio)) for size, ratio in boxes], np.float32)


def _scale(options: SsdAnchorsCalculatorOptions, layer: int) -> float:
    low, high = options.min_scale or 0.0, options.max_scale or 0.0
    last = len(options.strides) - 1
    return (low + high) / 2 if last == 0 else low + (high - low) * layer / last


def _pyramid(options: SsdAnchorsCalculatorOptions) -> list[_Floats]:
    width, height = options.input_size_width or 0, options.input_size_height or 0
    scales = [2.0 ** (step / options.scales_per_octave) for step in range(options.scales_per_octave)]
    shapes = np.array(
        [(scale * math.sqrt(ratio), scale / math.sqrt(ratio)) for ratio in options.aspect_ratios for scale in scales],
        np.float32,
    )
    grids = []
    for index, level in enumerate(range(options.min_level, options.max_level + 1)):
        stride = 2**level
        columns, rows = _grid_size(options, index, len(shapes))
        x, y = (
            np.arange(count, dtype=np.float32) * stride + (stride / 2 if size % stride == 0 or size == 1 else 0)
            for count, size in ((columns, width), (rows, height))
        )
        grid = _combine(x, y, shapes * np.float32(stride * options.anchor_scale))
        if options.normalize_coordinates:
            grid /= np.array([width, height, width, height], np.float32)
        grids.append(grid)
    return grids


def _grid_size(options: SsdAnchorsCalculatorOptions, layer: int, boxes: int) -> tuple[int, int]:
    """Columns and rows of a feature map, with so many boxes in a cell.

    Raises:
        ConfigError: it has more anchors than any model.
    """
    if options.feature_map_height:
        columns, rows = options.feature_map_width[layer], options.feature_map_height[layer]
    else:
        sizes, stride = (options.input_size_width or 0, options.input_size_height or 0), options.strides[layer]
        columns, rows = (math.ceil(size / stride) for size in sizes)
    require_option(
        columns * rows * boxes <= _MOST_ANCHORS,
        f"SsdAnchors: expected at most {_MOST_ANCHORS} anchors of a feature map,"
        f" found {columns} x {rows} cells of {boxes}",
    )
    return columns, rows


def _combine(x: _Floats, y: _Floats, sizes: _Floats) -> _Floats:
    """Every size at every centre, (N, 4) by row, column and size."""
    grid = np.empty((len(y), len(x), len(sizes), 4), np.float32)
    grid[..., 0] = x[None, :, None]
    grid[..., 1] = y[:, None, None]
    grid[..., 2:] = sizes
    return grid.reshape(-1, 4)
