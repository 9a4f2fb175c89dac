"""A segmentation model's output as a mask (MediaPipe `tensors_to_segmentation_converter_opencv.cc`)."""

from __future__ import annotations

from enum import IntEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.calculators.picture_modes import GpuOrigin
from backedge.calculators.tensor.activation import sigmoid, softmax_of_two
from backedge.errors import PacketTypeError
from backedge.formats import ImageSize
from backedge.protos import Message, field


class TensorsToSegmentationActivation(IntEnum):
    """What turns a model's values into probabilities; the last one takes tensors of two channels, the others of one."""

    NONE = 0
    SIGMOID = 1
    SOFTMAX = 2


class TensorsToSegmentationCalculatorOptions(
    Message, name="mediapipe.TensorsToSegmentationCalculatorOptions", extension=374311106
):
    """Options of TensorsToSegmentationCalculator.

    Attributes:
        gpu_origin: not read: there is no GPU here.
        activation: what turns values into probabilities.
        output_layer_index: the channel whose probability the mask is, for `SOFTMAX`.
    """

    Activation = TensorsToSegmentationActivation

    gpu_origin: GpuOrigin = field(1)
    activation: TensorsToSegmentationActivation = field(2, default=TensorsToSegmentationActivation.NONE)
    output_layer_index: int = field(3, default=1)


def mask_from_tensor(
    tensor: NDArray[np.float32], options: TensorsToSegmentationCalculatorOptions, size: ImageSize | None
) -> NDArray[np.float32]:
    """Make a mask, 0..1.

    Args:
        tensor: float32 (height, width, channels), perhaps with a 1 before.
        options: what its values mean.
        size: (width, height) of the mask, in pixels; None: as the tensor.

    Raises:
        PacketTypeError: a tensor of another type or shape, or a size that is not positive.
    """
    layers = tensor[0] if tensor.ndim == 4 and len(tensor) == 1 else tensor
    expected = 2 if options.activation is TensorsToSegmentationActivation.SOFTMAX else 1
    if layers.dtype != np.float32 or layers.ndim != 3 or layers.shape[2] != expected:
        raise PacketTypeError(
            f"with activation {options.activation.name} a tensor is float32 (height, width, {expected}), "
            f"found {tensor.dtype} {tensor.shape}"
        )
    if size is not None and min(size) < 1:
        raise PacketTypeError(f"OUTPUT_SIZE must be positive, found {size}")
    mask = _probabilities(layers, options)
    return np.asarray(cv2.resize(mask, size or mask.shape[::-1]), np.float32)


def _probabilities(layers: NDArray[np.float32], options: TensorsToSegmentationCalculatorOptions) -> NDArray[np.float32]:
    if options.activation is TensorsToSegmentationActivation.SIGMOID:
        return sigmoid(layers[..., 0])
    if options.activation is TensorsToSegmentationActivation.SOFTMAX:
        return softmax_of_two(layers, options.output_layer_index)
    return np.ascontiguousarray(layers[..., 0])
