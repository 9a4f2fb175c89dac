"""Light and shadow on a relief."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Float32s, Floats
from backedge.calculators.synthetic.pinhole_camera import Camera
from backedge.calculators.synthetic.relief import Relief

LAMP: Final = np.array([-0.55, -0.1, 0.82])
"""Unit vector, x right, y down, z to the viewer: a right hand is lit from its thumb's side, a left one mirrored."""

_AMBIENT: Final = 0.6
_DIFFUSE: Final = 0.43
_MELT: Final = 0.0095  # blur that melts capsules into one surface, as a share of the hand's length
_SHADE_REACH: Final = 0.07  # how far a finger shades what lies behind it, likewise
_SHADE: Final = 0.9
_JOINTS_WITH_FOLD: Final = (3, 6, 7, 10, 11, 14, 15, 18, 19)
_FOLD_RADIUS: Final = 0.0088  # metres
_FOLD_DEPTH: Final = 0.4
_FOLD_WIDTH: Final = 1 / 330  # as a share of the hand's length
_SUBPIXEL_BITS: Final = 4


def light_relief(relief: Relief, hand_pixels: float, lamp: Floats) -> Float32s:
    """The light on each pixel; (H, W), 1 is skin in full light.

    Lambert's law on the melted relief's slopes, times a shade where a pixel lies lower than what is around it.

    Args:
        relief: the surface.
        hand_pixels: length of the hand, the scale of all distances.
        lamp: unit vector towards the lamp.
    """
    melted = np.asarray(cv2.GaussianBlur(relief.height, (0, 0), max(_MELT * hand_pixels, 0.6)), np.float32)
    slope_x = cv2.Scharr(melted, cv2.CV_32F, 1, 0, scale=1 / 32)
    slope_y = cv2.Scharr(melted, cv2.CV_32F, 0, 1, scale=1 / 32)
    light: Float32s = slope_x * np.float32(-lamp[0])
    light -= slope_y * np.float32(lamp[1])
    light += np.float32(lamp[2])
    light /= cv2.magnitude(cv2.magnitude(slope_x, slope_y), np.ones_like(slope_x))
    np.maximum(light, 0.0, out=light)
    light *= np.float32(_DIFFUSE)
    light += np.float32(_AMBIENT)
    light *= _openness(melted, max(_SHADE_REACH * hand_pixels, 2.0))
    return light


def _openness(height: Float32s, reach: float) -> Float32s:
    """About 1; less in hollows, a little more on what stands out over its surroundings."""
    size = 2 * int(reach / 2) + 1
    around = np.asarray(cv2.boxFilter(height, -1, (size, size)), np.float32)
    around -= height
    around *= np.float32(-_SHADE / reach)
    around.clip(-0.5, 0.12, out=around)
    around += 1.0
    return around


def finger_folds(relief: Relief, camera: Camera, joints: Floats) -> Float32s:
    """The folds across the fingers' joints, where nothing hides them; (H, W), 1 and less."""
    seen = camera.project(joints)
    pixels = seen.pixels - relief.origin
    rows, columns = relief.height.shape
    width = _FOLD_WIDTH * camera.hand_pixels
    drawn = np.zeros((rows, columns), np.uint8)
    for joint in _JOINTS_WITH_FOLD:
        x, y = np.round(pixels[joint]).astype(int)
        radius = _FOLD_RADIUS * seen.scale[joint]
        if not (0 <= x < columns and 0 <= y < rows):
            continue
        if relief.height[y, x] > seen.height[joint] + 1.6 * radius:  # another finger lies over it
            continue
        along = pixels[joint + 1] - pixels[joint - 1]
        length = max(float(np.hypot(*along)), 1e-6)
        across = np.array([-along[1], along[0]]) * (0.82 * radius / length)
        ends = np.stack([pixels[joint] - across, pixels[joint] + across])
        points = np.round(ends * 2**_SUBPIXEL_BITS).astype(np.int32)
        thickness = max(round(width), 1)
        cv2.polylines(drawn, [points], False, 255, thickness, cv2.LINE_AA, _SUBPIXEL_BITS)
    soft = np.asarray(cv2.GaussianBlur(drawn, (0, 0), max(width, 0.5)), np.float32)
    folds: Float32s = 1.0 - soft * np.float32(_FOLD_DEPTH / 255.0)
    return folds
