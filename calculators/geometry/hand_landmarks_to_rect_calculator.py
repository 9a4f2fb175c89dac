"""HandLandmarksToRectCalculator: where a hand is, by its landmarks."""

from __future__ import annotations

from dataclasses import replace

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.geometry.rect_from_hand_landmarks import hand_landmarks_to_rect
from backedge.errors import GraphError
from backedge.formats import ImageSize, NormalizedLandmarks, NormalizedRect


@register("HandLandmarksToRectCalculator", "LandmarksToRect")
class HandLandmarksToRectCalculator(Calculator):
    """The tightest rectangle around a hand's palm that is rotated as the hand is.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks of one hand, or
        MULTI_NORM_LANDMARKS: list[NormalizedLandmarks], of any number of hands. MediaPipe does not have this one; it
            saves a loop of BeginLoop and EndLoop.
        NORM_RECTS: list[NormalizedRect], optional, with MULTI_NORM_LANDMARKS: a rectangle of each hand, whose `rect_id`
            the new one takes over.
        IMAGE_SIZE: (width, height) in pixels.
    Outputs:
        NORM_RECT: NormalizedRect, for NORM_LANDMARKS.
        NORM_RECTS: list[NormalizedRect], for MULTI_NORM_LANDMARKS; one for each hand.

    Example::

        node {
          calculator: "HandLandmarksToRectCalculator"
          input_stream: "MULTI_NORM_LANDMARKS:landmarks"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "NORM_RECTS:palm_rects"
        }
    """

    lightweight = True

    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS", optional=True)
    multi_norm_landmarks = Input[list[NormalizedLandmarks]]("MULTI_NORM_LANDMARKS", optional=True)
    identified_rects = Input[list[NormalizedRect]]("NORM_RECTS", optional=True)
    image_size = Input[ImageSize]("IMAGE_SIZE")
    norm_rect = Output[NormalizedRect]("NORM_RECT", optional=True)
    norm_rects = Output[list[NormalizedRect]]("NORM_RECTS", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        single = "NORM_LANDMARKS" in contract.inputs
        several = "MULTI_NORM_LANDMARKS" in contract.inputs
        contract.require(single != several, "it takes either NORM_LANDMARKS or MULTI_NORM_LANDMARKS")
        contract.require(
            several or "NORM_RECTS" not in contract.inputs, "NORM_RECTS belongs to MULTI_NORM_LANDMARKS, and only there"
        )
        wanted = "NORM_RECT" if single else "NORM_RECTS"
        contract.require(
            [port.tag for port in contract.outputs] == [wanted], f"with these inputs its only output is {wanted}"
        )

    def process(self) -> None:
        landmarks = self.norm_landmarks if self.norm_landmarks.connected else self.multi_norm_landmarks
        if landmarks.is_empty:
            return
        if self.image_size.is_empty:
            raise GraphError("there are landmarks, but IMAGE_SIZE has no packet at this timestamp")
        size = self.image_size.value
        if landmarks is self.norm_landmarks:
            self.norm_rect.send(hand_landmarks_to_rect(self.norm_landmarks.value, size))
        else:
            rects = [hand_landmarks_to_rect(hand, size) for hand in self.multi_norm_landmarks.value]
            self.norm_rects.send(self._identified(rects) if self.identified_rects.connected else rects)

    def _identified(self, rects: list[NormalizedRect]) -> list[NormalizedRect]:
        known = self.identified_rects.get([])
        if len(known) != len(rects):
            raise GraphError(f"there are landmarks of {len(rects)} hands, but NORM_RECTS has {len(known)} rectangles")
        return [replace(rect, rect_id=old.rect_id) for rect, old in zip(rects, known, strict=True)]
