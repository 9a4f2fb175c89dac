"""Concatenate…ListCalculator: several values that hold a list become one."""

from __future__ import annotations

from itertools import chain
from typing import Any, Generic, TypeVar

from backedge.authoring import Inputs, Output, register
from backedge.calculators.core.lists.array_lists import join_items
from backedge.calculators.core.lists.concatenate_vector_calculator import ConcatenateCalculator
from backedge.formats import ClassificationList, Joints, Landmarks, NormalizedLandmarks

L = TypeVar("L", Landmarks, NormalizedLandmarks, Joints)


class ConcatenateLandmarkListCalculator(ConcatenateCalculator, Generic[L]):
    """Joins the landmarks or joints of all inputs in one, in the order of the inputs.

    Inputs:
        untagged, at least one: Landmarks, NormalizedLandmarks or Joints, as the calculator's name says.
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
        joined: L = join_items(values)
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


register("ConcatenateJointListCalculator")(ConcatenateLandmarkListCalculator[Joints])
register("ConcatenateLandmarkListCalculator")(ConcatenateLandmarkListCalculator[Landmarks])
register("ConcatenateNormalizedLandmarkListCalculator")(ConcatenateLandmarkListCalculator[NormalizedLandmarks])
