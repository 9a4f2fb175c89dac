"""A clip on one page."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.media.contact_sheet import ContactSheet
from backedge.calculators.media.image_files import read_image
from backedge.errors import ResourceError
from tests.calculators.media.clips import picture


def greens(page: np.ndarray, tile: tuple[int, int], grid: tuple[int, int], count: int) -> list[int]:
    """The green value in the middle of each tile."""
    width, height = tile
    found = []
    for number in range(count):
        row, column = divmod(number, grid[0])
        found.append(int(page[6 + row * (height + 6) + height // 2, 6 + column * (width + 6) + width // 4, 1]))
    return found


@pytest.mark.parametrize("frames", [6, 7, 50, 97, 250])
def test_tiles_are_spread_over_the_clip(tmp_path: Path, frames: int) -> None:
    """The first tile is the first frame, the last is near the end, and steps are even, whatever the clip's length."""
    sheet = ContactSheet(tiles=6, columns=3, tile_width=48)
    for number in range(frames):
        sheet.add(picture(number))
    assert sheet.frames == frames
    sheet.save(tmp_path / "sheet.png")
    page = read_image(tmp_path / "sheet.png")
    assert page.shape == (2 * (32 + 6) + 6, 3 * (48 + 6) + 6, 3)
    chosen = greens(page, (48, 32), (3, 2), 6)
    steps = np.diff(chosen)
    assert chosen[0] == 0
    assert chosen[-1] >= 0.85 * (frames - 1)
    assert steps.min() >= 1
    assert steps.max() <= 2 * steps.min() + 1


def test_short_clip_has_fewer_tiles() -> None:
    """Two frames make a page of two."""
    sheet = ContactSheet(tiles=12, columns=4, tile_width=96)
    for number in (10, 20):
        sheet.add(picture(number))
    page = sheet.render()
    assert page.shape == (64 + 12, 2 * (96 + 6) + 6, 3)
    assert greens(page, (96, 64), (2, 1), 2) == [10, 20]


def test_caption_is_written_over_its_tile() -> None:
    """A caption darkens the upper edge and leaves the rest alone."""
    plain, captioned = ContactSheet(1, 1, 96), ContactSheet(1, 1, 96)
    plain.add(picture(0))
    captioned.add(picture(0), "frame 0")
    difference = np.abs(plain.render().astype(int) - captioned.render()).sum(axis=2)
    assert difference[6:16].any()
    assert not difference[40:].any()


def test_sheet_without_frames_is_an_error(tmp_path: Path) -> None:
    """A sheet without frames is an error, since there is nothing to save."""
    with pytest.raises(ResourceError, match="no frame was added"):
        ContactSheet().save(tmp_path / "sheet.png")
    assert list(tmp_path.iterdir()) == []


def test_sheet_of_no_tiles_is_an_error() -> None:
    """The number of tiles starts at 1."""
    with pytest.raises(ResourceError, match="too few"):
        ContactSheet(tiles=0)
