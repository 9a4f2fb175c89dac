"""ImageCloneCalculator: the same picture, since all is on the CPU."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.formats import Image
from backedge.protos import Message, field


class ImageCloneCalculatorOptions(Message, name="mediapipe.ImageCloneCalculatorOptions", extension=372781894):
    """Options of ImageCloneCalculator.

    Attributes:
        output_on_gpu: not read here: pictures are on the CPU.
    """

    output_on_gpu: bool = field(1, default=False)


@register
class ImageCloneCalculator(Calculator):
    """Passes pictures on; where MediaPipe copies them to or from a GPU there is nothing to copy.

    Inputs:
        untagged: Image.
    Outputs:
        untagged: Image.
    Options:
        ImageCloneCalculatorOptions

    Example::

        node {
          calculator: "ImageCloneCalculator"
          input_stream: "image"
          output_stream: "image_on_cpu"
        }
    """

    lightweight = True

    given = Input[Image]()
    clone = Output[Image]()

    options: ImageCloneCalculatorOptions

    def process(self) -> None:
        self.clone.forward(self.given)
