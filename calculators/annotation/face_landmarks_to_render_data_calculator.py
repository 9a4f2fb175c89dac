"""FaceLandmarksToRenderDataCalculator: the contours of a face as annotations."""

from __future__ import annotations

from collections.abc import Sequence

from backedge.authoring import register
from backedge.calculators.annotation.face_contours import FACE_CONTOURS
from backedge.calculators.annotation.landmarks_to_render_data_calculator import LandmarksToRenderDataCalculator


@register
class FaceLandmarksToRenderDataCalculator(LandmarksToRenderDataCalculator):
    """Makes annotations of the landmarks of one face: its contours, and dots.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, or
        LANDMARKS: Landmarks, in pixels.
        RENDER_SCALE: float, optional; the thickness is multiplied by it.
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        LandmarksToRenderDataCalculatorOptions; landmark_connections is not read.

    Example::

        node {
          calculator: "FaceLandmarksToRenderDataCalculator"
          input_stream: "NORM_LANDMARKS:face_landmarks"
          output_stream: "RENDER_DATA:face_render_data"
          options {
            [mediapipe.LandmarksToRenderDataCalculatorOptions.ext] { thickness: 2 visualize_landmark_depth: false }
          }
        }
    """

    def connections(self) -> Sequence[tuple[int, int]]:
        return FACE_CONTOURS
