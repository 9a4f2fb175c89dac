"""FaceLandmarksToRenderDataCalculator: the contours of a face as annotations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Final

from backedge.authoring import register
from backedge.calculators.annotation.landmarks_to_render_data_calculator import LandmarksToRenderDataCalculator
from backedge.formats.face_landmark import FACE_CONTOURS

_CONNECTIONS: Final = tuple(chain.from_iterable(FACE_CONTOURS.values()))


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
        return _CONNECTIONS
