"""ImagePropertiesCalculator: the size of an image."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.formats import Image, ImageFrame, ImageSize


@register("ImagePropertiesCalculator", "ImageProperties")
class ImagePropertiesCalculator(Calculator):
    """Says how large every image is.

    Inputs:
        IMAGE: ImageFrame or Image, or
        IMAGE_CPU: ImageFrame.
    Outputs:
        SIZE: (width, height) in pixels.

    Example::

        node {
          calculator: "ImagePropertiesCalculator"
          input_stream: "IMAGE:image"
          output_stream: "SIZE:image_size"
        }
    """

    lightweight = True

    image = Input[ImageFrame | Image]("IMAGE", optional=True)
    image_cpu = Input[ImageFrame]("IMAGE_CPU", optional=True)
    size = Output[ImageSize]("SIZE")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes either IMAGE or IMAGE_CPU")

    def open(self) -> None:
        self._image: Input[ImageFrame] | Input[ImageFrame | Image] = (
            self.image_cpu if self.image_cpu.connected else self.image
        )

    def process(self) -> None:
        image = self._image.value
        self.size.send((image.width, image.height))
