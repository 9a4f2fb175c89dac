"""Anchors of single-shot detectors (MediaPipe `calculators/tflite/ssd_anchors_calculator.cc`)."""

from __future__ import annotations

import itertools
import math

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.calculators.tensor.anchor_options import SsdAnchorsOptions
from backedge.formats import Anchors

_Floats = NDArray[np.float32]


def generate_anchors(options: SsdAnchorsOptions) -> Anchors:
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


def _fixed(options: SsdAnchorsOptions) -> Anchors:
    generating = ("input_size_height", "input_size_width", "min_scale", "max_scale", "num_layers")
    found = [name for name in generating if getattr(options, name) is not None]
    require_option(
        not found and not options.multiscale_anchor_generation,
        f"SsdAnchors: fixed_anchors and options that generate anchors exclude each other, found both: {found}",
    )
    return Anchors(np.array(options.fixed_anchors, np.float32))


def _single_shot(options: SsdAnchorsOptions) -> list[_Floats]:
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
        columns, rows = _grid_size(options, layers[0])
        x = (np.arange(columns, dtype=np.float32) + np.float32(options.anchor_offset_x)) / np.float32(columns)
        y = (np.arange(rows, dtype=np.float32) + np.float32(options.anchor_offset_y)) / np.float32(rows)
        grids.append(_combine(x, y, sizes))
    return grids


def _box_sizes(options: SsdAnchorsOptions, layer: int) -> _Floats:
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


def _scale(options: SsdAnchorsOptions, layer: int) -> float:
    low, high = options.min_scale or 0.0, options.max_scale or 0.0
    last = len(options.strides) - 1
    return (low + high) / 2 if last == 0 else low + (high - low) * layer / last


def _pyramid(options: SsdAnchorsOptions) -> list[_Floats]:
    width, height = options.input_size_width or 0, options.input_size_height or 0
    scales = [2.0 ** (step / options.scales_per_octave) for step in range(options.scales_per_octave)]
    shapes = np.array(
        [(scale * math.sqrt(ratio), scale / math.sqrt(ratio)) for ratio in options.aspect_ratios for scale in scales],
        np.float32,
    )
    grids = []
    for index, level in enumerate(range(options.min_level, options.max_level + 1)):
        stride = 2**level
        columns, rows = _grid_size(options, index)
        x, y = (
            np.arange(count, dtype=np.float32) * stride + (stride / 2 if size % stride == 0 or size == 1 else 0)
            for count, size in ((columns, width), (rows, height))
        )
        grid = _combine(x, y, shapes * np.float32(stride * options.anchor_scale))
        if options.normalize_coordinates:
            grid /= np.array([width, height, width, height], np.float32)
        grids.append(grid)
    return grids


def _grid_size(options: SsdAnchorsOptions, layer: int) -> tuple[int, int]:
    """Columns and rows of a feature map."""
    if options.feature_map_height:
        return options.feature_map_width[layer], options.feature_map_height[layer]
    stride = options.strides[layer]
    return math.ceil((options.input_size_width or 0) / stride), math.ceil((options.input_size_height or 0) / stride)


def _combine(x: _Floats, y: _Floats, sizes: _Floats) -> _Floats:
    """Every size at every centre, (N, 4) by row, column and size."""
    grid = np.empty((len(y), len(x), len(sizes), 4), np.float32)
    grid[..., 0] = x[None, :, None]
    grid[..., 1] = y[:, None, None]
    grid[..., 2:] = sizes
    return grid.reshape(-1, 4)
