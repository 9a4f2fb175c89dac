"""ImageTransformationCalculator: pictures of another size, turned or flipped."""

from __future__ import annotations

from dataclasses import replace

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.geometry.roi import Padding
from backedge.calculators.image.transform import Transformation
from backedge.calculators.image.transform_options import (
    ROTATIONS,
    ImageTransformationCalculatorOptions,
    ImageTransformationColor,
)
from backedge.calculators.option_ranges import MAX_PIXELS
from backedge.calculators.picture_modes import RotationMode
from backedge.formats import ImageFrame, ImageSize
from backedge.timestamp import PRESTREAM


@register
class ImageTransformationCalculator(Calculator):
    """Scales, turns and flips pictures, in this order.

    Inputs:
        IMAGE: ImageFrame.
        OUTPUT_DIMENSIONS: (width, height), optional; the size from now on. Where it has no packet nothing is sent.
        ROTATION_DEGREES: int, optional; 0, 90, 180 or 270, counter-clockwise, from now on.
        FLIP_HORIZONTALLY: bool, optional; whether to mirror, from now on.
        FLIP_VERTICALLY: bool, optional; whether to turn upside down, from now on.
        VIDEO_PRESTREAM: VideoHeader, optional; how large the pictures are.
    Outputs:
        IMAGE: ImageFrame, of the same format.
        LETTERBOX_PADDING: Padding, optional; left, top, right, bottom, in parts of the new picture.
        VIDEO_PRESTREAM: VideoHeader, for VIDEO_PRESTREAM; with the new size.
    Side packets:
        OUTPUT_DIMENSIONS: (width, height), optional.
        ROTATION_DEGREES: int, optional.
        FLIP_HORIZONTALLY: bool, optional.
        FLIP_VERTICALLY: bool, optional. All of them go before the options.
    Options:
        ImageTransformationCalculatorOptions

    Example::

        node {
          calculator: "ImageTransformationCalculator"
          input_stream: "IMAGE:image"
          output_stream: "IMAGE:scaled_image"
          output_stream: "LETTERBOX_PADDING:padding"
          options {
            [mediapipe.ImageTransformationCalculatorOptions.ext] {
              output_width: 320 output_height: 320 scale_mode: FIT
            }
          }
        }
    """

    image = Input[ImageFrame]("IMAGE")
    size_input = Input[ImageSize]("OUTPUT_DIMENSIONS", optional=True)
    rotation_input = Input[int]("ROTATION_DEGREES", optional=True)
    mirror_input = Input[bool]("FLIP_HORIZONTALLY", optional=True)
    flip_input = Input[bool]("FLIP_VERTICALLY", optional=True)
    header = Input[VideoHeader]("VIDEO_PRESTREAM", optional=True)
    transformed = Output[ImageFrame]("IMAGE")
    letterbox_padding = Output[Padding]("LETTERBOX_PADDING", optional=True)
    new_header = Output[VideoHeader]("VIDEO_PRESTREAM", optional=True)
    size_side = SideInput[ImageSize]("OUTPUT_DIMENSIONS", optional=True)
    rotation_side = SideInput[int]("ROTATION_DEGREES", optional=True)
    mirror_side = SideInput[bool]("FLIP_HORIZONTALLY", optional=True)
    flip_side = SideInput[bool]("FLIP_VERTICALLY", optional=True)

    options: ImageTransformationCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        header = "VIDEO_PRESTREAM" in contract.inputs
        contract.require(
            header == ("VIDEO_PRESTREAM" in contract.outputs), "VIDEO_PRESTREAM must be an input and an output"
        )
        changing = [tag for tag in ("OUTPUT_DIMENSIONS", "ROTATION_DEGREES") if tag in contract.inputs]
        contract.require(
            not (header and changing), f"with VIDEO_PRESTREAM the size is fixed; make {changing} side packets"
        )
        width, height = contract.options.output_width, contract.options.output_height
        contract.require(
            width * height <= MAX_PIXELS, f"the output has at most {MAX_PIXELS} pixels, found {width} x {height}"
        )
        contract.require_named_side_packets()

    def open(self) -> None:
        options = self.options
        size = self.size_side.get((options.output_width, options.output_height))
        rotation = options.rotation_mode
        if self.rotation_side.connected:
            rotation = ROTATIONS.get(self.rotation_side.value, RotationMode.UNKNOWN)
        color = (options.padding_color or ImageTransformationColor()) if options.constant_padding else None
        self._transformation = Transformation(
            (size[0], size[1]),
            rotation,
            self.mirror_side.get(options.flip_horizontally),
            self.flip_side.get(options.flip_vertically),
            options.scale_mode,
            color,
            options.interpolation_mode,
        )

    def process(self) -> None:
        if not self.header.is_empty:
            header = self.header.value
            width, height = self._transformation.output_size((header.width, header.height))
            self.new_header.send(replace(header, width=width, height=height), PRESTREAM)
        self._update()
        if self.image.is_empty or (self.size_input.connected and self.size_input.is_empty):
            return
        image = self.image.value
        pixels = self._transformation.apply(image.data)
        self.transformed.send(ImageFrame(pixels, image.format))
        if self.letterbox_padding.connected:
            self.letterbox_padding.send(self._transformation.letterbox_padding((image.width, image.height)))

    def _update(self) -> None:
        """Take over what the inputs say from now on."""
        if not self.rotation_input.is_empty:
            rotation = ROTATIONS.get(self.rotation_input.value, RotationMode.UNKNOWN)
            self._transformation = replace(self._transformation, rotation=rotation)
        if not self.mirror_input.is_empty:
            self._transformation = replace(self._transformation, flip_horizontally=self.mirror_input.value)
        if not self.flip_input.is_empty:
            self._transformation = replace(self._transformation, flip_vertically=self.flip_input.value)
        if not self.size_input.is_empty:
            width, height = self.size_input.value
            self._transformation = replace(self._transformation, size=(width, height))
