"""LandmarksToDetectionCalculator: a detection around landmarks."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.checks import quietly
from backedge.calculators.geometry.point_bounds import point_bounds
from backedge.calculators.option_ranges import Index
from backedge.calculators.single_precision import single
from backedge.errors import PacketTypeError
from backedge.formats import BoundingBox, Detection, NormalizedLandmarks
from backedge.protos import Message, field

# MediaPipe's search for the greatest coordinate starts from the smallest positive float, not from the most negative
# one. It shows only for landmarks that all lie left of or above the image.
_LEAST_HIGH: Final = float(np.finfo(np.float32).tiny)


class LandmarksToDetectionCalculatorOptions(
    Message, name="mediapipe.LandmarksToDetectionCalculatorOptions", extension=260199669
):
    """Options of LandmarksToDetectionCalculator.

    Attributes:
        selected_landmark_indices: the only landmarks that count; empty: all.
    """

    selected_landmark_indices: tuple[Index, ...] = field(1)


@register
class LandmarksToDetectionCalculator(Calculator):
    """Makes a detection whose key points are the landmarks and whose box is the tightest around them.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, at least one.
    Outputs:
        DETECTION: Detection, without a class or score.
    Options:
        LandmarksToDetectionCalculatorOptions

    Example::

        node {
          calculator: "LandmarksToDetectionCalculator"
          input_stream: "NORM_LANDMARKS:face_landmarks"
          output_stream: "DETECTION:face_detection"
          options {
            [mediapipe.LandmarksToDetectionCalculatorOptions.ext] { selected_landmark_indices: [33, 263] }
          }
        }
    """

    lightweight = True

    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS")
    detection = Output[Detection]("DETECTION")

    options: LandmarksToDetectionCalculatorOptions

    def open(self) -> None:
        self._selected = np.array(self.options.selected_landmark_indices, np.intp)
        self._greatest = max(self.options.selected_landmark_indices, default=-1)

    def process(self) -> None:
        points = self.norm_landmarks.value.points[:, :2]
        if self._greatest >= len(points):
            raise PacketTypeError(
                f"selected_landmark_indices has {self._greatest}, but there are {len(points)} landmarks"
            )
        if self._selected.size:
            points = points[self._selected]
        self.detection.send(enclose(points))


@quietly
def enclose(points: NDArray[np.float32]) -> Detection:
    """Make a detection around points (N, 2).

    Raises:
        PacketTypeError: there are none.
    """
    if not len(points):
        raise PacketTypeError("a detection needs at least one landmark to go around, found none")
    (left, top), (right, bottom) = point_bounds(points)
    width, height = (single(_at_least(high) - low) for low, high in ((left, right), (top, bottom)))
    return Detection((), (), BoundingBox(left, top, width, height), points)


def _at_least(high: float) -> float:
    return _LEAST_HIGH if high < _LEAST_HIGH else high  # which leaves what is not a number as it is
