"""GpuBufferToImageFrameCalculator and ImageFrameToGpuBufferCalculator: nothing to do, since all is on the CPU."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.formats import ImageFrame


@register("GpuBufferToImageFrameCalculator", "ImageFrameToGpuBufferCalculator")
class GpuBufferToImageFrameCalculator(Calculator):
    """Passes pictures on: what MediaPipe keeps on a GPU is an ImageFrame here.

    Inputs:
        untagged: ImageFrame.
    Outputs:
        untagged: ImageFrame.

    Example::

        node {
          calculator: "GpuBufferToImageFrameCalculator"
          input_stream: "image_gpu"
          output_stream: "image"
        }
    """

    lightweight = True

    given = Input[ImageFrame]()
    passed = Output[ImageFrame]()

    def process(self) -> None:
        self.passed.forward(self.given)
