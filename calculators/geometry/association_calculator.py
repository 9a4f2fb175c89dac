"""Association…Calculator: joins lists whose elements may stand for the same object."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from typing import Generic, TypeVar

from backedge.authoring import Calculator, Input, Inputs, Output, register
from backedge.calculators.geometry.overlap import associate, detection_corners, inherit_identity, rect_corners
from backedge.formats import Detection, NormalizedRect
from backedge.protos import Message, field

T = TypeVar("T")


class AssociationCalculatorOptions(Message, name="mediapipe.AssociationCalculatorOptions", extension=275124847):
    """Options of Association…Calculator.

    Attributes:
        min_similarity_threshold: what overlaps more than this (intersection over union, 0..1) is the same.
    """

    min_similarity_threshold: float = field(1, default=1.0)

    def __post_init__(self) -> None:
        if self.min_similarity_threshold < 0:
            raise ValueError(f"min_similarity_threshold must not be negative, found {self.min_similarity_threshold}")


class AssociationCalculator(Calculator, Generic[T]):
    """Joins lists; of elements that overlap, the one in the later input stays.

    Inputs:
        any tags, of increasing priority in MediaPipe's order (untagged ones by index): list of the elements' type. A
            list without packet is an empty one.
        PREV: the same type, optional; its elements are not in the result, but give it their identities.
    Outputs:
        untagged: the same type; always sent, maybe empty.
    Options:
        AssociationCalculatorOptions

    Example::

        node {
          calculator: "AssociationNormRectCalculator"
          input_stream: "hand_rects_from_palm_detections"
          input_stream: "previous_hand_rects"
          output_stream: "hand_rects"
          options {
            [mediapipe.AssociationCalculatorOptions.ext] { min_similarity_threshold: 0.5 }
          }
        }
    """

    lightweight = True

    lists = Inputs[list[T]]("*", minimum=1)
    previous = Input[list[T]]("PREV", optional=True)
    joined = Output[list[T]]()

    options: AssociationCalculatorOptions
    live_options = ("min_similarity_threshold",)

    def open(self) -> None:
        self._nothing: list[T] = []

    def process(self) -> None:
        lists = [port.get(self._nothing) for port in self.lists]
        self.joined.send(self.associate(lists, self.previous.get(self._nothing)))

    @abstractmethod
    def associate(self, lists: list[list[T]], previous: list[T]) -> list[T]:
        """The elements of all lists, each object once, with the identities that `previous` has."""


@register("AssociationNormRectCalculator", "Association")
class AssociationNormRectCalculator(AssociationCalculator[NormalizedRect]):
    """AssociationCalculator for rectangles, taken as if they were not rotated. They have no identities to inherit.

    Inputs, outputs and options:
        see `AssociationCalculator`.

    Example::

        node {
          calculator: "AssociationNormRectCalculator"
          input_stream: "hand_rects_from_palm_detections"
          input_stream: "previous_hand_rects"
          output_stream: "hand_rects"
        }
    """

    def associate(self, lists: list[list[NormalizedRect]], previous: list[NormalizedRect]) -> list[NormalizedRect]:
        """All rectangles, less those that a later one overlaps."""
        return associate(lists, self.options.min_similarity_threshold, rect_corners)


@register
class AssociationDetectionCalculator(AssociationCalculator[Detection]):
    """AssociationCalculator for detections; what replaces a detection inherits its `detection_id`.

    Inputs, outputs and options:
        see `AssociationCalculator`.

    Example::

        node {
          calculator: "AssociationDetectionCalculator"
          input_stream: "detections"
          input_stream: "tracked_detections"
          input_stream: "PREV:previous_detections"
          output_stream: "objects"
        }
    """

    def associate(self, lists: list[list[Detection]], previous: list[Detection]) -> list[Detection]:
        """All detections, less those that a later one overlaps, which takes over their id."""
        threshold = self.options.min_similarity_threshold
        current = associate(lists, threshold, detection_corners, _succeed)
        return inherit_identity(current, previous, threshold, detection_corners, _succeed)


def _succeed(new: Detection, old: Detection) -> Detection:
    return new if old.detection_id is None else dataclasses.replace(new, detection_id=old.detection_id)
