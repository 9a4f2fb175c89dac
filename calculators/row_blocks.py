"""Pictures in parts that stay in the processor's own cache while they are computed with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backedge.formats import ImageSize

_BLOCK: Final = 1 << 14
"""Pixels of a block."""


def row_blocks(size: ImageSize) -> Iterator[slice]:
    """Give the rows of a picture of that size, (width, height), a block at a time; each has a row at least."""
    width, height = size
    rows = max(1, _BLOCK // max(1, width))
    return (slice(top, min(top + rows, height)) for top in range(0, height, rows))
