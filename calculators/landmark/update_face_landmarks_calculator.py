"""UpdateFaceLandmarksCalculator: a face whose eyes come from the iris model."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.landmark.eye_landmarks import update_eyes
from backedge.formats import NormalizedLandmarks


@register
class UpdateFaceLandmarksCalculator(Calculator):
    """Puts the landmarks of the eyes into a face; sends nothing where one of the two is missing.

    Inputs:
        FACE_LANDMARKS: NormalizedLandmarks, 468.
        NEW_EYE_LANDMARKS: NormalizedLandmarks, 71 of the left eye and 71 of the right.
    Outputs:
        UPDATED_FACE_LANDMARKS: NormalizedLandmarks, 468.

    Example::

        node {
          calculator: "UpdateFaceLandmarksCalculator"
          input_stream: "NEW_EYE_LANDMARKS:eye_landmarks"
          input_stream: "FACE_LANDMARKS:face_landmarks"
          output_stream: "UPDATED_FACE_LANDMARKS:refined_face_landmarks"
        }
    """

    lightweight = True

    face = Input[NormalizedLandmarks]("FACE_LANDMARKS")
    eyes = Input[NormalizedLandmarks]("NEW_EYE_LANDMARKS")
    updated = Output[NormalizedLandmarks]("UPDATED_FACE_LANDMARKS")

    def process(self) -> None:
        if not (self.face.is_empty or self.eyes.is_empty):
            self.updated.send(update_eyes(self.face.value, self.eyes.value))
