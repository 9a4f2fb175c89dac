"""TfLiteTensorsToLandmarksCalculator: a model's output as landmarks, under the older name."""

from __future__ import annotations

from backedge.authoring import register
from backedge.calculators.tensor.decode_landmarks import TensorsToLandmarksCalculatorOptions
from backedge.calculators.tensor.tensors_to_landmarks_calculator import TensorsToLandmarksCalculator


class TfLiteTensorsToLandmarksCalculatorOptions(
    TensorsToLandmarksCalculatorOptions, name="mediapipe.TfLiteTensorsToLandmarksCalculatorOptions", extension=257405002
):
    """Options of TfLiteTensorsToLandmarksCalculator: the same fields as TensorsToLandmarksCalculatorOptions."""


@register
class TfLiteTensorsToLandmarksCalculator(TensorsToLandmarksCalculator):
    """Decodes landmarks, as TensorsToLandmarksCalculator does.

    Inputs:
        TENSORS: list[Tensor], of float32; the first is used.
        FLIP_HORIZONTALLY, FLIP_VERTICALLY: bool, optional; instead of the options.
    Side packets:
        FLIP_HORIZONTALLY, FLIP_VERTICALLY: bool, optional; likewise, instead of the streams.
    Outputs:
        LANDMARKS: Landmarks, optional; in pixels of the model's input.
        NORM_LANDMARKS: NormalizedLandmarks, optional; in parts of the model's input, whose size the options must say.
    Options:
        TfLiteTensorsToLandmarksCalculatorOptions

    Example::

        node {
          calculator: "TfLiteTensorsToLandmarksCalculator"
          input_stream: "TENSORS:iris_tensors"
          output_stream: "NORM_LANDMARKS:iris_landmarks"
          options {
            [mediapipe.TfLiteTensorsToLandmarksCalculatorOptions.ext] {
              num_landmarks: 5
              input_image_width: 64
              input_image_height: 64
            }
          }
        }
    """

    options: TfLiteTensorsToLandmarksCalculatorOptions
