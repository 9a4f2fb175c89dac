"""SetLandmarkVisibilityCalculator: a landmark with another visibility."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.landmark.single_landmark import require_single
from backedge.formats import NormalizedLandmarks


@register
class SetLandmarkVisibilityCalculator(Calculator):
    """Gives the one landmark of a list another visibility; sends nothing where one of the two is missing.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, with one landmark.
        VISIBILITY: float, 0..1.
    Outputs:
        NORM_LANDMARKS: NormalizedLandmarks.

    Example::

        node {
          calculator: "SetLandmarkVisibilityCalculator"
          input_stream: "NORM_LANDMARKS:wrist"
          input_stream: "VISIBILITY:hand_visibility"
          output_stream: "NORM_LANDMARKS:visible_wrist"
        }
    """

    lightweight = True

    given = Input[NormalizedLandmarks]("NORM_LANDMARKS")
    visibility = Input[float]("VISIBILITY")
    changed = Output[NormalizedLandmarks]("NORM_LANDMARKS")

    def process(self) -> None:
        if self.given.is_empty or self.visibility.is_empty:
            return
        visibility = np.array([self.visibility.value], np.float32)
        self.changed.send(replace(require_single(self.given.value), visibility=visibility))
