"""DetectionToLandmarksCalculator: the key points of a detection as landmarks."""

from __future__ import annotations

import numpy as np

from backedge.authoring import Calculator, Input, Output, register
from backedge.formats import Detection, NormalizedLandmarks


@register
class DetectionToLandmarksCalculator(Calculator):
    """Makes landmarks of the key points of a detection; z is 0.

    Inputs:
        DETECTION: Detection.
    Outputs:
        LANDMARKS: NormalizedLandmarks, one for each key point.

    Example::

        node {
          calculator: "DetectionToLandmarksCalculator"
          input_stream: "DETECTION:face_detection"
          output_stream: "LANDMARKS:face_landmarks"
        }
    """

    lightweight = True

    detection = Input[Detection]("DETECTION")
    landmarks = Output[NormalizedLandmarks]("LANDMARKS")

    def process(self) -> None:
        self.landmarks.send(NormalizedLandmarks(np.pad(self.detection.value.keypoints, ((0, 0), (0, 1)))))
