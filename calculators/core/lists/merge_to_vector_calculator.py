"""Merge…ToVectorCalculator: the packets of several streams as one list."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Calculator, Inputs, Output, register
from backedge.formats import Detection, Image

T = TypeVar("T")


class MergeToVectorCalculator(Calculator, Generic[T]):
    """Sends a list of the packets that there are at a timestamp, in the order of the inputs.

    Inputs:
        untagged, at least one: the items' type.
    Outputs:
        untagged: list of the items' type.

    Example::

        node {
          calculator: "MergeDetectionsToVectorCalculator"
          input_stream: "left_hand"
          input_stream: "right_hand"
          output_stream: "hands"
        }
    """

    lightweight = True

    inputs = Inputs[T](minimum=1)
    merged = Output[list[T]]()

    def process(self) -> None:
        self.merged.send([source.value for source in self.inputs if not source.is_empty])


register("MergeDetectionsToVectorCalculator")(MergeToVectorCalculator[Detection])
register("MergeImagesToVectorCalculator")(MergeToVectorCalculator[Image])
