"""RoiTrackingCalculator: the region of the image before, for as long as it is good."""

from __future__ import annotations

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.geometry.roi_tracking import RoiTrackingCalculatorOptions, keeps_tracking
from backedge.errors import GraphError
from backedge.formats import ImageSize, NormalizedLandmarks, NormalizedRect


@register
class RoiTrackingCalculator(Calculator):
    """Keeps the region of the image before while it fits the one that was found anew; else it takes that one.

    Inputs:
        PREV_LANDMARKS: NormalizedLandmarks of the image before.
        PREV_LANDMARKS_RECT: NormalizedRect around them.
        RECROP_RECT: NormalizedRect that was found in this image. Without it there is no region.
        IMAGE_SIZE: (width, height) in pixels.
    Outputs:
        TRACKING_RECT: NormalizedRect.
    Options:
        RoiTrackingCalculatorOptions

    Example::

        node {
          calculator: "RoiTrackingCalculator"
          input_stream: "PREV_LANDMARKS:prev_hand_landmarks"
          input_stream: "PREV_LANDMARKS_RECT:prev_hand_rect"
          input_stream: "RECROP_RECT:hand_recrop_rect"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "TRACKING_RECT:hand_rect"
          options {
            [mediapipe.RoiTrackingCalculatorOptions.ext] {
              rect_requirements { rotation_degrees: 40 translation: 0.2 scale: 0.4 }
              landmarks_requirements { recrop_rect_margin: -0.1 }
            }
          }
        }
    """

    lightweight = True

    prev_landmarks = Input[NormalizedLandmarks]("PREV_LANDMARKS")
    prev_rect = Input[NormalizedRect]("PREV_LANDMARKS_RECT")
    recrop_rect = Input[NormalizedRect]("RECROP_RECT")
    image_size = Input[ImageSize]("IMAGE_SIZE")
    tracking_rect = Output[NormalizedRect]("TRACKING_RECT")

    options: RoiTrackingCalculatorOptions

    def process(self) -> None:
        if self.recrop_rect.is_empty:
            return
        if self.prev_rect.is_empty:
            self.tracking_rect.forward(self.recrop_rect)
            return
        if self.prev_landmarks.is_empty or self.image_size.is_empty:
            raise GraphError("PREV_LANDMARKS_RECT has a packet, but PREV_LANDMARKS or IMAGE_SIZE has none")
        keeps = keeps_tracking(
            self.prev_landmarks.value,
            self.prev_rect.value,
            self.recrop_rect.value,
            self.image_size.value,
            self.options,
        )
        self.tracking_rect.forward(self.prev_rect if keeps else self.recrop_rect)
