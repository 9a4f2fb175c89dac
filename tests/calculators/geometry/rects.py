"""Helpers for tests of rectangles."""

from __future__ import annotations

from backedge.formats import NormalizedRect, Rect


def numbers(rect: NormalizedRect | Rect) -> tuple[float, ...]:
    """All numbers of a rectangle but its id."""
    return rect.x_center, rect.y_center, rect.width, rect.height, rect.rotation
