"""Split…ListCalculator: ranges of landmarks or joints, each to an output of its own."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from backedge.authoring import Contract, Input, Outputs, register
from backedge.calculators.core.lists.array_lists import join_items, slice_items
from backedge.calculators.core.lists.split_vector_calculator import SplitCalculator
from backedge.formats import Joints, Landmarks, NormalizedLandmarks

L = TypeVar("L", Landmarks, NormalizedLandmarks, Joints)


class SplitLandmarkListCalculator(SplitCalculator, Generic[L]):
    """Sends ranges of landmarks or joints. A single landmark, with element_only, is landmarks of length 1.

    Inputs:
        untagged: Landmarks, NormalizedLandmarks or Joints, as the calculator's name says.
    Outputs:
        untagged, as many as ranges, or one with combine_outputs: the same type.
    Options:
        SplitVectorCalculatorOptions

    Example::

        node {
          calculator: "SplitNormalizedLandmarkListCalculator"
          input_stream: "hand_landmarks"
          output_stream: "palm_landmarks"
          options {
            [mediapipe.SplitVectorCalculatorOptions.ext] {
              ranges { begin: 0 end: 4 }
              ranges { begin: 5 end: 7 }
              ranges { begin: 9 end: 10 }
              combine_outputs: true
            }
          }
        }
    """

    source = Input[L]()
    parts = Outputs[L](minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        cls.check(contract)

    def item(self, value: Any, index: int) -> L:
        return self.pick(value, [slice(index, index + 1)])

    def pick(self, value: Any, ranges: list[slice]) -> L:
        picked: L = join_items([slice_items(value, r) for r in ranges])
        return picked


register("SplitJointListCalculator")(SplitLandmarkListCalculator[Joints])
register("SplitLandmarkListCalculator")(SplitLandmarkListCalculator[Landmarks])
register("SplitNormalizedLandmarkListCalculator")(SplitLandmarkListCalculator[NormalizedLandmarks])
