"""Detections as annotations (MediaPipe `calculators/util/detections_to_render_data_calculator.cc`)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from backedge.errors import PacketTypeError
from backedge.formats import BoundingBox, Detection
from backedge.formats.render_data import Color, Point, Rectangle, RenderAnnotation, Text
from backedge.protos import Double, Message, field

_LINE_HEIGHT: Final = 0.1
"""The height of a line of text, in parts of the box's height, unless many lines make it less."""
_LETTERS: Final = 0.9
"""The height of letters, in parts of the line's."""


class DetectionsToRenderDataCalculatorOptions(
    Message, name="mediapipe.DetectionsToRenderDataCalculatorOptions", extension=248360806
):
    """Options of DetectionsToRenderDataCalculator.

    Attributes:
        produce_empty_packet: whether there is RenderData where nothing was detected.
        text_delimiter: between and after label and score.
        one_label_per_line: whether each class has a line of its own.
        text: how labels are written.
        thickness: of lines, and radius of key points, in pixels.
        color: of everything.
        scene_class: the name of what is drawn.
        render_detection_id: whether the detection's id is the first line.
    """

    produce_empty_packet: bool = field(1, default=True)
    text_delimiter: str = field(2, default=",")
    one_label_per_line: bool = field(3, default=False)
    text: Text | None = field(4)
    thickness: Double = field(5, default=1.0)
    color: Color | None = field(6)
    scene_class: str = field(7, default="DETECTION")
    render_detection_id: bool = field(8, default=False)


def annotate_detection(
    detection: Detection, options: DetectionsToRenderDataCalculatorOptions
) -> Iterator[RenderAnnotation]:
    """Make annotations of a detection: its labels, its feature tag, its box and its key points.

    Raises:
        PacketTypeError: the detection has no box, or another number of scores than of labels.
    """
    box = detection.require_box()
    color = options.color or Color()
    count = max(len(detection.labels), len(detection.label_ids))
    line_height = box.height * min(_LINE_HEIGHT, 1 / (count + 1))
    text = options.text or Text()
    for number, line in enumerate(_lines(detection, count, options), start=1):
        label = _write(text, line, line_height, box.xmin, box.ymin + number * line_height)
        yield RenderAnnotation(text=label, color=color, thickness=options.thickness, scene_tag="LABEL")
    tag = _write(Text(), detection.feature_tag, line_height, box.xmin, box.ymin + box.height)
    yield RenderAnnotation(text=tag, color=color, thickness=options.thickness, scene_tag="FEATURE")
    yield RenderAnnotation(rectangle=_outline(box), color=color, thickness=options.thickness, scene_tag="LOCATION")
    for x, y in detection.keypoints.tolist():
        point = Point(x=x, y=y, normalized=True)
        yield RenderAnnotation(point=point, color=color, thickness=options.thickness, scene_tag="KEYPOINT")


def _lines(detection: Detection, count: int, options: DetectionsToRenderDataCalculatorOptions) -> list[str]:
    """What is written at a detection, line by line."""
    counts = {len(detection.labels), len(detection.label_ids)} - {0}
    if len(detection.scores) != count or len(counts) > 1:
        raise PacketTypeError(
            f"a detection needs a score for each label, found {len(detection.scores)} scores, "
            f"{len(detection.labels)} labels and {len(detection.label_ids)} label ids"
        )
    mark = options.text_delimiter
    classes = [
        f"{name}{mark}{_percents(score):g}{mark}"
        for name, score in zip(detection.labels or detection.label_ids, detection.scores, strict=True)
    ]
    lines = [f"Id: {detection.detection_id or 0}"] if options.render_detection_id else []
    return [*lines, *classes] if options.one_label_per_line else [*lines, "".join(classes)]


def _percents(score: float) -> float:
    """A score with two digits."""
    return math.floor(score * 100 + 0.5) / 100 if math.isfinite(score) else score


def _write(style: Text, text: str, line_height: float, left: float, baseline: float) -> Text:
    return replace(
        style,
        display_text=text,
        font_height=line_height * _LETTERS,
        normalized=True,
        left=max(left, 0.0),
        baseline=min(baseline, 1.0),
    )


def _outline(box: BoundingBox) -> Rectangle:
    """The part of a box that lies in the picture; without size if there is none."""
    right, bottom = box.xmin + box.width, box.ymin + box.height
    if right < 0 or bottom < 0 or box.xmin > 1 or box.ymin > 1:
        return Rectangle()
    return Rectangle(
        left=max(box.xmin, 0.0), top=max(box.ymin, 0.0), right=min(right, 1.0), bottom=min(bottom, 1.0), normalized=True
    )
