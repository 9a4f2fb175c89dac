"""LuminanceCalculator: pictures without colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.image.edges import luminance, sobel_edges
from backedge.formats import ImageFrame


@register
class LuminanceCalculator(Calculator):
    """Makes pictures grey; they keep their format. MediaPipe does it on a GPU only.

    Inputs:
        VIDEO, or untagged: ImageFrame, SRGB or SRGBA.
    Outputs:
        VIDEO, or untagged: ImageFrame, of the same format.

    Example::

        node {
          calculator: "LuminanceCalculator"
          input_stream: "image"
          output_stream: "grey_image"
        }
    """

    video = Input[ImageFrame]("VIDEO", optional=True)
    untagged = Input[ImageFrame](optional=True)
    video_out = Output[ImageFrame]("VIDEO", optional=True)
    untagged_out = Output[ImageFrame](optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it takes one input, VIDEO or untagged")
        contract.require(len(contract.outputs) == 1, "it has one output, VIDEO or untagged")

    def open(self) -> None:
        self._given = self.video if self.video.connected else self.untagged
        self._made = self.video_out if self.video_out.connected else self.untagged_out

    def process(self) -> None:
        image = self._given.value
        self._made.send(ImageFrame(self.change(image.data), image.format))

    def change(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        """Make new pixels, uint8 (height, width, 3 or 4), of such pixels."""
        return luminance(pixels)


@register
class SobelEdgesCalculator(LuminanceCalculator):
    """Makes pictures of the edges in pictures: as bright as the slope of their first channel, in grey.

    Example::

        node {
          calculator: "SobelEdgesCalculator"
          input_stream: "grey_image"
          output_stream: "edges"
        }
    """

    def change(self, pixels: NDArray[Any]) -> NDArray[np.uint8]:
        return sobel_edges(pixels)
