"""LabelsToRenderDataCalculator: names and scores as annotations."""

from __future__ import annotations

import math
from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.annotation.label_annotations import LabelLocation, annotate_lines
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.errors import PacketTypeError
from backedge.formats import ClassificationList, RenderData
from backedge.formats.render_data import Color, RenderAnnotation, Text
from backedge.protos import Double, Message, field
from backedge.timestamp import PRESTREAM

_LINE_HEIGHT: Final = 1.25
"""The height of a line, in parts of its letters'."""


class LabelsToRenderDataCalculatorOptions(
    Message, name="mediapipe.LabelsToRenderDataCalculatorOptions", extension=271660364
):
    """Options of LabelsToRenderDataCalculator.

    Attributes:
        color: of each line, over again; red if there is none.
        thickness: of the letters' strokes, in pixels.
        font_height_px: height of the letters, in pixels.
        max_num_labels: how many lines there are at most.
        font_face: number of OpenCV's font.
        location_: ``location``: where the lines are; the bottom needs VIDEO_PRESTREAM.
        horizontal_offset_px: how far from the left edge, in pixels.
        vertical_offset_px: how much lower, in pixels.
        use_display_name: whether classes go by their display names.
        display_classification_score: whether scores are written, too.
        outline_thickness: of a line about the letters; 0 for none.
        outline_color: of that line, for each line of text, over again; black if there is none.
    """

    Location = LabelLocation

    color: tuple[Color, ...] = field(1)
    thickness: Double = field(2, default=2.0)
    font_height_px: int = field(3, default=50)
    max_num_labels: int = field(4, default=1)
    font_face: int = field(5, default=0)
    location_: LabelLocation = field(6, default=LabelLocation.TOP_LEFT)
    horizontal_offset_px: int = field(7, default=0)
    vertical_offset_px: int = field(8, default=0)
    use_display_name: bool = field(9, default=False)
    display_classification_score: bool = field(10, default=False)
    outline_thickness: Double = field(11)
    outline_color: tuple[Color, ...] = field(12)

    def styles(self) -> list[RenderAnnotation]:
        """An annotation without words for each line, until they repeat."""
        colors = self.color or (Color(r=255),)
        outlines = self.outline_color or (Color(),)
        return [
            RenderAnnotation(
                thickness=self.thickness,
                color=colors[number % len(colors)],
                text=Text(
                    font_height=self.font_height_px,
                    font_face=self.font_face,
                    outline_thickness=max(self.outline_thickness, 0.0),
                    outline_color=outlines[number % len(outlines)] if self.outline_thickness > 0 else None,
                ),
            )
            for number in range(math.lcm(len(colors), len(outlines)))
        ]


@register
class LabelsToRenderDataCalculator(Calculator):
    """Makes annotations of names, perhaps with scores, at the left edge of the picture.

    Inputs:
        CLASSIFICATIONS: ClassificationList, or
        LABELS: list[str].
        SCORES: list[float], optional, with LABELS: one for each.
        VIDEO_PRESTREAM: VideoHeader, optional; how high pictures are, for lines at the bottom.
    Outputs:
        RENDER_DATA: RenderData.
    Options:
        LabelsToRenderDataCalculatorOptions

    Example::

        node {
          calculator: "LabelsToRenderDataCalculator"
          input_stream: "CLASSIFICATIONS:handedness"
          output_stream: "RENDER_DATA:handedness_render_data"
          options {
            [mediapipe.LabelsToRenderDataCalculatorOptions.ext] { color { g: 255 } thickness: 10 font_height_px: 50 }
          }
        }
    """

    lightweight = True

    classifications = Input[ClassificationList]("CLASSIFICATIONS", optional=True)
    labels = Input[list[str]]("LABELS", optional=True)
    scores = Input[list[float]]("SCORES", optional=True)
    header = Input[VideoHeader]("VIDEO_PRESTREAM", optional=True)
    render_data = Output[RenderData]("RENDER_DATA")

    options: LabelsToRenderDataCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs = contract.inputs
        contract.require(("CLASSIFICATIONS" in inputs) != ("LABELS" in inputs), "it takes CLASSIFICATIONS or LABELS")
        contract.require("SCORES" not in inputs or "LABELS" in inputs, "SCORES go with LABELS")
        contract.require(
            contract.options.location_ is LabelLocation.TOP_LEFT or "VIDEO_PRESTREAM" in inputs,
            "lines at the bottom need VIDEO_PRESTREAM, which says how high pictures are",
        )

    def open(self) -> None:
        self._picture_height = 0
        self._line_height = math.ceil(self.options.font_height_px * _LINE_HEIGHT)
        self._styles = self.options.styles()

    def process(self) -> None:
        if self.timestamp == PRESTREAM and not self.header.is_empty:
            self._picture_height = self.header.value.height
            return
        if self.labels.is_empty and self.classifications.is_empty:
            return
        lines = self._lines()[: max(self.options.max_num_labels, 0)]
        baseline = self.options.vertical_offset_px
        if self.options.location_ is LabelLocation.TOP_LEFT:
            baseline += self._line_height
        else:
            baseline += self._picture_height - self._line_height * (len(lines) - 1)
        left = self.options.horizontal_offset_px
        annotations = annotate_lines(lines, self._styles, left, baseline, self._line_height)
        self.render_data.send(RenderData(render_annotations=tuple(annotations)))

    def _lines(self) -> list[str]:
        if self.classifications.connected:
            classes = list(self.classifications.value)
            names = [each.display_name if self.options.use_display_name else each.label for each in classes]
            if not self.options.display_classification_score:
                return names
            return [f"{name}:{each.score:g}" for name, each in zip(names, classes, strict=True)]
        names = self.labels.value
        if not self.scores.connected:
            return names
        scores = self.scores.get([])
        if len(scores) != len(names):
            raise PacketTypeError(f"SCORES must hold one for each label, found {len(scores)} for {len(names)} labels")
        return [f"{name}:{score:g}" for name, score in zip(names, scores, strict=True)]
