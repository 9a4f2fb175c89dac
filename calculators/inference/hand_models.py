"""The models of hands: their files, and how they see images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from backedge.calculators.image.crop_options import BorderMode
from backedge.calculators.inference.image_model import ImageModel
from backedge.errors import GraphError
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


class HandModel(ImageModel):
    """A model that looks at hands: it sees regions in their own shape, with values of 0 to 1.

    Args:
        path: the .tflite file.
        num_threads: threads that the model may use; 0 for `default_threads`.
        border_mode: what the model sees beyond the edges of the image.

    Raises:
        ResourceError: the model cannot be loaded.
    """

    def __init__(
        self, path: Path, num_threads: int = 0, border_mode: BorderMode = BorderMode.BORDER_UNSPECIFIED
    ) -> None:
        super().__init__(path, num_threads, keep_aspect_ratio=True, border_mode=border_mode)
