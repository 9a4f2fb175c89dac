"""Concatenate…VectorCalculator: several lists become one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

from backedge.authoring import Calculator, Inputs, Output, register
from backedge.formats import ClassificationList, Detection, Image, Landmarks, NormalizedLandmarks, RenderData, Tensor
from backedge.protos import Message, UInt64, field

T = TypeVar("T")


class ConcatenateVectorCalculatorOptions(
    Message, name="mediapipe.ConcatenateVectorCalculatorOptions", extension=259397839
):
    """Options of Concatenate…VectorCalculator and Concatenate…ListCalculator.

    Attributes:
        only_emit_if_all_present: send nothing where an input has nothing.
    """

    only_emit_if_all_present: bool = field(1, default=False)


class ConcatenateCalculator(Calculator, ABC):
    """Base of what joins the packets of its inputs; a subclass declares `inputs` and `concatenated`."""

    lightweight = True

    inputs: Inputs[Any]
    concatenated: Output[Any]
    options: ConcatenateVectorCalculatorOptions

    @abstractmethod
    def join(self, values: list[Any]) -> Any:
        """Join the values that are there, in the order of the inputs, into the one to send."""

    def process(self) -> None:
        values = [source.value for source in self.inputs if not source.is_empty]
        if len(values) == len(self.inputs) or not self.options.only_emit_if_all_present:
            self.concatenated.send(self.join(values))


class ConcatenateVectorCalculator(ConcatenateCalculator, Generic[T]):
    """Joins the items of all inputs in one list, in the order of the inputs.

    Inputs:
        untagged, at least one: the items' type, or list of it.
    Outputs:
        untagged: list of the items' type.
    Options:
        ConcatenateVectorCalculatorOptions

    Example::

        node {
          calculator: "ConcatenateDetectionVectorCalculator"
          input_stream: "palms"
          input_stream: "faces"
          output_stream: "palms_and_faces"
        }
    """

    inputs = Inputs[T | list[T]](minimum=1)
    concatenated = Output[list[T]]()

    def join(self, values: list[Any]) -> list[T]:
        joined: list[T] = []
        for value in values:
            if isinstance(value, list):
                joined += value
            else:
                joined.append(value)
        return joined


register("ConcatenateBoolVectorCalculator")(ConcatenateVectorCalculator[bool])
register("ConcatenateClassificationListVectorCalculator")(ConcatenateVectorCalculator[ClassificationList])
register("ConcatenateDetectionVectorCalculator")(ConcatenateVectorCalculator[Detection])
register("ConcatenateFloatVectorCalculator")(ConcatenateVectorCalculator[float])
register("ConcatenateImageVectorCalculator")(ConcatenateVectorCalculator[Image])
register("ConcatenateInt32VectorCalculator")(ConcatenateVectorCalculator[int])
# "Landmar" is MediaPipe's own misspelling, kept for the graphs that have it.
register("ConcatenateLandmarListVectorCalculator")(ConcatenateVectorCalculator[NormalizedLandmarks])
register("ConcatenateLandmarkListVectorCalculator")(ConcatenateVectorCalculator[Landmarks])
# MediaPipe's has single landmarks, which are landmarks of length 1 here.
register("ConcatenateLandmarkVectorCalculator")(ConcatenateVectorCalculator[NormalizedLandmarks])
register("ConcatenateNormalizedLandmarkListVectorCalculator")(ConcatenateVectorCalculator[NormalizedLandmarks])
register("ConcatenateRenderDataVectorCalculator")(ConcatenateVectorCalculator[RenderData])
register("ConcatenateStringVectorCalculator")(ConcatenateVectorCalculator[str])
register("ConcatenateTensorVectorCalculator")(ConcatenateVectorCalculator[Tensor])
register("ConcatenateUInt64VectorCalculator")(ConcatenateVectorCalculator[UInt64])
