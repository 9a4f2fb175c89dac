"""RefineLandmarksFromHeatmapCalculator: landmarks moved to where a heatmap has them."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.landmark.heatmap import RefineLandmarksFromHeatmapCalculatorOptions, refine_from_heatmap
from backedge.errors import PacketTypeError
from backedge.formats import NormalizedLandmarks, Tensor


@register
class RefineLandmarksFromHeatmapCalculator(Calculator):
    """Moves landmarks to the middle of the confidence around them; without a heatmap they stay.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks.
        TENSORS: list[Tensor]; the first is the heatmap, float32 (height, width, N), perhaps with a 1 before.
    Outputs:
        NORM_LANDMARKS: NormalizedLandmarks.
    Options:
        RefineLandmarksFromHeatmapCalculatorOptions

    Example::

        node {
          calculator: "RefineLandmarksFromHeatmapCalculator"
          input_stream: "NORM_LANDMARKS:raw_landmarks"
          input_stream: "TENSORS:heatmap_tensor"
          output_stream: "NORM_LANDMARKS:landmarks"
          options {
            [mediapipe.RefineLandmarksFromHeatmapCalculatorOptions.ext] { kernel_size: 7 }
          }
        }
    """

    lightweight = True

    given = Input[NormalizedLandmarks]("NORM_LANDMARKS")
    tensors = Input[list[Tensor]]("TENSORS")
    refined = Output[NormalizedLandmarks]("NORM_LANDMARKS")

    options: RefineLandmarksFromHeatmapCalculatorOptions

    def process(self) -> None:
        if self.given.is_empty:
            return
        if self.tensors.is_empty:
            self.refined.forward(self.given)
            return
        if not self.tensors.value:
            raise PacketTypeError("TENSORS must hold a heatmap, found an empty list")
        self.refined.send(refine_from_heatmap(self.given.value, self.tensors.value[0].data, self.options))
