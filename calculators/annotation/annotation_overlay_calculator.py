"""AnnotationOverlayCalculator: pictures with annotations drawn on them."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Inputs, Output, register
from backedge.calculators.annotation.draw_annotations import AnnotationRenderer
from backedge.errors import PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame, RenderData
from backedge.formats.render_data import Color
from backedge.protos import Message, field


class AnnotationOverlayCalculatorOptions(
    Message, name="mediapipe.AnnotationOverlayCalculatorOptions", extension=250607623
):
    """Options of AnnotationOverlayCalculator.

    Attributes:
        canvas_width_px: of the picture, where none comes in.
        canvas_height_px: likewise.
        canvas_color: likewise; black if not set.
        flip_text_vertically: whether text is upside down, for pictures whose first row is the lowest.
        gpu_uses_top_left_origin: not read: there is no GPU here.
        gpu_scale_factor: not read: there is no GPU here.
    """

    canvas_width_px: int = field(2, default=1920)
    canvas_height_px: int = field(3, default=1080)
    canvas_color: Color | None = field(4)
    flip_text_vertically: bool = field(5, default=False)
    gpu_uses_top_left_origin: bool = field(6, default=True)
    gpu_scale_factor: float = field(7, default=1.0)


@register
class AnnotationOverlayCalculator(Calculator):
    """Draws annotations on a copy of every picture, or on an empty one; later inputs are drawn over earlier ones.

    Inputs:
        IMAGE: ImageFrame; SRGB, SRGBA or GRAY8, optional, or
        UIMAGE: Image, likewise.
        untagged, any number: RenderData.
        VECTOR, any number: list[RenderData].
    Outputs:
        IMAGE: ImageFrame; SRGBA for SRGBA, else SRGB, or
        UIMAGE: Image, for UIMAGE.
    Options:
        AnnotationOverlayCalculatorOptions

    Example::

        node {
          calculator: "AnnotationOverlayCalculator"
          input_stream: "IMAGE:image"
          input_stream: "detection_render_data"
          input_stream: "VECTOR:hand_render_data"
          output_stream: "IMAGE:annotated"
        }
    """

    image_frame = Input[ImageFrame]("IMAGE", optional=True)
    image = Input[Image]("UIMAGE", optional=True)
    data = Inputs[RenderData]()
    vectors = Inputs[list[RenderData]]("VECTOR")
    drawn_frame = Output[ImageFrame]("IMAGE", optional=True)
    drawn_image = Output[Image]("UIMAGE", optional=True)

    options: AnnotationOverlayCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        given, made = (
            [tag for tag in ("IMAGE", "UIMAGE") if tag in ports] for ports in (contract.inputs, contract.outputs)
        )
        contract.require(len(contract.inputs), "it needs a picture, or something to draw")
        contract.require(len(made) == 1, "it has exactly one of IMAGE and UIMAGE")
        contract.require(given in ([], made), f"its output {made[0]} goes with the input {made[0]}")
        width, height = contract.options.canvas_width_px, contract.options.canvas_height_px
        contract.require(given or (width > 0 and height > 0), "canvas_width_px and canvas_height_px must be positive")

    def open(self) -> None:
        self._picture = self.image if self.image.connected else self.image_frame
        drawn = self.drawn_frame if self.drawn_frame.connected else self.drawn_image
        if not self._picture.header.is_empty:
            drawn.set_header(self._picture.header)

    def process(self) -> None:
        if self._picture.connected and self._picture.is_empty:
            return
        canvas = canvas_of(self._picture.value) if self._picture.connected else self._empty_canvas()
        renderer = AnnotationRenderer(canvas, flip_text=self.options.flip_text_vertically)
        for port in self.data:
            if not port.is_empty:
                renderer.draw(port.value)
        for vector in self.vectors:
            for data in vector.get([]):
                renderer.draw(data)
        self.drawn_frame.send(ImageFrame(canvas))
        self.drawn_image.send(Image(canvas))

    def _empty_canvas(self) -> NDArray[np.uint8]:
        color = self.options.canvas_color or Color()
        shape = (self.options.canvas_height_px, self.options.canvas_width_px, 3)
        return np.full(shape, (color.r, color.g, color.b), np.uint8)


def canvas_of(picture: ImageFrame | Image) -> NDArray[np.uint8]:
    """Copy a picture to draw on, uint8 (height, width, 3 or 4); a grey one becomes RGB.

    Raises:
        PacketTypeError: a picture of another format.
    """
    if picture.format is ImageFormat.GRAY8:
        return np.asarray(cv2.cvtColor(picture.data, cv2.COLOR_GRAY2RGB), np.uint8)
    if picture.format not in (ImageFormat.SRGB, ImageFormat.SRGBA):
        raise PacketTypeError(f"annotations are drawn on SRGB, SRGBA or GRAY8, found {picture!r}; convert it")
    return np.array(picture.data, order="C")
