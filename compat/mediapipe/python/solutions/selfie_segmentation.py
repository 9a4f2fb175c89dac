"""`selfie_segmentation`: MediaPipe's SelfieSegmentation, over `backedge.graphs.selfie_segmentation`."""

from __future__ import annotations

from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.solution_arguments import choice_argument
from backedge.compat.bridge.solution_outputs import SolutionOutputs
from backedge.compat.mediapipe.python.solution_base import SolutionBase
from backedge.compat.mediapipe.python.solutions._tracked_solution import TrackedSolution
from backedge.graphs.selfie_segmentation import SelfieSegmentationResult, SelfieSegmenter


class SelfieSegmentationOutputs(SolutionOutputs):
    """The part of an image that a person covers.

    Attributes:
        segmentation_mask: float32 (height, width), read-only: 1 where there is a person, 0 where there is none.
    """

    _fields: ClassVar = ("segmentation_mask",)

    def __init__(self, result: SelfieSegmentationResult) -> None:
        self._mask = result.mask

    @cached_property
    def segmentation_mask(self) -> NDArray[np.float32]:
        """Where the person is."""
        return self._mask


class SelfieSegmentation(TrackedSolution[SelfieSegmentationOutputs]):
    """Tells a person from the background, in each image on its own.

    Args:
        model_selection: 0 for the general model, 1 for the one for wide pictures, which is faster.

    Raises:
        TypeError: it is not a whole number.
        ValueError: there is no such model.
    """

    def __init__(self, model_selection: int = 0) -> None:
        tracker = SelfieSegmenter(choice_argument("SelfieSegmentation", "model_selection", model_selection, (0, 1)))
        super().__init__(tracker, SelfieSegmentationOutputs)


__all__ = ["SelfieSegmentation", "SolutionBase"]
