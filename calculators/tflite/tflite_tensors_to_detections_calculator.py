"""TfLiteTensorsToDetectionsCalculator: a detector's output as detections, under the older name."""

from __future__ import annotations

from backedge.authoring import register
from backedge.calculators.tensor.tensors_to_detections_calculator import TensorsToDetectionsCalculator
from backedge.calculators.tensor.tensors_to_detections_options import TensorsToDetectionsCalculatorOptions


class TfLiteTensorsToDetectionsCalculatorOptions(
    TensorsToDetectionsCalculatorOptions,
    name="mediapipe.TfLiteTensorsToDetectionsCalculatorOptions",
    extension=246514968,
):
    """Options of TfLiteTensorsToDetectionsCalculator: the fields of TensorsToDetectionsCalculatorOptions.

    MediaPipe's older calculator has those up to number 19; the others can be used here, too.
    """


@register
class TfLiteTensorsToDetectionsCalculator(TensorsToDetectionsCalculator):
    """Decodes the tensors of a detector, as TensorsToDetectionsCalculator does.

    Inputs:
        TENSORS: list[Tensor]; boxes and scores; or boxes, scores and anchors; or boxes, classes, scores and their
            number.
    Side packets:
        ANCHORS: Anchors; needed for boxes and scores alone.
        IGNORE_CLASSES: list[int], optional; instead of the option. MediaPipe's older calculator does not have it.
    Outputs:
        DETECTIONS: list[Detection]; may be empty.
    Options:
        TfLiteTensorsToDetectionsCalculatorOptions

    Example::

        node {
          calculator: "TfLiteTensorsToDetectionsCalculator"
          input_stream: "TENSORS:detection_tensors"
          input_side_packet: "ANCHORS:anchors"
          output_stream: "DETECTIONS:detections"
          options {
            [mediapipe.TfLiteTensorsToDetectionsCalculatorOptions.ext] {
              num_classes: 91
              num_boxes: 2034
              num_coords: 4
              ignore_classes: 0
              sigmoid_score: true
              apply_exponential_on_box_size: true
              x_scale: 10
              y_scale: 10
              h_scale: 5
              w_scale: 5
              min_score_thresh: 0.6
            }
          }
        }
    """

    options: TfLiteTensorsToDetectionsCalculatorOptions
