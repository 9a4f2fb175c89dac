"""What tests of rectangles share."""

from __future__ import annotations

from backedge.formats import NormalizedRect, Rect


def numbers(rect: NormalizedRect | Rect) -> tuple[float, ...]:
    """Everything but the id."""
    return rect.x_center, rect.y_center, rect.width, rect.height, rect.rotation
