"""The look of skin: its colours from shadow to light, its mottling and the lines of the palm."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s, Floats

BRIGHTEST: Final = 1.25
"""The light of the last colour of a ramp; the first one's is 0."""

_TONES: Final = ((233, 188, 160), (222, 172, 140), (198, 144, 112), (160, 110, 82), (241, 201, 178))
_TEXTURE_SIZE: Final = 256
_TEXTURE_METRES: Final = 0.26
_TEXTURE_CENTRE: Final = np.array([0.0, -0.075])  # in the palm's plane
_PALM_LINES: Final = (  # millimetres in a right hand's palm: heart, head and life line, and the wrist's crease
    ((29, -62), (12, -66), (-4, -72), (-14, -86)),
    ((24, -46), (8, -54), (-12, -62), (-29, -66)),
    ((-28, -68), (-12, -58), (-4, -38), (-6, -14)),
    ((-19, 3), (0, 6), (18, 4)),
)


TEXTURE_ONE: Final = 200
"""The grey level of a texture that leaves light as it is."""


def skin_textures(rng: np.random.Generator) -> Bytes:
    """(256, 256, 2) uint8: mottled skin, and the same with the palm's lines; TEXTURE_ONE leaves light as it is."""
    mottled = mottling(rng)
    textures = np.stack([mottled, mottled * palm_lines()], axis=2)
    # Bytes, because they warp several times as fast as floats.
    scaled: Bytes = np.clip(textures * TEXTURE_ONE, 0, 255).astype(np.uint8)
    return scaled


def skin_tone(seed: int) -> tuple[int, int, int]:
    """The RGB colour of fully lit skin."""
    return _TONES[seed % len(_TONES)]


def colour_ramp(lit: tuple[int, int, int]) -> Bytes:
    """(256, 1, 3) RGB, from deepest shadow to highlight.

    Light that has wandered through skin comes out red, so shadows lose green and blue first; highlights turn white.
    """
    light = np.linspace(0.0, BRIGHTEST, 256)[:, None]
    shade = np.array(lit) / 255.0 * np.minimum(light, 1.0) ** np.array([0.85, 1.15, 1.25])
    ramp = shade + (1.0 - shade) * np.clip(light - 1.0, 0.0, 1.0) * 1.6
    colours: Bytes = (255.0 * np.clip(ramp, 0.0, 1.0)).astype(np.uint8)[:, None]
    return colours


def mottling(rng: np.random.Generator) -> Float32s:
    """(256, 256) float32 around 1: skin seen close, in the plane of the palm."""
    texture = np.ones((_TEXTURE_SIZE, _TEXTURE_SIZE), np.float32)
    for sigma, strength in ((1.0, 0.06), (4.0, 0.16), (14.0, 0.5)):
        noise = rng.standard_normal(texture.shape).astype(np.float32)
        texture += strength * cv2.GaussianBlur(noise, (0, 0), sigma)
    return texture


def palm_lines() -> Float32s:
    """(256, 256) float32, 1 and less where the palm is creased."""
    canvas = np.zeros((_TEXTURE_SIZE, _TEXTURE_SIZE), np.uint8)
    for line in _PALM_LINES:
        curve = _smooth(np.array(line, float) * 1e-3)
        points = np.round(_to_texture(curve) * 16).astype(np.int32)
        cv2.polylines(canvas, [points], False, 255, 1, cv2.LINE_AA, shift=4)
    creased = cv2.GaussianBlur(canvas.astype(np.float32) / 255.0, (0, 0), 1.0)
    creases: Float32s = 1.0 - 0.55 * creased
    return creases


def _smooth(points: Floats) -> Floats:
    """A Bezier curve over control points."""
    share = np.linspace(0.0, 1.0, 24)[:, None, None]
    curve = np.broadcast_to(points, (24, *points.shape))
    while curve.shape[1] > 1:
        curve = curve[:, :-1] * (1 - share) + curve[:, 1:] * share
    return curve[:, 0]


def _to_texture(points: Floats) -> Floats:
    """Metres in the palm's plane to texture pixels."""
    pixels: Floats = (points - _TEXTURE_CENTRE) * (_TEXTURE_SIZE / _TEXTURE_METRES) + _TEXTURE_SIZE / 2
    return pixels


def texture_anchors() -> tuple[Floats, Float32s]:
    """Three points that pin the texture to the hand: (3, 3) metres in a right hand's frame, (3, 2) texture pixels."""
    points = np.array([[0.0, 0.0], [-0.03, -0.09], [0.03, -0.09]])
    return np.pad(points, ((0, 0), (0, 1))), _to_texture(points).astype(np.float32)
