"""Options of `generate_anchors` (MediaPipe `calculators/tflite/ssd_anchors_calculator.proto`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SsdAnchorsOptions:
    """MediaPipe's `SsdAnchorsCalculatorOptions`; a field that is None or empty is not set.

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
        fixed_anchors: (x_center, y_center, width, height) of all anchors, instead of everything above.
    """

    input_size_width: int | None = None
    input_size_height: int | None = None
    min_scale: float | None = None
    max_scale: float | None = None
    anchor_offset_x: float = 0.5
    anchor_offset_y: float = 0.5
    num_layers: int | None = None
    feature_map_width: tuple[int, ...] = ()
    feature_map_height: tuple[int, ...] = ()
    strides: tuple[int, ...] = ()
    aspect_ratios: tuple[float, ...] = ()
    reduce_boxes_in_lowest_layer: bool = False
    interpolated_scale_aspect_ratio: float = 1.0
    fixed_anchor_size: bool = False
    multiscale_anchor_generation: bool = False
    min_level: int = 3
    max_level: int = 7
    anchor_scale: float = 4.0
    scales_per_octave: int = 2
    normalize_coordinates: bool = True
    fixed_anchors: tuple[tuple[float, float, float, float], ...] = ()
