"""Concatenate…ListCalculator: several values that hold a list become one."""

from __future__ import annotations

from itertools import chain
from typing import Any, Generic, TypeVar

from backedge.calculator import Inputs, Output, register
from backedge.calculators.core.concatenate_vector import ConcatenateCalculator
from backedge.calculators.core.landmark_lists import join_landmarks
from backedge.formats import ClassificationList, Landmarks, NormalizedLandmarks

L = TypeVar("L", Landmarks, NormalizedLandmarks)


class ConcatenateLandmarkListCalculator(ConcatenateCalculator, Generic[L]):
    """Joins the landmarks of all inputs in one, in the order of the inputs.

    Inputs:
        untagged, at least one: Landmarks or NormalizedLandmarks, as the calculator's name says.
    Outputs:
        untagged: the same type.
    Options:
        ConcatenateVectorCalculatorOptions

    Example::

        node {
          calculator: "ConcatenateNormalizedLandmarkListCalculator"
          input_stream: "left_hand_landmarks"
          input_stream: "right_hand_landmarks"
          output_stream: "landmarks_of_both_hands"
        }
    """

    inputs = Inputs[L](minimum=1)
    concatenated = Output[L]()

    def join(self, values: list[Any]) -> L:
        joined: L = join_landmarks(values)
        return joined


@register
class ConcatenateClassificationListCalculator(ConcatenateCalculator):
    """Joins the classifications of all inputs in one, in the order of the inputs.

    Inputs:
        untagged, at least one: ClassificationList.
    Outputs:
        untagged: ClassificationList.
    Options:
        ConcatenateVectorCalculatorOptions

    Example::

        node {
          calculator: "ConcatenateClassificationListCalculator"
          input_stream: "handedness"
          input_stream: "gestures"
          output_stream: "handedness_and_gestures"
        }
    """

    inputs = Inputs[ClassificationList](minimum=1)
    concatenated = Output[ClassificationList]()

    def join(self, values: list[Any]) -> ClassificationList:
        return ClassificationList(chain.from_iterable(values))


register("ConcatenateLandmarkListCalculator")(ConcatenateLandmarkListCalculator[Landmarks])
register("ConcatenateNormalizedLandmarkListCalculator")(ConcatenateLandmarkListCalculator[NormalizedLandmarks])
