"""TfLiteTensorsToSegmentationCalculator: a segmentation model's output as a mask, under the older name."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.option_ranges import Finite
from backedge.calculators.tensor.activation import softmax_of_two
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame, Tensor
from backedge.protos import Message, field


class TfLiteTensorsToSegmentationCalculatorOptions(
    Message, name="mediapipe.TfLiteTensorsToSegmentationCalculatorOptions", extension=252526026
):
    """Options of TfLiteTensorsToSegmentationCalculator.

    Attributes:
        tensor_width: of the model's output.
        tensor_height: of the model's output.
        tensor_channels: of the model's output; only 2 is known.
        combine_with_previous_ratio: how much of the mask is mixed with the one before, 0..1.
        output_layer_index: the channel whose probability the mask is.
        flip_vertically: whether the last row comes first.
    """

    tensor_width: int = field(1)
    tensor_height: int = field(2)
    tensor_channels: int = field(3)
    combine_with_previous_ratio: Finite = field(4, default=1.0)
    output_layer_index: int = field(5, default=1)
    flip_vertically: bool = field(6)


@register
class TfLiteTensorsToSegmentationCalculator(Calculator):
    """Makes a mask of every tensor, mixed with the mask before where the new one is uncertain.

    Inputs:
        TENSORS: list[Tensor] of one: float32, tensor_height x tensor_width x 2 values.
        PREV_MASK: ImageFrame, optional; the mask before, its first channel.
        REFERENCE_IMAGE: ImageFrame, optional; the mask gets its size, else that of the tensor.
    Outputs:
        MASK: ImageFrame, SRGBA; the first and the last channel hold the mask, 0..255.
    Options:
        TfLiteTensorsToSegmentationCalculatorOptions

    Example::

        node {
          calculator: "TfLiteTensorsToSegmentationCalculator"
          input_stream: "TENSORS:segmentation_tensor"
          input_stream: "PREV_MASK:mask_before"
          output_stream: "MASK:hair_mask"
          options {
            [mediapipe.TfLiteTensorsToSegmentationCalculatorOptions.ext] {
              tensor_width: 512 tensor_height: 512 tensor_channels: 2 combine_with_previous_ratio: 0.9
            }
          }
        }
    """

    tensors = Input[list[Tensor]]("TENSORS")
    previous = Input[ImageFrame]("PREV_MASK", optional=True)
    reference = Input[ImageFrame]("REFERENCE_IMAGE", optional=True)
    mask = Output[ImageFrame]("MASK")

    options: TfLiteTensorsToSegmentationCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        contract.require(
            options.tensor_width > 0 and options.tensor_height > 0, "tensor_width and tensor_height must be positive"
        )
        contract.require(options.tensor_channels == 2, f"tensor_channels must be 2, found {options.tensor_channels}")
        contract.require(options.output_layer_index in (0, 1), "output_layer_index must be 0 or 1")

    def process(self) -> None:
        if self.tensors.is_empty:
            return
        tensors = self.tensors.value
        if len(tensors) != 1:
            raise PacketTypeError(f"TENSORS must hold one tensor, found {len(tensors)}")
        previous = None if self.previous.is_empty else self.previous.value.data
        mask = segmentation_mask(tensors[0].data, previous, self.options)
        size = mask.shape[1::-1]
        if not self.reference.is_empty:
            size = (self.reference.value.width, self.reference.value.height)
        self.mask.send(ImageFrame(cv2.resize(mask, size)))


def segmentation_mask(
    tensor: NDArray[np.float32],
    previous: NDArray[Any] | None,
    options: TfLiteTensorsToSegmentationCalculatorOptions,
) -> NDArray[np.uint8]:
    """Make a mask (MediaPipe `calculators/tflite/tflite_tensors_to_segmentation_calculator.cc`).

    Args:
        tensor: float32, tensor_height x tensor_width x 2 values.
        previous: the mask before, of any size, uint8; None: there is none.
        options: the size of the tensor, and how masks are mixed.

    Returns:
        uint8 (tensor_height, tensor_width, 4); the first and the last channel hold the mask.

    Raises:
        PacketTypeError: a tensor of another type or size.
    """
    shape = (options.tensor_height, options.tensor_width, 2)
    if tensor.dtype != np.float32 or tensor.size != np.prod(shape):
        raise PacketTypeError(f"TENSORS must hold float32 {shape}, found {tensor.dtype} {tensor.shape}")
    mask = softmax_of_two(tensor.reshape(shape), options.output_layer_index)
    if previous is not None:
        first = np.ascontiguousarray(previous if previous.ndim == 2 else previous[..., 0])
        before = cv2.resize(first, (options.tensor_width, options.tensor_height)) / np.float32(255)
        mask = _mixed(mask, before, options.combine_with_previous_ratio)
    result = np.zeros((*shape[:2], 4), np.uint8)
    result[..., 0] = result[..., 3] = (mask * 255).astype(np.uint8)
    return result[::-1] if options.flip_vertically else result


def _mixed(mask: NDArray[np.float32], before: NDArray[np.float32], ratio: float) -> NDArray[np.float32]:
    """Mix two masks, most where the new one is uncertain: where its entropy is high."""
    entropy = mask * np.log(mask + 0.001) + (1 - mask) * np.log(1 - mask + 0.001)
    certainty = np.clip(1 + entropy / np.log(2), 0, 1)
    certainty *= 2 - certainty
    mixed = mask * certainty + before * (1 - certainty)
    result: NDArray[np.float32] = mixed * ratio + (1 - ratio) * mask
    return result
