"""VisibilitySmoothingCalculator: how likely landmarks are seen, smoothed over time."""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.landmark.low_pass_filter import LowPassFilter
from backedge.calculators.option_ranges import Finite
from backedge.errors import PacketTypeError
from backedge.formats import Landmarks, NormalizedLandmarks
from backedge.protos import Message, field

_L = TypeVar("_L", Landmarks, NormalizedLandmarks)
_NAME: Final = "mediapipe.VisibilitySmoothingCalculatorOptions"


class VisibilitySmoothingNoFilter(Message, name=f"{_NAME}.NoFilter"):
    """Visibilities stay as they are."""


class VisibilitySmoothingLowPassFilter(Message, name=f"{_NAME}.LowPassFilter"):
    """Visibilities are mixed with those before.

    Attributes:
        alpha: how much the new ones count, 0..1.
    """

    alpha: Finite = field(1, default=0.1)


class VisibilitySmoothingCalculatorOptions(Message, name=_NAME, extension=360207350):
    """Options of VisibilitySmoothingCalculator: the filter, exactly one.

    Attributes:
        no_filter: none.
        low_pass_filter: an exponential one.
    """

    no_filter: VisibilitySmoothingNoFilter | None = field(1, oneof="filter_options")
    low_pass_filter: VisibilitySmoothingLowPassFilter | None = field(2, oneof="filter_options")


@register
class VisibilitySmoothingCalculator(Calculator):
    """Smooths the visibility of the landmarks of one object over time. Where the model gives none, it is 0.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, or
        LANDMARKS: Landmarks.
    Outputs:
        NORM_FILTERED_LANDMARKS: NormalizedLandmarks, for NORM_LANDMARKS.
        FILTERED_LANDMARKS: Landmarks, for LANDMARKS.
    Options:
        VisibilitySmoothingCalculatorOptions

    Example::

        node {
          calculator: "VisibilitySmoothingCalculator"
          input_stream: "NORM_LANDMARKS:landmarks"
          output_stream: "NORM_FILTERED_LANDMARKS:smooth_landmarks"
          options {
            [mediapipe.VisibilitySmoothingCalculatorOptions.ext] { low_pass_filter { alpha: 0.1 } }
          }
        }
    """

    lightweight = True

    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS", optional=True)
    landmarks = Input[Landmarks]("LANDMARKS", optional=True)
    norm_filtered = Output[NormalizedLandmarks]("NORM_FILTERED_LANDMARKS", optional=True)
    filtered = Output[Landmarks]("FILTERED_LANDMARKS", optional=True)

    options: VisibilitySmoothingCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        in_image = "NORM_LANDMARKS" in contract.inputs
        contract.require(
            in_image != ("LANDMARKS" in contract.inputs), "it takes either NORM_LANDMARKS or LANDMARKS, not both"
        )
        wanted = "NORM_FILTERED_LANDMARKS" if in_image else "FILTERED_LANDMARKS"
        contract.require(
            [port.tag for port in contract.outputs] == [wanted], f"with these inputs its only output is {wanted}"
        )
        options = contract.options
        contract.require(
            options.no_filter or options.low_pass_filter, "set no_filter or low_pass_filter in its options"
        )

    def open(self) -> None:
        self._filter = LowPassFilter()

    def process(self) -> None:
        if self.landmarks.connected:
            self.filtered.send(self._smooth(self.landmarks.value))
        else:
            self.norm_filtered.send(self._smooth(self.norm_landmarks.value))

    def _smooth(self, landmarks: _L) -> _L:
        if self.options.low_pass_filter is None:
            return landmarks
        visibility = landmarks.visibility
        if visibility is None:
            visibility = np.zeros(len(landmarks), np.float32)
        before = self._filter.raw
        if before is not None and before.shape != visibility.shape:
            raise PacketTypeError(f"there were {len(before)} landmarks before, now there are {len(visibility)}")
        smoothed = self._filter.apply(visibility, self.options.low_pass_filter.alpha)
        return type(landmarks)(landmarks.points, smoothed, landmarks.presence)
