"""Split…VectorCalculator: ranges of a list, each to an output of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from itertools import combinations
from typing import Any, ClassVar, Generic, TypeVar, get_args

from backedge.authoring import Calculator, Contract, Input, Outputs, register
from backedge.calculators.core.matrix import Matrix
from backedge.errors import GraphError
from backedge.formats import (
    ClassificationList,
    Detection,
    Image,
    ImageFrame,
    NormalizedLandmarks,
    NormalizedRect,
    Tensor,
)
from backedge.protos import Message, UInt64, field

T = TypeVar("T")


class Range(Message, name="mediapipe.Range"):
    """A range of indexes.

    Attributes:
        begin: first index, from 0.
        end: index behind the last one.
    """

    begin: int = field(1)
    end: int = field(2)


class SplitVectorCalculatorOptions(Message, name="mediapipe.SplitVectorCalculatorOptions", extension=259438222):
    """Options of Split…VectorCalculator and Split…ListCalculator.

    Attributes:
        ranges: what to send, one range for every output.
        element_only: send items instead of lists; every range must have one item then.
        combine_outputs: send all ranges joined to a single output; they must not overlap then.
    """

    ranges: tuple[Range, ...] = field(1)
    element_only: bool = field(2, default=False)
    combine_outputs: bool = field(3, default=False)


class SplitCalculator(Calculator, ABC):
    """Base of what splits; a subclass declares `source` and `parts` and says how to pick and join."""

    lightweight = True
    may_overlap: ClassVar[bool] = True

    source: Input[Any]
    parts: Outputs[Any]
    options: SplitVectorCalculatorOptions

    @abstractmethod
    def item(self, value: Any, index: int) -> Any:
        """One item of an input's value."""

    @abstractmethod
    def pick(self, value: Any, ranges: list[slice]) -> Any:
        """The items of an input's value that lie in `ranges`, as a value of the same type."""

    @classmethod
    def check(cls, contract: Contract) -> None:
        """Refuse ranges that cannot be."""
        options: SplitVectorCalculatorOptions = contract.options
        ranges = options.ranges
        if options.combine_outputs:
            contract.require(len(contract.outputs) == 1, "combine_outputs takes one output stream")
            contract.require(ranges, "there are no ranges to combine")
        else:
            outputs = len(contract.outputs)
            contract.require_as_many(outputs, "outputs", len(ranges), "ranges")
            for r in ranges:
                contract.require(0 <= r.begin < r.end, f"range {r.begin}..{r.end} needs 0 <= begin < end")
                single = r.end - r.begin == 1 or not options.element_only
                contract.require(single, f"range {r.begin}..{r.end} has more than the one item that element_only wants")
        if options.combine_outputs or not cls.may_overlap:
            for a, b in combinations(ranges, 2):
                # As MediaPipe asks it, which makes a difference for ranges that are none.
                overlap = b.begin <= a.begin < b.end or a.begin <= b.begin < a.end
                contract.require(not overlap, f"ranges {a.begin}..{a.end} and {b.begin}..{b.end} overlap")

    def open(self) -> None:
        ranges = [slice(r.begin, r.end) for r in self.options.ranges]
        self._needed = max((r.end for r in self.options.ranges), default=0)
        self._ranges = [ranges] if self.options.combine_outputs else [[r] for r in ranges]
        self._items = self.options.element_only and not self.options.combine_outputs

    def process(self) -> None:
        value = self.source.value
        if len(value) < self._needed:
            raise GraphError(f"the ranges reach to {self._needed}, but there are {len(value)} items")
        for output, ranges in zip(self.parts, self._ranges, strict=True):
            output.send(self.item(value, ranges[0].start) if self._items else self.pick(value, ranges))


class SplitVectorCalculator(SplitCalculator, Generic[T]):
    """Sends ranges of every list.

    Inputs:
        untagged: list of the items' type.
    Outputs:
        untagged, as many as ranges, or one with combine_outputs: list of the items' type, or items with element_only.
    Options:
        SplitVectorCalculatorOptions

    Example::

        node {
          calculator: "SplitTensorVectorCalculator"
          input_stream: "tensors"
          output_stream: "landmark_tensors"
          output_stream: "flag_tensors"
          options {
            [mediapipe.SplitVectorCalculatorOptions.ext] {
              ranges { begin: 0 end: 1 }
              ranges { begin: 1 end: 3 }
            }
          }
        }
    """

    source = Input[list[T]]()
    parts = Outputs[Any](minimum=1)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        cls.check(contract)
        (source,) = contract.inputs
        items = contract.options.element_only and not contract.options.combine_outputs
        for part in contract.outputs:
            part.type = get_args(source.type)[0] if items else source.type

    def item(self, value: list[T], index: int) -> T:
        return value[index]

    def pick(self, value: list[T], ranges: list[slice]) -> list[T]:
        return [item for r in ranges for item in value[r]]


class MovingSplitVectorCalculator(SplitVectorCalculator[T]):
    """SplitVectorCalculator for items that MediaPipe moves instead of copying: no range may overlap another."""

    may_overlap = False


register("SplitAffineMatrixVectorCalculator")(SplitVectorCalculator[Matrix])
register("SplitClassificationListVectorCalculator")(SplitVectorCalculator[ClassificationList])
register("SplitDetectionVectorCalculator")(SplitVectorCalculator[Detection])
register("SplitFloatVectorCalculator")(SplitVectorCalculator[float])
register("SplitImageVectorCalculator")(SplitVectorCalculator[Image])
register("MovableSplitImageFrameVectorCalculator")(MovingSplitVectorCalculator[ImageFrame])
# MediaPipe's has single landmarks, which are landmarks of length 1 here.
register("SplitLandmarkVectorCalculator")(SplitVectorCalculator[NormalizedLandmarks])
register("SplitMatrixVectorCalculator")(SplitVectorCalculator[Matrix])
register("SplitNormalizedLandmarkListVectorCalculator")(SplitVectorCalculator[NormalizedLandmarks])
register("SplitNormalizedRectVectorCalculator")(SplitVectorCalculator[NormalizedRect])
register("SplitTensorVectorCalculator")(MovingSplitVectorCalculator[Tensor])
register("SplitTfLiteTensorVectorCalculator")(SplitVectorCalculator[Tensor])
register("SplitUint64tVectorCalculator")(SplitVectorCalculator[UInt64])
