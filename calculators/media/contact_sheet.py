"""A clip on one page: frames evenly spread over it, in a grid."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from backedge.calculators.media.image_writer import write_image
from backedge.calculators.media.rgb_image import RgbImage
from backedge.calculators.render.canvas import DARK
from backedge.calculators.render.text import draw_caption
from backedge.errors import ResourceError

_GAP: Final = 6  # pixels between tiles


class _Tile(NamedTuple):
    image: RgbImage
    caption: str


class ContactSheet:
    """Collects frames of a clip whose length is not known beforehand.

    It keeps every frame at first, then every second, every fourth and so on, always scaled down, so that never more
    than twice the wanted number is held.

    Attributes:
        frames: how many were added.
    """

    def __init__(self, tiles: int = 12, columns: int = 4, tile_width: int = 320) -> None:
        """Sets the page; `tile_width` is in pixels, and tiles keep the shape of the first frame.

        Raises:
            ResourceError: a number below 1.
        """
        if min(tiles, columns, tile_width) < 1:
            raise ResourceError(f"contact sheet: {tiles} tiles in {columns} columns, {tile_width} pixels wide: too few")
        self._wanted, self._columns, self._tile_width = tiles, columns, tile_width
        self._tiles: list[_Tile] = []
        self._stride = 1
        self.frames = 0

    def add(self, image: RgbImage, caption: str = "") -> None:
        """Considers a frame, (height, width, 3) uint8 RGB; `caption` is written over it."""
        if self.frames % self._stride == 0:
            if len(self._tiles) == 2 * self._wanted:
                self._tiles = self._tiles[::2]
                self._stride *= 2
            if self.frames % self._stride == 0:
                self._tiles.append(_Tile(self._scaled(image), caption))
        self.frames += 1

    def _scaled(self, image: RgbImage) -> RgbImage:
        height, width = self._tiles[0].image.shape[:2] if self._tiles else image.shape[:2]
        size = (self._tile_width, max(round(height * self._tile_width / width), 1))
        return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)

    def render(self) -> RgbImage:
        """The page, (height, width, 3) uint8 RGB.

        Raises:
            ResourceError: no frame was added.
        """
        if not self._tiles:
            raise ResourceError("contact sheet: no frame was added")
        count = min(self._wanted, len(self._tiles))
        chosen = [self._tiles[index] for index in np.linspace(0, len(self._tiles) - 1, count).round().astype(int)]
        height, width = chosen[0].image.shape[:2]
        columns = min(self._columns, count)
        rows = -(-count // columns)
        page = np.full((rows * (height + _GAP) + _GAP, columns * (width + _GAP) + _GAP, 3), DARK, np.uint8)
        for number, tile in enumerate(chosen):
            row, column = divmod(number, columns)
            top, left = _GAP + row * (height + _GAP), _GAP + column * (width + _GAP)
            picture = tile.image.copy()
            if tile.caption:
                draw_caption(picture, tile.caption)
            page[top : top + height, left : left + width] = picture
        return page

    def save(self, path: str | Path) -> None:
        """Writes the page to an image file.

        Raises:
            ResourceError: no frame was added, or `path` cannot be written.
        """
        write_image(path, self.render())
