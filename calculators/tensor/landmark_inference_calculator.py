"""LandmarkInferenceCalculator: the landmarks of the hands in given regions of an image."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.calculators.geometry.overlap import rect_iou
from backedge.calculators.geometry.project_landmarks import project_region, turn_world_points
from backedge.calculators.inference.hand_models import HAND_LANDMARK, HandModel, find_hand_model
from backedge.calculators.option_ranges import Threads
from backedge.calculators.tensor.decode_classification import (
    HANDEDNESS_LABELS,
    TensorsToClassificationCalculatorOptions,
    decode_classification,
)
from backedge.formats import ClassificationList, Image, ImageFrame, Landmarks, NormalizedLandmarks, NormalizedRect
from backedge.protos import Message, Range, field

_NORMALIZE_Z: Final = 0.4  # the model's z is on another scale than its x
_HANDEDNESS_OPTIONS: Final = TensorsToClassificationCalculatorOptions(top_k=1, binary_classification=True)
# The model's outputs, in its order.
_LANDMARKS, _PRESENCE, _HANDEDNESS, _WORLD_LANDMARKS = range(4)


class LandmarkInferenceCalculatorOptions(Message, name="backedge.LandmarkInferenceCalculatorOptions"):
    """Options of LandmarkInferenceCalculator.

    Attributes:
        model_complexity: 0 for the lite model, 1 for the full one.
        model_path: a .tflite file to run instead; it must have the inputs and outputs of these two.
        min_presence_confidence: hands whose presence is not above this are dropped, 0..1.
        num_threads: threads the model may use; 0 for as many as there are processors, but at most 4, or what the
            environment variable BACKEDGE_MODEL_THREADS says.
        backend: the inference engine, such as "openvino"; "" for what the environment variable BACKEDGE_BACKEND says,
            or the first that is installed.
        retry_scale: a hand that is not seen in the rectangle of its track is looked for once more in one that is so
            many times as wide and as high, at least 0; 0 for no such retry. Where RETRY_RECTS has a rectangle for it,
            that one is tried first.
    """

    model_complexity: Annotated[int, Range(0, 1)] = field(1, default=1)
    model_path: str = field(2)
    min_presence_confidence: Annotated[float, Range(0, 1)] = field(3, default=0.5)
    num_threads: Threads = field(4)
    backend: str = field(5)
    retry_scale: Annotated[float, Range(ge=0)] = field(6)


class _Hand(NamedTuple):
    landmarks: NormalizedLandmarks
    world_landmarks: Landmarks
    handedness: ClassificationList
    presence: float
    rect: NormalizedRect


@register("LandmarkInferenceCalculator", "LandmarkInference")
class LandmarkInferenceCalculator(Calculator):
    """Finds the landmarks of every hand: crop, model, decoding and projection in one node.

    Does what MediaPipe's subgraph HandLandmarkCpu does for one rectangle, for each of a list, with no copy between the
    image and the model's own input. A rectangle in which the model sees no hand yields nothing; where no hand is left
    the outputs have no packet.

    A rectangle with a `rect_id` is that of a track: a hand that was there in the image before. Only such a hand is
    looked for again before it is given up (`retry_scale`, RETRY_RECTS). A hand in a rectangle without one begins a
    track, and NORM_RECTS gives it the next number, from 1.

    Inputs:
        IMAGE: ImageFrame or Image; SRGB, SRGBA, SBGRA or GRAY8, of any size.
        NORM_RECTS: list[NormalizedRect]; where hands may be. They may be rotated and reach beyond the image.
        RETRY_RECTS: list[NormalizedRect], optional; where else hands may be, such as where palms were detected: the one
            that overlaps the rectangle of a track most is tried where that shows no hand. One that overlaps another
            track's more belongs to that.
    Side packets:
        MODEL_COMPLEXITY: int, optional; instead of the option.
    Outputs:
        LANDMARKS: list[NormalizedLandmarks]; 21 for each hand, in parts of the image.
        WORLD_LANDMARKS: list[Landmarks], optional; 21 for each hand, in metres, from the hand's middle.
        HANDEDNESS: list[ClassificationList], optional; Left or Right of each hand, if the image is a mirrored one.
        PRESENCE: list[float], optional; how sure the model is that there is a hand, 0..1.
        NORM_RECTS: list[NormalizedRect], optional; where each hand was seen, with the number of its track as `rect_id`.
    Options:
        LandmarkInferenceCalculatorOptions

    Example::

        node {
          calculator: "LandmarkInferenceCalculator"
          input_stream: "IMAGE:image"
          input_stream: "NORM_RECTS:hand_rects"
          output_stream: "LANDMARKS:landmarks"
          output_stream: "HANDEDNESS:handedness"
          node_options {
            [type.googleapis.com/backedge.LandmarkInferenceCalculatorOptions] { model_complexity: 0 }
          }
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    norm_rects = Input[list[NormalizedRect]]("NORM_RECTS")
    retry_rects = Input[list[NormalizedRect]]("RETRY_RECTS", optional=True)
    model_complexity = SideInput[int]("MODEL_COMPLEXITY", optional=True)
    landmarks = Output[list[NormalizedLandmarks]]("LANDMARKS")
    world_landmarks = Output[list[Landmarks]]("WORLD_LANDMARKS", optional=True)
    handedness = Output[list[ClassificationList]]("HANDEDNESS", optional=True)
    presence = Output[list[float]]("PRESENCE", optional=True)
    seen_rects = Output[list[NormalizedRect]]("NORM_RECTS", optional=True)

    options: LandmarkInferenceCalculatorOptions
    live_options = ("min_presence_confidence", "retry_scale")

    def open(self) -> None:
        options = self.options
        complexity = self.model_complexity.get(options.model_complexity)
        path = find_hand_model(HAND_LANDMARK, complexity, options.model_path)
        self._model = HandModel(path, options.num_threads, backend=options.backend)
        width, height = self._model.input_size
        self._scale: NDArray[np.float32] = np.array([width, height, width * _NORMALIZE_Z], np.float32)
        self._last_track = 0

    def process(self) -> None:
        if self.image.is_empty or self.norm_rects.is_empty:
            return
        image = self.image.value
        hands = [hand for rect in self.norm_rects.value if (hand := self._find_hand(image, rect))]
        if hands:
            landmarks, world_landmarks, handedness, presence, rects = map(list, zip(*hands, strict=True))
            self.landmarks.send(landmarks)
            self.world_landmarks.send(world_landmarks)
            self.handedness.send(handedness)
            self.presence.send(presence)
            if self.seen_rects.connected:
                self.seen_rects.send([self._identified(rect) for rect in rects])

    def _find_hand(self, image: ImageFrame | Image, rect: NormalizedRect) -> _Hand | None:
        hand = self._look_into(image, rect)
        if hand is None and rect.rect_id:
            own = rects_of_track(rect, self.retry_rects.get([]), self.norm_rects.value)
            retries = rects_to_retry(rect, own, self.options.retry_scale)
            return next(filter(None, (self._look_into(image, retry) for retry in retries)), None)
        return hand

    def _look_into(self, image: ImageFrame | Image, rect: NormalizedRect) -> _Hand | None:
        model = self._model
        region, _ = model.run(image, rect)
        presence = model.output(_PRESENCE).item()
        if presence <= self.options.min_presence_confidence:
            return None
        in_region = model.output(_LANDMARKS).reshape(-1, 3)
        in_region /= self._scale  # it is a copy of the model's
        return _Hand(
            NormalizedLandmarks(project_region(in_region, region, (image.width, image.height))),
            Landmarks(turn_world_points(model.output(_WORLD_LANDMARKS).reshape(-1, 3), rect.rotation)),
            decode_classification(model.output(_HANDEDNESS), _HANDEDNESS_OPTIONS, HANDEDNESS_LABELS),
            presence,
            rect,
        )

    def _identified(self, rect: NormalizedRect) -> NormalizedRect:
        if rect.rect_id:
            self._last_track = max(self._last_track, rect.rect_id)
            return rect
        self._last_track += 1
        return replace(rect, rect_id=self._last_track)

    def close(self) -> None:
        self._model.close()


def rects_of_track(
    rect: NormalizedRect, others: Sequence[NormalizedRect], given: Sequence[NormalizedRect]
) -> list[NormalizedRect]:
    """Those of `others` that overlap the rectangle of a track at least as much as that of any other track.

    Args:
        rect: the rectangle of the track.
        others: rectangles of hands found in other ways.
        given: all rectangles, of this track, of others, and of none.
    """
    tracked = [each for each in given if each.rect_id]
    return [other for other in others if rect_iou(rect, other) >= max(rect_iou(each, other) for each in tracked)]


def rects_to_retry(rect: NormalizedRect, others: Sequence[NormalizedRect], scale: float) -> Iterator[NormalizedRect]:
    """Where a hand may be that is not in the rectangle of its track: in the nearest other one, then close around.

    Args:
        rect: the rectangle of the track.
        others: rectangles found in other ways that may be of the same hand.
        scale: of `rect`, for the last retry; 0: none.

    Yields:
        Rectangles with the `rect_id` of `rect`.
    """
    if others:
        nearest = max(others, key=lambda other: rect_iou(rect, other))
        if rect_iou(rect, nearest) > 0:
            yield replace(nearest, rect_id=rect.rect_id)
    if scale > 0:
        yield replace(rect, width=rect.width * scale, height=rect.height * scale)
