"""DetectionsToRectsCalculator: rectangles around detections."""

from __future__ import annotations

from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.geometry.rect_from_detection import (
    DetectionsToRectsCalculatorOptions,
    detection_to_normalized_rect,
    detection_to_rect,
)
from backedge.formats import Detection, ImageSize, NormalizedRect, Rect

_INPUTS: Final = ("DETECTION", "DETECTIONS")
_OUTPUTS: Final = ("NORM_RECT", "NORM_RECTS", "RECT", "RECTS")


@register("DetectionsToRectsCalculator", "DetectionsToRects")
class DetectionsToRectsCalculator(Calculator):
    """Makes a rectangle of every detection, rotated if the options name two keypoints.

    Inputs:
        DETECTION: Detection, or
        DETECTIONS: list[Detection].
        IMAGE_SIZE: (width, height) in pixels; needed for rotation and for rectangles in pixels.
    Outputs:
        one of NORM_RECT: NormalizedRect, NORM_RECTS: list[NormalizedRect], RECT: Rect, RECTS: list[Rect]. A single
            one is that of the first detection. Nothing, unless the options say otherwise, for an empty list.
    Options:
        DetectionsToRectsCalculatorOptions

    Example::

        node {
          calculator: "DetectionsToRectsCalculator"
          input_stream: "DETECTIONS:palm_detections"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "NORM_RECTS:palm_rects"
          options {
            [mediapipe.DetectionsToRectsCalculatorOptions.ext] {
              rotation_vector_start_keypoint_index: 0
              rotation_vector_end_keypoint_index: 2
              rotation_vector_target_angle_degrees: 90
            }
          }
        }
    """

    lightweight = True

    detection = Input[Detection]("DETECTION", optional=True)
    detections = Input[list[Detection]]("DETECTIONS", optional=True)
    image_size = Input[ImageSize]("IMAGE_SIZE", optional=True)
    norm_rect = Output[NormalizedRect]("NORM_RECT", optional=True)
    norm_rects = Output[list[NormalizedRect]]("NORM_RECTS", optional=True)
    rect = Output[Rect]("RECT", optional=True)
    rects = Output[list[Rect]]("RECTS", optional=True)

    options: DetectionsToRectsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check()
        inputs = [tag for tag in _INPUTS if tag in contract.inputs]
        outputs = [tag for tag in _OUTPUTS if tag in contract.outputs]
        contract.require(len(inputs) == 1, f"it takes exactly one of {', '.join(_INPUTS)}")
        contract.require(len(outputs) == 1, f"it has exactly one of {', '.join(_OUTPUTS)}")
        needs_size = contract.options.rotates or not outputs[0].startswith("NORM")
        contract.require(
            not needs_size or "IMAGE_SIZE" in contract.inputs, "rotated rectangles and those in pixels need IMAGE_SIZE"
        )

    def open(self) -> None:
        self._needs_size = self.options.rotates or self.rect.connected or self.rects.connected

    def process(self) -> None:
        detections = self._detections()
        size = self.image_size.get()
        if detections is None or (size is None and self._needs_size):
            return
        if detections:
            self._send(detections, size)
        elif self.options.output_zero_rect_for_empty_detections:
            self._send_zero()

    def _detections(self) -> list[Detection] | None:
        if not self.detection.is_empty:
            return [self.detection.value]
        return self.detections.get()

    def _send(self, detections: list[Detection], size: ImageSize | None) -> None:
        if self.norm_rects.connected:
            self.norm_rects.send([self.normalized_rect(detection, size) for detection in detections])
        elif self.norm_rect.connected:
            self.norm_rect.send(self.normalized_rect(detections[0], size))
        elif size is not None and self.rects.connected:
            self.rects.send([self.pixel_rect(detection, size) for detection in detections])
        elif size is not None:
            self.rect.send(self.pixel_rect(detections[0], size))

    def normalized_rect(self, detection: Detection, size: ImageSize | None) -> NormalizedRect:
        """Make the rectangle of one detection; related calculators make others."""
        return detection_to_normalized_rect(detection, size, self.options)

    def pixel_rect(self, detection: Detection, size: ImageSize) -> Rect:
        """Make the rectangle of one detection in pixels."""
        return detection_to_rect(detection, size, self.options)

    def _send_zero(self) -> None:
        """Send rectangles without size; RECTS stays without a packet, as in MediaPipe."""
        self.norm_rects.send([NormalizedRect(0.0, 0.0, 0.0, 0.0)])
        self.norm_rect.send(NormalizedRect(0.0, 0.0, 0.0, 0.0))
        self.rect.send(Rect(0, 0, 0, 0))
