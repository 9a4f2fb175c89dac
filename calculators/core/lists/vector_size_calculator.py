"""…VectorSizeCalculator: how many items a list has."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Calculator, Input, Output, register
from backedge.formats import ClassificationList, Landmarks

T = TypeVar("T")


class VectorSizeCalculator(Calculator, Generic[T]):
    """Sends the length of every list.

    Inputs:
        VECTOR: list of the items' type.
    Outputs:
        SIZE: int.

    Example::

        node {
          calculator: "LandmarkListVectorSizeCalculator"
          input_stream: "VECTOR:multi_hand_world_landmarks"
          output_stream: "SIZE:number_of_hands"
        }
    """

    lightweight = True

    vector = Input[list[T]]("VECTOR")
    size = Output[int]("SIZE")

    def process(self) -> None:
        self.size.send(len(self.vector.value))


register("ClassificationListVectorSizeCalculator")(VectorSizeCalculator[ClassificationList])
register("LandmarkListVectorSizeCalculator")(VectorSizeCalculator[Landmarks])
