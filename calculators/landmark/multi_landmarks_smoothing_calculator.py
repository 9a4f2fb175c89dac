"""Multi…LandmarksSmoothingCalculator: landmarks of several objects without jitter."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.landmark.of_tracks import OfTracks
from backedge.calculators.landmark.smooth_landmarks import LandmarksSmoother
from backedge.calculators.landmark.smoothing_options import LandmarksSmoothingCalculatorOptions
from backedge.errors import GraphError
from backedge.formats import ImageSize, Landmarks, NormalizedLandmarks, NormalizedRect, Rect

RectT = TypeVar("RectT", NormalizedRect, Rect)


class _SmoothingCalculator(Calculator, Generic[RectT]):
    """What both have in common: a filter for each track."""

    lightweight = True

    tracking_ids = Input[list[int]]("TRACKING_IDS", optional=True)
    tracked_rects = Input[list[NormalizedRect]]("TRACKED_RECTS", optional=True)

    options: LandmarksSmoothingCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(
            ("TRACKING_IDS" in contract.inputs) != ("TRACKED_RECTS" in contract.inputs),
            "it takes either TRACKING_IDS or TRACKED_RECTS",
        )
        LandmarksSmoother(contract.options)  # refuses options that cannot work

    def open(self) -> None:
        options = self.options
        self._smoothers = OfTracks(lambda: LandmarksSmoother(options))

    def _of(self, objects: Input[Any]) -> list[tuple[LandmarksSmoother, Any]]:
        """Each of the objects with the filter of its track."""
        found = objects.get([])
        if self.tracking_ids.connected:
            port, tracks = "TRACKING_IDS", self.tracking_ids.get([])
        else:
            port, tracks = "TRACKED_RECTS", [rect.rect_id for rect in self.tracked_rects.get([])]
        return list(zip(self._smoothers.of(tracks, len(found), port), found, strict=True))

    def _scales(self, rois: Input[list[RectT]], count: int) -> list[RectT] | list[None]:
        """The rectangle of each object that says how large it is, if they are known."""
        if rois.is_empty:
            return [None] * count
        if len(rois.value) != count:
            raise GraphError(f"there are landmarks of {count} objects, but OBJECT_SCALE_ROI has {len(rois.value)}")
        return rois.value


@register
class MultiLandmarksSmoothingCalculator(_SmoothingCalculator[NormalizedRect]):
    """LandmarksSmoothingCalculator for the landmarks of several objects, each with a filter of its own.

    A track that is not in an image loses its filter, and would begin anew if it came back.

    Inputs:
        NORM_LANDMARKS: list[NormalizedLandmarks].
        TRACKING_IDS: list[int], the number of each object's track, or
        TRACKED_RECTS: list[NormalizedRect], a rectangle of each object, with its track as `rect_id`. MediaPipe does not
            have this one.
        IMAGE_SIZE: (width, height) in pixels.
        OBJECT_SCALE_ROI: list[NormalizedRect], optional; how large each object is. Without it, or without a packet, it
            is as large as what its landmarks span.
    Outputs:
        NORM_FILTERED_LANDMARKS: list[NormalizedLandmarks].
    Options:
        LandmarksSmoothingCalculatorOptions

    Example::

        node {
          calculator: "MultiLandmarksSmoothingCalculator"
          input_stream: "NORM_LANDMARKS:landmarks"
          input_stream: "TRACKED_RECTS:hand_rects"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "NORM_FILTERED_LANDMARKS:smooth_landmarks"
          options {
            [mediapipe.LandmarksSmoothingCalculatorOptions.ext] {
              one_euro_filter { min_cutoff: 0.5 beta: 30 derivate_cutoff: 1 }
            }
          }
        }
    """

    norm_landmarks = Input[list[NormalizedLandmarks]]("NORM_LANDMARKS")
    image_size = Input[ImageSize]("IMAGE_SIZE")
    object_scale_roi = Input[list[NormalizedRect]]("OBJECT_SCALE_ROI", optional=True)
    filtered = Output[list[NormalizedLandmarks]]("NORM_FILTERED_LANDMARKS")

    def process(self) -> None:
        pairs = self._of(self.norm_landmarks)
        if self.norm_landmarks.is_empty:
            return
        if self.image_size.is_empty:
            raise GraphError("there are landmarks, but IMAGE_SIZE has no packet at this timestamp")
        size, scales = self.image_size.value, self._scales(self.object_scale_roi, len(pairs))
        self.filtered.send(
            [
                smoother.smooth_in_image(landmarks, size, self.timestamp, roi)
                for (smoother, landmarks), roi in zip(pairs, scales, strict=True)
            ]
        )


@register
class MultiWorldLandmarksSmoothingCalculator(_SmoothingCalculator[Rect]):
    """MultiLandmarksSmoothingCalculator for landmarks in space.

    Inputs:
        LANDMARKS: list[Landmarks].
        TRACKING_IDS or TRACKED_RECTS: see `MultiLandmarksSmoothingCalculator`.
        OBJECT_SCALE_ROI: list[Rect], optional; how large each object is. Without it, or without a packet, it is as
            large as what its landmarks span.
    Outputs:
        FILTERED_LANDMARKS: list[Landmarks].
    Options:
        LandmarksSmoothingCalculatorOptions

    Example::

        node {
          calculator: "MultiWorldLandmarksSmoothingCalculator"
          input_stream: "LANDMARKS:world_landmarks"
          input_stream: "TRACKED_RECTS:hand_rects"
          output_stream: "FILTERED_LANDMARKS:smooth_world_landmarks"
          options {
            [mediapipe.LandmarksSmoothingCalculatorOptions.ext] {
              one_euro_filter { min_cutoff: 0.5 beta: 30 derivate_cutoff: 1 }
            }
          }
        }
    """

    landmarks = Input[list[Landmarks]]("LANDMARKS")
    object_scale_roi = Input[list[Rect]]("OBJECT_SCALE_ROI", optional=True)
    filtered = Output[list[Landmarks]]("FILTERED_LANDMARKS")

    def process(self) -> None:
        pairs = self._of(self.landmarks)
        if self.landmarks.is_empty:
            return
        scales = self._scales(self.object_scale_roi, len(pairs))
        self.filtered.send(
            [
                smoother.smooth_landmarks(landmarks, self.timestamp, roi)
                for (smoother, landmarks), roi in zip(pairs, scales, strict=True)
            ]
        )
