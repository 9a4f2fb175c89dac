"""LandmarkVisibilityCalculator: how likely a landmark is seen."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.landmark.single_landmark import require_single
from backedge.formats import NormalizedLandmarks


@register
class LandmarkVisibilityCalculator(Calculator):
    """Sends the visibility of the one landmark of a list; 0 where the model gives none.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, with one landmark.
    Outputs:
        VISIBILITY: float, 0..1.

    Example::

        node {
          calculator: "LandmarkVisibilityCalculator"
          input_stream: "NORM_LANDMARKS:wrist"
          output_stream: "VISIBILITY:wrist_visibility"
        }
    """

    lightweight = True

    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS")
    visibility = Output[float]("VISIBILITY")

    def process(self) -> None:
        landmark = require_single(self.norm_landmarks.value)
        self.visibility.send(0.0 if landmark.visibility is None else float(landmark.visibility[0]))
