"""FromImageCalculator: pictures as MediaPipe's older calculators take them."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.formats import Image, ImageFrame


@register
class FromImageCalculator(Calculator):
    """Makes an ImageFrame of every Image; the pixels are shared.

    Inputs:
        IMAGE: Image.
    Outputs:
        IMAGE_CPU: ImageFrame, optional, or
        IMAGE_GPU: ImageFrame, optional; there is no GPU here.
        SOURCE_ON_GPU: bool, optional; always false.

    Example::

        node {
          calculator: "FromImageCalculator"
          input_stream: "IMAGE:image"
          output_stream: "IMAGE_CPU:image_frame"
        }
    """

    lightweight = True

    image = Input[Image]("IMAGE")
    image_cpu = Output[ImageFrame]("IMAGE_CPU", optional=True)
    image_gpu = Output[ImageFrame]("IMAGE_GPU", optional=True)
    source_on_gpu = Output[bool]("SOURCE_ON_GPU", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        both = "IMAGE_CPU" in contract.outputs and "IMAGE_GPU" in contract.outputs
        contract.require(not both, "it has either IMAGE_CPU or IMAGE_GPU")

    def process(self) -> None:
        frame = ImageFrame(self.image.value.data, self.image.value.format)
        self.image_cpu.send(frame)
        self.image_gpu.send(frame)
        self.source_on_gpu.send(False)
