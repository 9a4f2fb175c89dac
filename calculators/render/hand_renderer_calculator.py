"""HandRendererCalculator: what was found of hands, drawn over the picture."""

from __future__ import annotations

from itertools import chain, repeat

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.media.rgb_image import to_rgb
from backedge.calculators.render.annotate import HandDrawing, annotate
from backedge.formats import ClassificationList, Detection, Image, ImageFrame, NormalizedLandmarks, NormalizedRect


@register("HandRendererCalculator", "HandRenderer")
class HandRendererCalculator(Calculator):
    """Draws the results of hand tracking into a copy of every picture; a picture without results comes out as it is.

    Inputs:
        IMAGE: ImageFrame or Image, of 8 bits.
        LANDMARKS: list[NormalizedLandmarks], optional; 21 each.
        HANDEDNESS: list[ClassificationList], optional; of the same hands, written beside them with its score.
        HAND_RECTS: list[NormalizedRect], optional.
        PALM_DETECTIONS: list[Detection], optional.
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
    landmarks = Input[list[NormalizedLandmarks]]("LANDMARKS", optional=True)
    handedness = Input[list[ClassificationList]]("HANDEDNESS", optional=True)
    hand_rects = Input[list[NormalizedRect]]("HAND_RECTS", optional=True)
    palm_detections = Input[list[Detection]]("PALM_DETECTIONS", optional=True)
    annotated = Output[ImageFrame]("IMAGE")

    def open(self) -> None:
        self.annotated.set_header(self.image.header)

    def process(self) -> None:
        if self.image.is_empty:
            return
        labels = chain(map(_label, self.handedness.get([])), repeat(""))
        picture = annotate(
            to_rgb(self.image.value),
            list(map(HandDrawing, self.landmarks.get([]), labels)),
            rects=self.hand_rects.get([]),
            detections=self.palm_detections.get([]),
        )
        self.annotated.send(ImageFrame(picture))


def _label(handedness: ClassificationList) -> str:
    """The likelier hand and how likely: "Right 0.98"."""
    return f"{handedness[0].label} {handedness[0].score:.2f}" if len(handedness) else ""
