"""…VectorIndicesCalculator: the numbers of a list's items."""

from __future__ import annotations

from typing import Generic, TypeVar

from backedge.authoring import Calculator, Input, Output, register
from backedge.formats import NormalizedLandmarks
from backedge.protos import UInt64

T = TypeVar("T")


class VectorIndicesCalculator(Calculator, Generic[T]):
    """Sends, for every list of N items, the list 0, 1, …, N - 1.

    With a BeginLoop calculator behind it and a Get…VectorItem calculator in the loop, the loop's nodes know which item
    they work on.

    Inputs:
        VECTOR: list of the items' type.
    Outputs:
        INDICES: list of int.

    Example::

        node {
          calculator: "NormalizedLandmarkListVectorIndicesCalculator"
          input_stream: "VECTOR:multi_hand_landmarks"
          output_stream: "INDICES:hand_numbers"
        }
    """

    lightweight = True

    vector = Input[list[T]]("VECTOR")
    indices = Output[list[int]]("INDICES")

    def process(self) -> None:
        self.indices.send(list(range(len(self.vector.value))))


register("IntVectorIndicesCalculator")(VectorIndicesCalculator[int])
register("NormalizedLandmarkListVectorIndicesCalculator")(VectorIndicesCalculator[NormalizedLandmarks])
register("Uint64tVectorIndicesCalculator")(VectorIndicesCalculator[UInt64])
