"""LandmarksSmoothingCalculator: landmarks without jitter."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.landmark.smooth_landmarks import LandmarksSmoother
from backedge.calculators.landmark.smoothing_options import LandmarksSmoothingCalculatorOptions
from backedge.errors import GraphError
from backedge.formats import ImageSize, Landmarks, NormalizedLandmarks, NormalizedRect, Rect


@register
class LandmarksSmoothingCalculator(Calculator):
    """Smooths the landmarks of one object over time; where there are none, it starts anew.

    Inputs:
        NORM_LANDMARKS: NormalizedLandmarks, with IMAGE_SIZE, or
        LANDMARKS: Landmarks.
        IMAGE_SIZE: (width, height) in pixels.
        OBJECT_SCALE_ROI: NormalizedRect for NORM_LANDMARKS, Rect for LANDMARKS, optional; how large the object is.
            Without it, or without a packet, it is as large as what the landmarks span.
    Outputs:
        NORM_FILTERED_LANDMARKS: NormalizedLandmarks, for NORM_LANDMARKS.
        FILTERED_LANDMARKS: Landmarks, for LANDMARKS.
    Options:
        LandmarksSmoothingCalculatorOptions

    Example::

        node {
          calculator: "LandmarksSmoothingCalculator"
          input_stream: "NORM_LANDMARKS:landmarks"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "NORM_FILTERED_LANDMARKS:smooth_landmarks"
          options {
            [mediapipe.LandmarksSmoothingCalculatorOptions.ext] {
              one_euro_filter { min_cutoff: 0.05 beta: 80 derivate_cutoff: 1 }
            }
          }
        }
    """

    lightweight = True

    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS", optional=True)
    landmarks = Input[Landmarks]("LANDMARKS", optional=True)
    image_size = Input[ImageSize]("IMAGE_SIZE", optional=True)
    object_scale_roi = Input[NormalizedRect | Rect]("OBJECT_SCALE_ROI", optional=True)
    norm_filtered = Output[NormalizedLandmarks]("NORM_FILTERED_LANDMARKS", optional=True)
    filtered = Output[Landmarks]("FILTERED_LANDMARKS", optional=True)

    options: LandmarksSmoothingCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        in_image = "NORM_LANDMARKS" in contract.inputs
        contract.require(
            in_image != ("LANDMARKS" in contract.inputs), "it takes either NORM_LANDMARKS or LANDMARKS, not both"
        )
        contract.require(
            in_image == ("IMAGE_SIZE" in contract.inputs), "IMAGE_SIZE belongs to NORM_LANDMARKS, and only there"
        )
        wanted = "NORM_FILTERED_LANDMARKS" if in_image else "FILTERED_LANDMARKS"
        contract.require(
            [port.tag for port in contract.outputs] == [wanted], f"with these inputs its only output is {wanted}"
        )
        if roi := contract.inputs.find("OBJECT_SCALE_ROI"):
            roi.type = NormalizedRect if in_image else Rect
        LandmarksSmoother(contract.options)  # refuses options that cannot work

    def open(self) -> None:
        self._smoother = LandmarksSmoother(self.options)

    def process(self) -> None:
        landmarks = self.norm_landmarks if self.norm_landmarks.connected else self.landmarks
        if landmarks.is_empty:
            self._smoother.reset()
            return
        roi = self.object_scale_roi.get()
        if landmarks is self.landmarks:
            self.filtered.send(self._smoother.smooth_landmarks(self.landmarks.value, self.timestamp, roi))
            return
        if self.image_size.is_empty:
            raise GraphError("there are landmarks, but IMAGE_SIZE has no packet at this timestamp")
        size = self.image_size.value
        self.norm_filtered.send(self._smoother.smooth_in_image(self.norm_landmarks.value, size, self.timestamp, roi))
