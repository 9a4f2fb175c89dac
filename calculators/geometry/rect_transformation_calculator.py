"""RectTransformationCalculator: scaled, shifted, squared rectangles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.geometry.rect_transform import (
    RectTransformationCalculatorOptions,
    transform_normalized_rect,
    transform_rect,
)
from backedge.formats import ImageSize, NormalizedRect, Rect

_INPUTS: Final = ("NORM_RECT", "NORM_RECTS", "RECT", "RECTS")


@register("RectTransformationCalculator", "RectTransform")
class RectTransformationCalculator(Calculator):
    """Scales, shifts and squares rectangles; what is square or rotated is so in pixels.

    Inputs:
        one of NORM_RECT: NormalizedRect, NORM_RECTS: list[NormalizedRect], RECT: Rect, RECTS: list[Rect].
        IMAGE_SIZE: (width, height); with the first two, and with those only.
    Outputs:
        untagged: the type of the input.
    Options:
        RectTransformationCalculatorOptions

    Example::

        node {
          calculator: "RectTransformationCalculator"
          input_stream: "NORM_RECTS:palm_rects"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "hand_rects"
          options {
            [mediapipe.RectTransformationCalculatorOptions.ext] {
              scale_x: 2.6
              scale_y: 2.6
              shift_y: -0.5
              square_long: true
            }
          }
        }
    """

    lightweight = True

    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    norm_rects = Input[list[NormalizedRect]]("NORM_RECTS", optional=True)
    rect = Input[Rect]("RECT", optional=True)
    rects = Input[list[Rect]]("RECTS", optional=True)
    image_size = Input[ImageSize]("IMAGE_SIZE", optional=True)
    transformed = Output[Any]()

    options: RectTransformationCalculatorOptions
    live_options = ("scale_x", "scale_y", "shift_x", "shift_y")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check()
        tags = [tag for tag in _INPUTS if tag in contract.inputs]
        contract.require(len(tags) == 1, f"it takes exactly one of {', '.join(_INPUTS)}")
        tag = tags[0]
        normalized = tag.startswith("NORM")
        has_size = "IMAGE_SIZE" in contract.inputs
        contract.require(has_size or not normalized, f"{tag} needs IMAGE_SIZE too")
        contract.require(normalized or not has_size, f"{tag} takes no IMAGE_SIZE: it is in pixels")
        contract.outputs["", 0].type = contract.inputs[tag, 0].type

    def open(self) -> None:
        ways: tuple[tuple[Input[Any], Callable[[Any, Any], Any]], ...] = (
            (self.norm_rect, lambda rect, size: transform_normalized_rect(rect, size, self.options)),
            (
                self.norm_rects,
                lambda rects, size: [transform_normalized_rect(rect, size, self.options) for rect in rects],
            ),
            (self.rect, lambda rect, _: transform_rect(rect, self.options)),
            (self.rects, lambda rects, _: [transform_rect(rect, self.options) for rect in rects]),
        )
        self._source, self._transform = next(way for way in ways if way[0].connected)
        self._needs_size = self._source in (self.norm_rect, self.norm_rects)

    def process(self) -> None:
        if self._source.is_empty or (self._needs_size and self.image_size.is_empty):
            return
        self.transformed.send(self._transform(self._source.value, self.image_size.get()))
