"""HandRendererCalculator: what was found in a picture, drawn over it."""

from __future__ import annotations

from typing import Any

from backedge.authoring import Calculator, Input, Inputs, Output, register
from backedge.calculators.media.rgb_image import to_rgb
from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.formats import ClassificationList, Detection, Image, ImageFrame, NormalizedLandmarks, NormalizedRect, Rect


@register("HandRendererCalculator", "HandRenderer")
class HandRendererCalculator(Calculator):
    """Draws results into a copy of every picture; a picture without results comes out as it is.

    21 landmarks are drawn as a hand with its bones, 33 as a body, 468 or 478 as a face with its contours, any other
    number as points. Each stream carries one item or a list.

    Inputs:
        IMAGE: ImageFrame or Image, of 8 bits.
        LANDMARKS: list[NormalizedLandmarks] or NormalizedLandmarks, any number of streams.
        HANDEDNESS: list[ClassificationList] or ClassificationList, optional; the best class of each is written beside
            the landmarks of the same number in the first stream of LANDMARKS.
        HAND_RECTS: list[NormalizedRect], NormalizedRect, list[Rect] or Rect, any number of streams.
        PALM_DETECTIONS: list[Detection] or Detection, any number of streams.
    Outputs:
        IMAGE: ImageFrame, SRGB, at the time of every picture.

    Example::

        node {
          calculator: "HandRendererCalculator"
          input_stream: "IMAGE:image"
          input_stream: "LANDMARKS:landmarks"
          input_stream: "HANDEDNESS:handedness"
          output_stream: "IMAGE:annotated_image"
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    landmarks = Inputs[list[NormalizedLandmarks] | NormalizedLandmarks]("LANDMARKS")
    handedness = Input[list[ClassificationList] | ClassificationList]("HANDEDNESS", optional=True)
    hand_rects = Inputs[list[NormalizedRect] | NormalizedRect | list[Rect] | Rect]("HAND_RECTS")
    palm_detections = Inputs[list[Detection] | Detection]("PALM_DETECTIONS")
    annotated = Output[ImageFrame]("IMAGE")

    def open(self) -> None:
        self.annotated.set_header(self.image.header)

    def process(self) -> None:
        if self.image.is_empty:
            return
        labels = map(_label, _items(self.handedness))
        hands = [
            LandmarkDrawing(landmarks, next(labels, "") if number == 0 else "")
            for number, stream in enumerate(self.landmarks)
            for landmarks in _items(stream)
        ]
        rects = [rect for stream in self.hand_rects for rect in _items(stream)]
        detections = [detection for stream in self.palm_detections for detection in _items(stream)]
        picture = annotate(to_rgb(self.image.value), hands, rects=rects, detections=detections)
        self.annotated.send(ImageFrame(picture))


def _items(stream: Input[Any]) -> list[Any]:
    """The items of a stream's packet; none without a packet."""
    if stream.is_empty:
        return []
    return stream.value if isinstance(stream.value, list) else [stream.value]


def _label(classes: ClassificationList) -> str:
    """The likeliest class and how likely: "Right 0.98"."""
    return f"{classes[0].label} {classes[0].score:.2f}" if len(classes) else ""
