"""ImageCroppingCalculator: a rectangle of a picture as a picture."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.geometry.roi import Roi
from backedge.calculators.image.crop_rect import (
    CroppingBorderMode,
    ImageCroppingCalculatorOptions,
    cut,
    region_of_options,
    region_of_rect,
)
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame, ImageSize, NormalizedRect, Rect


@register
class ImageCroppingCalculator(Calculator):
    """Cuts a rectangle, which may be rotated, out of every picture. Where the rectangle is missing nothing is sent.

    Inputs:
        IMAGE: ImageFrame.
        RECT: Rect, in pixels, or
        NORM_RECT: NormalizedRect, or
        WIDTH: int, with HEIGHT: int, in pixels; the options say where. Without any of them the options say all. A
            rectangle without size stands for the whole picture.
    Outputs:
        IMAGE: ImageFrame, of the same format.
    Options:
        ImageCroppingCalculatorOptions

    Example::

        node {
          calculator: "ImageCroppingCalculator"
          input_stream: "IMAGE:image"
          input_stream: "NORM_RECT:eye_rect"
          output_stream: "IMAGE:eye"
          options {
            [mediapipe.ImageCroppingCalculatorOptions.ext] { border_mode: BORDER_REPLICATE }
          }
        }
    """

    image = Input[ImageFrame]("IMAGE")
    rect = Input[Rect]("RECT", optional=True)
    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    width = Input[int]("WIDTH", optional=True)
    height = Input[int]("HEIGHT", optional=True)
    cropped = Output[ImageFrame]("IMAGE")

    options: ImageCroppingCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options, inputs = contract.options, contract.inputs
        ways = {
            "RECT": "RECT" in inputs,
            "NORM_RECT": "NORM_RECT" in inputs,
            "WIDTH and HEIGHT": "WIDTH" in inputs and "HEIGHT" in inputs,
            "the options width and height": None not in (options.width, options.height),
            "the options norm_width and norm_height": None not in (options.norm_width, options.norm_height),
        }
        found = [way for way, given in ways.items() if given]
        contract.require(
            len(found) == 1,
            f"exactly one of {', '.join(ways)} must say what to cut out, found {' and '.join(found) or 'none'}",
        )
        contract.require(
            options.border_mode is not CroppingBorderMode.BORDER_UNSPECIFIED,
            "border_mode must be BORDER_ZERO or BORDER_REPLICATE",
        )

    def process(self) -> None:
        missing = any(port.connected and port.is_empty for port in (self.image, self.rect, self.norm_rect))
        if missing:
            return
        image = self.image.value
        region = self._region((image.width, image.height))
        pixels = cut(image.data, region, self.options)
        self.cropped.send(ImageFrame(pixels, image.format))

    def _region(self, size: ImageSize) -> Roi:
        if self.rect.connected:
            return region_of_rect(self.rect.value, size)
        if self.norm_rect.connected:
            return region_of_rect(self.norm_rect.value, size)
        crop_size = (self.width.value, self.height.value) if self.width.connected else None
        region = region_of_options(self.options, size, crop_size)
        if not (region.width > 0 and region.height > 0):
            raise PacketTypeError(f"a rectangle needs a positive size, found {region.width} x {region.height} pixels")
        return region
