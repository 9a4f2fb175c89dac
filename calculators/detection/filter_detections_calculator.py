"""FilterDetectionsCalculator: detections that are likely and large enough."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.errors import GraphError, PacketTypeError
from backedge.formats import Detection, ImageSize
from backedge.protos import Message, field


class FilterDetectionsCalculatorOptions(
    Message, name="mediapipe.FilterDetectionsCalculatorOptions", extension=395478132
):
    """Options of FilterDetectionsCalculator; a field that is None is not set.

    Attributes:
        min_score: those whose first score is lower are dropped.
        min_pixel_size: those whose longer side is shorter are dropped, in pixels.
        max_pixel_size: those whose longer side is longer are dropped, in pixels.
    """

    min_score: float | None = field(1)
    min_pixel_size: float | None = field(2)
    max_pixel_size: float | None = field(3)

    @property
    def goes_by_size(self) -> bool:
        """Whether sizes count."""
        return self.min_pixel_size is not None or self.max_pixel_size is not None


@register
class FilterDetectionsCalculator(Calculator):
    """Passes on detections whose score and size are within limits.

    Inputs:
        DETECTIONS: list[Detection].
        IMAGE_SIZE: (width, height) in pixels, optional; needed for limits of the size.
    Outputs:
        DETECTIONS: list[Detection].
    Options:
        FilterDetectionsCalculatorOptions

    Example::

        node {
          calculator: "FilterDetectionsCalculator"
          input_stream: "DETECTIONS:detections"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "DETECTIONS:large_detections"
          options {
            [mediapipe.FilterDetectionsCalculatorOptions.ext] { min_score: 0.6 min_pixel_size: 100 }
          }
        }
    """

    lightweight = True

    detections = Input[list[Detection]]("DETECTIONS")
    image_size = Input[ImageSize]("IMAGE_SIZE", optional=True)
    kept = Output[list[Detection]]("DETECTIONS")

    options: FilterDetectionsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(
            not contract.options.goes_by_size or "IMAGE_SIZE" in contract.inputs, "limits of the size need IMAGE_SIZE"
        )

    def process(self) -> None:
        if self.detections.is_empty:
            return
        if self.options.goes_by_size and self.image_size.is_empty:
            raise GraphError("there are detections, but IMAGE_SIZE has no packet at this timestamp")
        size = self.image_size.get((0, 0))
        self.kept.send([each for each in self.detections.value if is_within(each, self.options, size)])


def is_within(detection: Detection, options: FilterDetectionsCalculatorOptions, size: ImageSize) -> bool:
    """Tell whether a detection in a picture of `size` is within the limits.

    Raises:
        PacketTypeError: it lacks a score or a box that is needed.
    """
    if options.min_score is not None:
        if not detection.scores:
            raise PacketTypeError("a detection without a score has none to compare with min_score")
        if detection.scores[0] < options.min_score:
            return False
    if not options.goes_by_size:
        return True
    box = detection.require_box()
    side = max(box.width * size[0], box.height * size[1])
    is_small = options.min_pixel_size is not None and side < options.min_pixel_size
    is_large = options.max_pixel_size is not None and side > options.max_pixel_size
    return not (is_small or is_large)
