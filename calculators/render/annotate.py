"""All results of a frame over its picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from backedge.calculators.render.boxes import draw_detection, draw_rect
from backedge.calculators.render.canvas import WHITE, Canvas, canvas_of, scale_of, to_pixels
from backedge.calculators.render.landmarks import draw_landmarks
from backedge.calculators.render.text import draw_caption, draw_label
from backedge.formats import Detection, NormalizedLandmarks, NormalizedRect, Rect


@dataclass(frozen=True, slots=True)
class LandmarkDrawing:
    """Landmarks to draw, of a hand or of anything, and what to write beside the first, such as "Right 0.98"."""

    landmarks: NormalizedLandmarks
    label: str = ""


def annotate(
    image: npt.NDArray[np.uint8],
    drawings: Sequence[LandmarkDrawing] = (),
    *,
    rects: Sequence[NormalizedRect | Rect] = (),
    detections: Sequence[Detection] = (),
    caption: str = "",
) -> Canvas:
    """A copy of a picture with results drawn over it: rectangles lowest, then detections, landmarks and text.

    Args:
        image: (height, width, 3) uint8 RGB; is not changed.
        drawings: landmarks of hands, bodies and faces as such, others as points; with labels.
        rects: outlines.
        detections: boxes with keypoints and labels.
        caption: lines along the top.
    """
    canvas = canvas_of(image)
    for rect in rects:
        draw_rect(canvas, rect)
    for detection in detections:
        draw_detection(canvas, detection)
    for drawing in drawings:
        draw_landmarks(canvas, drawing.landmarks)
    for drawing in drawings:
        if drawing.label:
            _draw_label_of(canvas, drawing)
    if caption:
        draw_caption(canvas, caption)
    return canvas


def _draw_label_of(canvas: Canvas, drawing: LandmarkDrawing) -> None:
    """Writes the label below the first landmark, a hand's wrist."""
    x, y = to_pixels(canvas, drawing.landmarks.points[:1])[0]
    if np.isfinite((x, y)).all():
        scale = scale_of(canvas)
        draw_label(canvas, drawing.label, (x - 30 * scale, y + 32 * scale), WHITE)
