"""RectToRenderScaleCalculator: how thick annotations of an object are."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.errors import GraphError
from backedge.formats import ImageSize, NormalizedRect
from backedge.protos import Message, field


class RectToRenderScaleCalculatorOptions(
    Message, name="mediapipe.RectToRenderScaleCalculatorOptions", extension=299463409
):
    """Options of RectToRenderScaleCalculator.

    Attributes:
        multiplier: the scale for each pixel of the rectangle's longer side; also the scale where there is none.
        process_timestamp_bounds: whether there is a scale where there is no packet at all.
    """

    multiplier: float = field(1, default=0.01)
    process_timestamp_bounds: bool = field(2, default=False)


@register
class RectToRenderScaleCalculator(Calculator):
    """Sends a factor for the thickness of annotations, which grows with the object.

    Inputs:
        NORM_RECT: NormalizedRect around the object.
        IMAGE_SIZE: (width, height) in pixels.
    Outputs:
        RENDER_SCALE: float.
    Options:
        RectToRenderScaleCalculatorOptions

    Example::

        node {
          calculator: "RectToRenderScaleCalculator"
          input_stream: "NORM_RECT:pose_rect"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "RENDER_SCALE:render_scale"
          options {
            [mediapipe.RectToRenderScaleCalculatorOptions.ext] { multiplier: 0.0012 }
          }
        }
    """

    lightweight = True

    norm_rect = Input[NormalizedRect]("NORM_RECT")
    image_size = Input[ImageSize]("IMAGE_SIZE")
    render_scale = Output[float]("RENDER_SCALE")

    options: RectToRenderScaleCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.process_timestamp_bounds = contract.options.process_timestamp_bounds

    def process(self) -> None:
        if self.norm_rect.is_empty:
            self.render_scale.send(self.options.multiplier)
            return
        if self.image_size.is_empty:
            raise GraphError("there is a rectangle, but IMAGE_SIZE has no packet at this timestamp")
        rect, (width, height) = self.norm_rect.value, self.image_size.value
        self.render_scale.send(max(rect.width * width, rect.height * height) * self.options.multiplier)
