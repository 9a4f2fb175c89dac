"""WorldLandmarkProjectionCalculator: landmarks in space, turned as a region is."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.geometry.project_landmarks import project_world_landmarks
from backedge.formats import Landmarks, NormalizedRect


@register
class WorldLandmarkProjectionCalculator(Calculator):
    """Turns landmarks in space as a rectangle is turned in the image; lengths stay.

    Inputs:
        LANDMARKS: Landmarks, in metres.
        NORM_RECT: NormalizedRect, optional; without it the landmarks stay as they are.
    Outputs:
        LANDMARKS: Landmarks.

    Example::

        node {
          calculator: "WorldLandmarkProjectionCalculator"
          input_stream: "LANDMARKS:world_landmarks_in_rect"
          input_stream: "NORM_RECT:hand_rect"
          output_stream: "LANDMARKS:world_landmarks"
        }
    """

    lightweight = True

    in_rect = Input[Landmarks]("LANDMARKS")
    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    in_image = Output[Landmarks]("LANDMARKS")

    def process(self) -> None:
        if not self.norm_rect.connected:
            self.in_image.forward(self.in_rect)
        elif not (self.in_rect.is_empty or self.norm_rect.is_empty):
            self.in_image.send(project_world_landmarks(self.in_rect.value, self.norm_rect.value))
