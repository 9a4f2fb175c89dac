"""LandmarksToRenderDataCalculator: landmarks as annotations."""

from __future__ import annotations

from collections.abc import Sequence

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.annotation.landmark_annotations import (
    LandmarksToRenderDataCalculatorOptions,
    annotate_landmarks,
)
from backedge.formats import Landmarks, NormalizedLandmarks, RenderData


@register
class LandmarksToRenderDataCalculator(Calculator):
    """Makes annotations of the landmarks of one object: lines between them, and dots.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, or
        LANDMARKS: Landmarks, in pixels.
        RENDER_SCALE: float, optional; the thickness is multiplied by it.
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        LandmarksToRenderDataCalculatorOptions

    Example::

        node {
          calculator: "LandmarksToRenderDataCalculator"
          input_stream: "NORM_LANDMARKS:hand_landmarks"
          output_stream: "RENDER_DATA:hand_render_data"
          options {
            [mediapipe.LandmarksToRenderDataCalculatorOptions.ext] {
              landmark_connections: [0, 1, 1, 2]
              landmark_color { r: 255 }
              connection_color { g: 255 }
              thickness: 4
              visualize_landmark_depth: false
            }
          }
        }
    """

    lightweight = True

    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS", optional=True)
    landmarks = Input[Landmarks]("LANDMARKS", optional=True)
    render_scale = Input[float]("RENDER_SCALE", optional=True)
    render_data = Output[RenderData]("RENDER_DATA")

    options: LandmarksToRenderDataCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(
            ("NORM_LANDMARKS" in contract.inputs) != ("LANDMARKS" in contract.inputs),
            "it takes either NORM_LANDMARKS or LANDMARKS",
        )
        contract.require(
            len(contract.options.landmark_connections) % 2 == 0, "landmark_connections must be pairs of landmarks"
        )

    def open(self) -> None:
        self._connections = self.connections()

    def connections(self) -> Sequence[tuple[int, int]]:
        """The pairs of landmarks with a line between them; related calculators have them built in."""
        flat = self.options.landmark_connections
        return list(zip(flat[::2], flat[1::2], strict=True))

    def process(self) -> None:
        landmarks = self.landmarks.get() if self.landmarks.connected else self.norm_landmarks.get()
        if landmarks is not None:
            scale = self.render_scale.get(1.0)
            self.render_data.send(annotate_landmarks(landmarks, self._connections, scale, self.options))
