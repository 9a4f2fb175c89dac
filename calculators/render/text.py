"""Labels and captions."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backedge.calculators.render.canvas import DARK, WHITE, Canvas, Colour, scale_of

_FONT: Final = cv2.FONT_HERSHEY_SIMPLEX
_FONT_SCALE: Final = 0.46  # in a picture of the usual size
_SMALLEST: Final = 0.85  # share of that scale below which nothing can be read
_PADDING: Final = 5.0  # pixels, likewise
_BACKING: Final = 0.72  # how opaque a caption's background is


def draw_label(canvas: Canvas, text: str, position: tuple[float, float], colour: Colour) -> None:
    """Draws text on a coloured box whose lower left corner is at `position`, moved so that it stays in the picture.

    Args:
        canvas: is drawn on.
        text: a line of ASCII, which is all that OpenCV's fonts have.
        position: x and y in pixels.
        colour: of the box; the text is dark or white, whichever is easier to read.
    """
    width, height, baseline = _measure(canvas, text)
    rows, columns = canvas.shape[:2]
    pad = round(_PADDING * _scale(canvas))
    left = int(np.clip(position[0], 0, max(columns - 1 - width - 2 * pad, 0)))
    bottom = int(np.clip(position[1], height + baseline + pad, rows - 1))
    cv2.rectangle(
        canvas, (left, bottom - height - baseline - pad), (left + width + 2 * pad, bottom), colour, cv2.FILLED
    )
    ink = DARK if np.dot(colour, (0.299, 0.587, 0.114)) > 128 else WHITE
    _write(canvas, text, (left + pad, bottom - baseline), ink)


def draw_caption(canvas: Canvas, text: str) -> None:
    """Draws one or more lines of text on a darkened strip along the top of `canvas`."""
    lines = text.splitlines()
    pad = round(_PADDING * _scale(canvas))
    sizes = [_measure(canvas, line) for line in lines]
    strip = canvas[: sum(height + baseline + pad for _, height, baseline in sizes) + pad]
    strip[:] = strip * (1.0 - _BACKING) + np.multiply(DARK, _BACKING)
    y = pad
    for line, (_, height, baseline) in zip(lines, sizes, strict=True):
        _write(canvas, line, (2 * pad, y + height), WHITE)
        y += height + baseline + pad


def _scale(canvas: Canvas) -> float:
    return max(scale_of(canvas), _SMALLEST)


def _measure(canvas: Canvas, text: str) -> tuple[int, int, int]:
    """Width, height and depth below the line of a text, in pixels."""
    (width, height), baseline = cv2.getTextSize(text, _FONT, _FONT_SCALE * _scale(canvas), _stroke(canvas))
    return width, height, baseline


def _stroke(canvas: Canvas) -> int:
    return max(round(1.1 * _scale(canvas)), 1)


def _write(canvas: Canvas, text: str, origin: tuple[int, int], colour: Colour) -> None:
    cv2.putText(canvas, text, origin, _FONT, _FONT_SCALE * _scale(canvas), colour, _stroke(canvas), cv2.LINE_AA)
