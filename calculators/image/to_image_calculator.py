"""ToImageCalculator: pictures as MediaPipe's newer calculators take them."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.formats import Image, ImageFrame


@register
class ToImageCalculator(Calculator):
    """Makes an Image of every ImageFrame; the pixels are shared. An Image passes.

    Inputs:
        IMAGE: ImageFrame or Image, or
        IMAGE_CPU: ImageFrame, or
        IMAGE_GPU: ImageFrame; there is no GPU here.
    Outputs:
        IMAGE: Image.

    Example::

        node {
          calculator: "ToImageCalculator"
          input_stream: "IMAGE_CPU:image_frame"
          output_stream: "IMAGE:image"
        }
    """

    lightweight = True

    any_image = Input[ImageFrame | Image]("IMAGE", optional=True)
    image_cpu = Input[ImageFrame]("IMAGE_CPU", optional=True)
    image_gpu = Input[ImageFrame]("IMAGE_GPU", optional=True)
    image = Output[Image]("IMAGE")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes exactly one of IMAGE, IMAGE_CPU and IMAGE_GPU")

    def process(self) -> None:
        connected = (port for port in (self.any_image, self.image_cpu, self.image_gpu) if port.connected)
        picture = next(connected).value
        self.image.send(picture if isinstance(picture, Image) else Image(picture.data, picture.format))
