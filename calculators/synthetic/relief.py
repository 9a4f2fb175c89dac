"""Capsules as a relief: how far each pixel's surface stands out towards the viewer, and which layer it is of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s, Floats, Ints


@dataclass(frozen=True, slots=True)
class Capsules:
    """N capsules as the camera sees them.

    Attributes:
        pixels: (2, N, 2) x, y where each begins and ends.
        height: (2, N) pixels towards the viewer, there.
        radii: (2, N) pixels, there.
        flatness: (N,) thickness towards the viewer, as a share of the radius.
        layer: (N,) what each is made of.
    """

    pixels: Floats
    height: Floats
    radii: Floats
    flatness: Floats
    layer: Ints


@dataclass(frozen=True, slots=True)
class Relief:
    """A part of a picture.

    Attributes:
        origin: x, y of the part's top left pixel in the picture.
        height: (H, W) float32 pixels towards the viewer; the lowest surface's where there is none.
        coverage: (H, W) float32 0..1, the share of the pixel that is covered.
        layer: (H, W) uint8, of the topmost capsule.
    """

    origin: tuple[int, int]
    height: Float32s
    coverage: Float32s
    layer: Bytes


def carve(capsules: Capsules, image_size: tuple[int, int]) -> Relief | None:
    """Draws capsules into a relief, the nearest to the viewer on top.

    Returns:
        The relief of the part of a picture of `image_size` (width, height) that the capsules touch; None if none does.
    """
    reach = capsules.radii[..., None] + 1.0
    low = np.floor((capsules.pixels - reach).min(axis=0)).astype(int).clip(0, image_size)
    high = np.ceil((capsules.pixels + reach).max(axis=0)).astype(int).clip(0, image_size)
    touching = np.flatnonzero((low < high).all(axis=1))
    if not touching.size:
        return None
    origin = low[touching].min(axis=0)
    columns, rows = high[touching].max(axis=0) - origin
    floor = (capsules.height - capsules.radii)[:, touching].min()
    height = np.full((rows, columns), floor, np.float32)
    coverage = np.full((rows, columns), -1.0, np.float32)
    layer = np.zeros((rows, columns), np.uint8)
    with np.errstate(invalid="ignore"):  # `_capsule` gives NaN outside
        for index in touching.tolist():
            (left, top), (right, bottom) = low[index] - origin, high[index] - origin
            window = np.s_[top:bottom, left:right]
            surface, inside = _capsule(capsules, index, low[index], high[index])
            nearer = surface > height[window]
            np.copyto(height[window], surface, where=nearer)
            np.copyto(layer[window], np.uint8(capsules.layer[index]), where=nearer)
            np.maximum(coverage[window], inside, out=coverage[window])
    coverage += 0.5
    return Relief((int(origin[0]), int(origin[1])), height, coverage.clip(0.0, 1.0), layer)


def _capsule(capsules: Capsules, index: int, low: Ints, high: Ints) -> tuple[Float32s, Float32s]:
    """One capsule in the window from `low` to `high`: its surface's height, NaN outside, and pixels to its edge."""
    start, end = capsules.pixels[:, index]
    span = end - start
    length = float(np.hypot(*span))
    # A ball is a capsule without length: it may point anywhere.
    ux, uy = span / length if length > 1e-3 else (1.0, 0.0)
    length = max(length, 1e-3)
    x = np.arange(low[0], high[0]) - start[0]
    y = (np.arange(low[1], high[1]) - start[1])[:, None]
    first_height, last_height = capsules.height[:, index]
    first_radius, last_radius = capsules.radii[:, index]

    beyond: Float32s = (x * ux).astype(np.float32) + (y * uy).astype(np.float32)
    nearest = np.maximum(beyond, np.float32(0.0))
    np.minimum(nearest, np.float32(length), out=nearest)
    beyond -= nearest
    across: Float32s = (x * -uy).astype(np.float32) + (y * ux).astype(np.float32)
    radius = nearest * np.float32((last_radius - first_radius) / length)
    radius += np.float32(first_radius)

    beyond *= beyond
    across *= across
    room = radius * radius
    room -= beyond
    room -= across
    # Near the edge (r² - d²) / 2r is the distance to it. Half a pixel beyond it still has a surface, for its share
    # of the edge's pixels: d < r + 1/2 is r² - d² + r > 0.
    surface = room + radius
    room /= radius
    room *= np.float32(0.5)
    np.sqrt(surface, out=surface)
    surface *= np.float32(capsules.flatness[index])
    nearest *= np.float32((last_height - first_height) / length)
    surface += nearest
    surface += np.float32(first_height)
    return surface, room
