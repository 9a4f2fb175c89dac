"""Options of MediaPipe's calculators for segmentation, which are not here yet; see the package."""

from __future__ import annotations

from enum import IntEnum

from backedge.calculators.image.crop_options import GpuOrigin
from backedge.protos import Message, field


class TensorsToSegmentationActivation(IntEnum):
    """Values of `mediapipe.TensorsToSegmentationCalculatorOptions.Activation`."""

    NONE = 0
    SIGMOID = 1
    SOFTMAX = 2


class TensorsToSegmentationCalculatorOptions(
    Message, name="mediapipe.TensorsToSegmentationCalculatorOptions", extension=374311106
):
    """Options of TensorsToSegmentationCalculator: a segmentation mask from a model's output."""

    Activation = TensorsToSegmentationActivation

    gpu_origin: GpuOrigin = field(1)
    activation: TensorsToSegmentationActivation = field(2, default=TensorsToSegmentationActivation.NONE)
    output_layer_index: int = field(3, default=1)


class WarpAffineBorderMode(IntEnum):
    """Values of `mediapipe.WarpAffineCalculatorOptions.BorderMode`."""

    BORDER_UNSPECIFIED = 0
    BORDER_ZERO = 1
    BORDER_REPLICATE = 2


class WarpAffineInterpolation(IntEnum):
    """Values of `mediapipe.WarpAffineCalculatorOptions.Interpolation`."""

    INTER_UNSPECIFIED = 0
    INTER_LINEAR = 1
    INTER_CUBIC = 2
    INTER_NEAREST = 3


class WarpAffineCalculatorOptions(Message, name="mediapipe.WarpAffineCalculatorOptions", extension=373693895):
    """Options of WarpAffineCalculator: an affine warp of an image."""

    BorderMode = WarpAffineBorderMode
    Interpolation = WarpAffineInterpolation

    border_mode: WarpAffineBorderMode = field(1)
    gpu_origin: GpuOrigin = field(2)
    interpolation: WarpAffineInterpolation = field(3)
