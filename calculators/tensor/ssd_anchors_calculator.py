"""SsdAnchorsCalculator: the anchors of a single-shot detector."""

from __future__ import annotations

from backedge.authoring import Calculator, SideOutput, register
from backedge.calculators.tensor.anchors import SsdAnchorsCalculatorOptions, generate_anchors
from backedge.formats import Anchors


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
        self.anchors.set(generate_anchors(self.options))
