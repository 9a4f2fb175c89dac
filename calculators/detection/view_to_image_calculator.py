"""ViewToImageCalculator: detections in a part of an image as detections in the image."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.detection.project_detections import project_detection
from backedge.calculators.geometry.roi import WHOLE_IMAGE, projection_matrix, region_of
from backedge.errors import GraphError
from backedge.formats import Detection, ImageSize, NormalizedRect


@register
class ViewToImageCalculator(Calculator):
    """Gives detections that were made in a view in parts of the whole image; a rotated box becomes the upright one.

    Inputs:
        DETECTIONS: list[Detection], in parts of the view.
        VIEW: NormalizedRect, the view. Without a packet it is the whole image.
        IMAGE_SIZE: (width, height) of the image in pixels.
    Outputs:
        DETECTIONS: list[Detection], in parts of the image.

    Example::

        node {
          calculator: "ViewToImageCalculator"
          input_stream: "DETECTIONS:palm_detections_in_view"
          input_stream: "VIEW:view"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "DETECTIONS:palm_detections"
        }
    """

    lightweight = True

    in_view = Input[list[Detection]]("DETECTIONS")
    view = Input[NormalizedRect]("VIEW")
    image_size = Input[ImageSize]("IMAGE_SIZE")
    in_image = Output[list[Detection]]("DETECTIONS")

    def process(self) -> None:
        if self.in_view.is_empty:
            return
        if self.view.is_empty or self.view.value == WHOLE_IMAGE:
            self.in_image.forward(self.in_view)
            return
        if self.image_size.is_empty:
            raise GraphError("there are detections, but IMAGE_SIZE has no packet at this timestamp")
        size = self.image_size.value
        matrix = projection_matrix(region_of(self.view.value, size), size)
        self.in_image.send([project_detection(detection, matrix) for detection in self.in_view.value])
