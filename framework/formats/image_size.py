"""The size of an image as MediaPipe's graphs pass it around."""

from __future__ import annotations

from typing import TypeAlias

ImageSize: TypeAlias = tuple[int, int]
"""(width, height) in pixels (``std::pair<int, int>``)."""
