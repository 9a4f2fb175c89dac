"""The models of hands: their files, and runs on regions of images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backedge.calculators.geometry.roi import Padding, Roi
from backedge.calculators.image.crop import Cropper
from backedge.calculators.image.crop_options import BorderMode, FloatRange, ImageToTensorCalculatorOptions
from backedge.calculators.inference.model_pool import model_pool
from backedge.errors import GraphError
from backedge.formats import Image, ImageFrame, NormalizedRect
from backedge.models import model_path, resource_path

PALM_DETECTION: Final = ("palm_detection_lite", "palm_detection_full")
"""The palm detectors, by model complexity."""
HAND_LANDMARK: Final = ("hand_landmark_lite", "hand_landmark_full")
"""The hand landmark models, by model complexity."""


def find_hand_model(names: Sequence[str], model_complexity: int, custom_path: str = "") -> Path:
    """The file of the model, fetched if need be.

    Args:
        names: models of the manifest, by complexity.
        model_complexity: which of them.
        custom_path: a file to use instead of any of them, or a name that `resource_path` knows.

    Raises:
        GraphError: there is no model of that complexity.
        ResourceError: the file is not there and cannot be fetched.
    """
    if custom_path:
        return resource_path(custom_path)
    if not 0 <= model_complexity < len(names):
        known = ", ".join(f"{number} ({name})" for number, name in enumerate(names))
        raise GraphError(f"model_complexity must be one of {known}; found {model_complexity}")
    return model_path(names[model_complexity])


class HandModel:
    """A model of the pool, run on regions of images; nothing is copied between the image and the model's own input.

    Args:
        path: the .tflite file; its first input is a picture, (1, height, width, 3) float32 with values of 0..1.
        num_threads: threads that the model may use.
        border_mode: what the model sees beyond the edges of the image.

    Attributes:
        input_size: width and height of the model's input, in pixels.
        output: takes the number of an output and returns a copy of it, from the last run.

    Raises:
        ResourceError: the model cannot be loaded.
    """

    def __init__(
        self, path: Path, num_threads: int = 1, border_mode: BorderMode = BorderMode.BORDER_UNSPECIFIED
    ) -> None:
        self._model = model_pool.acquire(path, num_threads)
        self.output = self._model.output
        _, height, width, _ = self._model.inputs[0].shape
        self.input_size = (width, height)
        self._crop = Cropper(
            ImageToTensorCalculatorOptions(
                output_tensor_width=width,
                output_tensor_height=height,
                keep_aspect_ratio=True,
                output_tensor_float_range=FloatRange(min=0.0, max=1.0),
                border_mode=border_mode,
            )
        )

    def run(self, image: ImageFrame | Image, rect: NormalizedRect | None = None) -> tuple[Roi, Padding]:
        """Run the model on the region `rect` of `image`, or on all of it.

        Returns:
            The region that the model saw, grown to the shape of its input, and how much of that is letterbox.

        Raises:
            PacketTypeError: an image that is not of 8 bits, or too large, or a region without size.
        """
        seen = self._crop(image, rect, self._model.input(0))
        self._model.invoke()
        return seen

    def close(self) -> None:
        """Give the model back to the pool."""
        model_pool.release(self._model)
