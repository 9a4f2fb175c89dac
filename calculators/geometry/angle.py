"""Angles."""

from __future__ import annotations

import math


def normalize_radians(angle: float) -> float:
    """The same direction in [-pi, pi)."""
    return angle - 2 * math.pi * math.floor((angle + math.pi) / (2 * math.pi))
