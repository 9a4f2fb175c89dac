"""Detections: a box, its keypoints and what it is."""

from __future__ import annotations

from typing import Final

from backedge.calculators.render.boxes import draw_rect
from backedge.calculators.render.canvas import Canvas, Colour, to_pixels
from backedge.calculators.render.landmarks import draw_points
from backedge.calculators.render.text import draw_label
from backedge.formats import Detection, NormalizedRect

_COLOUR: Final[Colour] = (255, 92, 138)


def draw_detection(canvas: Canvas, detection: Detection, colour: Colour = _COLOUR) -> None:
    """Draws the box, the keypoints and, above the box, label and score on `canvas`."""
    box = detection.box
    middle = (box.xmin + box.width / 2, box.ymin + box.height / 2)
    draw_rect(canvas, NormalizedRect(*middle, box.width, box.height), colour)
    draw_points(canvas, detection.keypoints, colour, radius=3.0)
    if detection.scores:
        x, y = to_pixels(canvas, [(box.xmin, box.ymin)])[0]
        draw_label(canvas, _title(detection), (x, y), colour)


def _title(detection: Detection) -> str:
    """Name and score of the best class."""
    names = detection.display_names or detection.labels
    return f"{names[0]} {detection.scores[0]:.2f}" if names else f"{detection.scores[0]:.2f}"
