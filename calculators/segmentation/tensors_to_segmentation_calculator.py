"""TensorsToSegmentationCalculator: a segmentation model's output as a mask."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.segmentation.mask_from_tensor import (
    TensorsToSegmentationActivation,
    TensorsToSegmentationCalculatorOptions,
    mask_from_tensor,
)
from backedge.errors import GraphError, PacketTypeError
from backedge.formats import Image, ImageSize, Tensor


@register
class TensorsToSegmentationCalculator(Calculator):
    """Makes a mask of every tensor.

    Inputs:
        TENSORS: list[Tensor], of which the first counts, or
        TENSOR: Tensor; float32 (height, width, channels), perhaps with a 1 before.
        OUTPUT_SIZE: (width, height), optional; how large the mask is. Without it, as large as the tensor.
    Outputs:
        MASK: Image, VEC32F1, 0..1.
    Options:
        TensorsToSegmentationCalculatorOptions

    Example::

        node {
          calculator: "TensorsToSegmentationCalculator"
          input_stream: "TENSORS:segmentation_tensor"
          input_stream: "OUTPUT_SIZE:image_size"
          output_stream: "MASK:mask"
          options {
            [mediapipe.TensorsToSegmentationCalculatorOptions.ext] { activation: SIGMOID }
          }
        }
    """

    tensors = Input[list[Tensor]]("TENSORS", optional=True)
    tensor = Input[Tensor]("TENSOR", optional=True)
    output_size = Input[ImageSize]("OUTPUT_SIZE", optional=True)
    mask = Output[Image]("MASK")

    options: TensorsToSegmentationCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(("TENSORS" in contract.inputs) != ("TENSOR" in contract.inputs), "it takes TENSORS or TENSOR")
        softmax = contract.options.activation is TensorsToSegmentationActivation.SOFTMAX
        contract.require(
            not softmax or contract.options.output_layer_index in (0, 1),
            f"output_layer_index must be 0 or 1, found {contract.options.output_layer_index}",
        )

    def process(self) -> None:
        tensor = self._tensor()
        if tensor is None:
            return
        if self.output_size.connected and self.output_size.is_empty:
            raise GraphError("there is a tensor, but OUTPUT_SIZE has no packet at this timestamp")
        self.mask.send(Image(mask_from_tensor(tensor.data, self.options, self.output_size.get())))

    def _tensor(self) -> Tensor | None:
        if self.tensor.connected or self.tensors.is_empty:
            return self.tensor.get()
        if not self.tensors.value:
            raise PacketTypeError("TENSORS must hold at least one tensor, found none")
        return self.tensors.value[0]
