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
class HandDrawing:
    """Landmarks to draw, of a hand or of anything, and what to write beside the first, such as "Right 0.98"."""

    landmarks: NormalizedLandmarks
    label: str = ""


def annotate(
    image: npt.NDArray[np.uint8],
    hands: Sequence[HandDrawing] = (),
    *,
    rects: Sequence[NormalizedRect | Rect] = (),
    detections: Sequence[Detection] = (),
    caption: str = "",
) -> Canvas:
    """A copy of a picture with results drawn over it: rectangles lowest, then detections, hands and text.

    Args:
        image: (height, width, 3) uint8 RGB; is not changed.
        hands: landmarks of hands, bodies and faces as such, others as points; with labels.
        rects: outlines.
        detections: boxes with keypoints and labels.
        caption: lines along the top.
    """
    canvas = canvas_of(image)
    for rect in rects:
        draw_rect(canvas, rect)
    for detection in detections:
        draw_detection(canvas, detection)
    for hand in hands:
        draw_landmarks(canvas, hand.landmarks)
    for hand in hands:
        if hand.label:
            _draw_hand_label(canvas, hand)
    if caption:
        draw_caption(canvas, caption)
    return canvas


def _draw_hand_label(canvas: Canvas, hand: HandDrawing) -> None:
    """Writes the label below the first landmark, a hand's wrist."""
    x, y = to_pixels(canvas, hand.landmarks.points[:1])[0]
    if np.isfinite((x, y)).all():
        scale = scale_of(canvas)
        draw_label(canvas, hand.label, (x - 30 * scale, y + 32 * scale), WHITE)
