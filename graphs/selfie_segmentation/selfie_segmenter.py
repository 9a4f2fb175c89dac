"""`SelfieSegmenter`: the selfie segmentation graph as a Python object, images in and masks out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from backedge.formats import ImageSize
from backedge.graphs.image_graph import ImageGraph
from backedge.graphs.selfie_segmentation.selfie_segmentation_result import SelfieSegmentationResult

FOLDER: Final = Path(__file__).parent
"""The folder of the graphs."""


class SelfieSegmenter(ImageGraph[SelfieSegmentationResult]):
    """Tells the person in front of the camera from the rest, in each image on its own.

        with SelfieSegmenter() as segmenter:
            mask = segmenter.process(image).mask
            cut_out = image * (mask > 0.5)[..., None]

    Models are loaded when the segmenter is made, and fetched then if they are not on this machine yet. A segmenter is
    for one thread at a time. One that is dropped without `close` closes itself, with a ResourceWarning.

    Args:
        model_selection: 0 for the general model, 1 for the one of wide pictures, which is faster.

    Raises:
        GraphError: `model_selection` is neither 0 nor 1 (PacketTypeError: not even an int).
        ResourceError: the model is not there and cannot be fetched.
    """

    def __init__(self, model_selection: int = 0) -> None:
        super().__init__(
            FOLDER / "selfie_segmentation_cpu.pbtxt", ["segmentation_mask"], {"model_selection": model_selection}, {}
        )

    def _result(self, seen: Mapping[str, Any], timestamp: int, image_size: ImageSize) -> SelfieSegmentationResult:
        return SelfieSegmentationResult(seen["segmentation_mask"].data, timestamp, image_size)
