"""SsdAnchorsCalculator: the anchors of a single-shot detector."""

from __future__ import annotations

from backedge.authoring import Calculator, SideOutput, register
from backedge.calculators.options import plain_options
from backedge.calculators.tensor.anchor_options import SsdAnchorsOptions
from backedge.calculators.tensor.anchors import generate_anchors
from backedge.formats import Anchors
from backedge.protos import Message, field


class Anchor(Message, name="mediapipe.Anchor"):
    """One anchor, in parts of the model's input."""

    x_center: float = field(1)
    y_center: float = field(2)
    h: float = field(3)
    w: float = field(4)


class SsdAnchorsCalculatorOptions(Message, name="mediapipe.SsdAnchorsCalculatorOptions", extension=247258239):
    """Options of SsdAnchorsCalculator; see `SsdAnchorsOptions`."""

    input_size_width: int | None = field(1)
    input_size_height: int | None = field(2)
    min_scale: float | None = field(3)
    max_scale: float | None = field(4)
    anchor_offset_x: float = field(5, default=0.5)
    anchor_offset_y: float = field(6, default=0.5)
    num_layers: int | None = field(7)
    feature_map_width: tuple[int, ...] = field(8)
    feature_map_height: tuple[int, ...] = field(9)
    strides: tuple[int, ...] = field(10)
    aspect_ratios: tuple[float, ...] = field(11)
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


@register
class SsdAnchorsCalculator(Calculator):
    """Generates anchors, once.

    Output side packets:
        untagged: Anchors.
    Options:
        SsdAnchorsCalculatorOptions

    Example::

        node {
          calculator: "SsdAnchorsCalculator"
          output_side_packet: "anchors"
          options {
            [mediapipe.SsdAnchorsCalculatorOptions.ext] {
              num_layers: 1
              min_scale: 0.15
              max_scale: 0.75
              input_size_width: 192
              input_size_height: 192
              strides: 8
              aspect_ratios: 1.0
            }
          }
        }
    """

    anchors = SideOutput[Anchors]()

    options: SsdAnchorsCalculatorOptions

    def open(self) -> None:
        fixed = tuple((anchor.x_center, anchor.y_center, anchor.w, anchor.h) for anchor in self.options.fixed_anchors)
        self.anchors.set(generate_anchors(plain_options(self.options, SsdAnchorsOptions, fixed_anchors=fixed)))
