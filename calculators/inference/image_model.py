"""A model that looks at pictures: runs on regions of images."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from backedge.calculators.geometry.roi import Padding, Roi
from backedge.calculators.image.crop import Cropper
from backedge.calculators.image.crop_options import (
    BorderMode,
    FloatRange,
    ImageToTensorCalculatorOptions,
    IntRange,
    UIntRange,
)
from backedge.calculators.inference.model_pool import model_pool
from backedge.errors import ResourceError
from backedge.formats import Image, ImageFrame, NormalizedRect

_QUANTIZED: Final[dict[str, dict[str, Any]]] = {
    "uint8": {"output_tensor_uint_range": UIntRange(min=0, max=255)},
    "int8": {"output_tensor_int_range": IntRange(min=-128, max=127)},
}
"""By type of the model's input, the values that it takes for those of a picture."""


class ImageModel:
    """A model of the pool, run on regions of images; nothing is copied between the image and the model's own input.

    Args:
        path: the .tflite file; its first input is a picture, (1, height, width, 3) of float32, uint8 or int8.
        num_threads: threads that the model may use; 0 for `default_threads`.
        keep_aspect_ratio: whether a region is grown to the shape of the model's input, instead of being stretched.
        float_range: the values that pixel values 0 and 255 become, if the model takes float32.
        border_mode: what the model sees beyond the edges of the image.

    Attributes:
        input_size: width and height of the model's input, in pixels.
        outputs: the shape of each output.
        output: takes the number of an output and returns a copy of it, from the last run.

    Raises:
        ResourceError: the model cannot be loaded, or does not look at a picture.
    """

    def __init__(
        self,
        path: Path,
        num_threads: int = 0,
        *,
        keep_aspect_ratio: bool,
        float_range: tuple[float, float] = (0.0, 1.0),
        border_mode: BorderMode = BorderMode.BORDER_UNSPECIFIED,
    ) -> None:
        self._model = model_pool.acquire(path, num_threads)
        self.output = self._model.output
        self.outputs = tuple(info.shape for info in self._model.outputs)
        picture = self._model.inputs[0]
        if len(picture.shape) != 4 or (picture.shape[0], picture.shape[3]) != (1, 3):
            self.close()
            raise ResourceError(f"{path}: expected a model with a picture (1, height, width, 3), found {picture.shape}")
        _, height, width, _ = picture.shape
        self.input_size = (width, height)
        floats = {"output_tensor_float_range": FloatRange(min=float_range[0], max=float_range[1])}
        self._crop = Cropper(
            ImageToTensorCalculatorOptions(
                output_tensor_width=width,
                output_tensor_height=height,
                keep_aspect_ratio=keep_aspect_ratio,
                border_mode=border_mode,
                **_QUANTIZED.get(picture.dtype.name, floats),
            )
        )

    def run(self, image: ImageFrame | Image, rect: NormalizedRect | None = None) -> tuple[Roi, Padding]:
        """Run the model on the region `rect` of `image`, or on all of it.

        Returns:
            The region that the model saw, grown to the shape of its input if that is wanted, and how much of that is
            letterbox.

        Raises:
            PacketTypeError: an image that is not of 8 bits, or too large, or a region without size.
        """
        seen = self._crop(image, rect, self._model.input(0))
        self._model.invoke()
        return seen

    def close(self) -> None:
        """Give the model back to the pool."""
        model_pool.release(self._model)
