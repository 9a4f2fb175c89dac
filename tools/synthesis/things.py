"""What is drawn besides hands: things that cover them, and what is taken for hands and is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Floats
from backedge.calculators.synthetic.flesh import SKIN, SLEEVE, Flesh
from backedge.calculators.synthetic.painter import HandPainter
from backedge.calculators.synthetic.pinhole_camera import Camera, Placement
from backedge.calculators.synthetic.skeleton import HandPose
from backedge.formats import ImageSize

_MITTEN: Final = 1e-3 * np.array(  # ends, radii: wrist to knuckles, knuckles to tip, and the thumb
    [
        [[0, 0, 0], [0, -80, 0], [36, 40, 0]],
        [[0, -80, 0], [0, -150, 0], [40, 30, 0]],
        [[-20, -25, 0], [-62, -85, 0], [20, 15, 0]],
    ]
)


def draw_occluder(image: Bytes, mask: Bytes, near: Floats, length: float, rng: np.random.Generator) -> None:
    """Draw a rod, a box or a disc over a hand.

    Args:
        image: (H, W, 3) uint8 RGB, is drawn into.
        mask: (H, W) uint8, gets 255 where the thing is.
        near: (2,) pixels, where about.
        length: of the hand, in pixels.
        rng: chooses what and how.
    """
    colour = tuple(float(level) for level in rng.integers(10, 246, 3))
    place = near + rng.normal(0.0, 0.22, 2) * length
    angle, kind = float(rng.uniform(0, 180)), int(rng.integers(3))
    reach = float(rng.uniform(0.12, 0.38)) * length
    if kind == 0:  # a pen, a handle, a lamp post
        along = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * length * rng.uniform(0.5, 1.5)
        width = max(round(float(rng.uniform(0.04, 0.12)) * length), 1)
        start, end = _pixel(place - along), _pixel(place + along)
        _both(cv2.line, image, mask, colour, start, end, thickness=width)
    elif kind == 1:  # a phone, a book
        box = ((float(place[0]), float(place[1])), (2 * reach, reach * float(rng.uniform(0.8, 2.5))), angle)
        corners = np.round(cv2.boxPoints(box)).astype(np.int32)
        _both(cv2.fillConvexPoly, image, mask, colour, corners)
    else:  # a ball, a plate
        axes = _pixel(np.array([reach, reach * float(rng.uniform(0.5, 1.0))]) + 1)
        _both(cv2.ellipse, image, mask, colour, _pixel(place), axes, angle, 0, 360, thickness=-1)


def draw_negative(
    kind: str, image: Bytes, painter: HandPainter, size: ImageSize, lamp: Floats, rng: np.random.Generator
) -> None:
    """Draw what is no hand into a picture; `kind` is one of `plans.NEGATIVES`."""
    if kind == "empty":
        return
    place = Placement(float(rng.uniform(0.25, 0.75)), float(rng.uniform(0.3, 0.7)), float(rng.uniform(0.2, 0.7)))
    pose = HandPose(roll=float(rng.uniform(-np.pi, np.pi)), yaw=float(rng.normal(0.0, 0.4)))
    camera = Camera(pose.rotation(), place, size)
    if kind == "arm":
        painter.paint_body(image, _arm(bared=float(rng.uniform(0.1, 0.4))), camera, lamp)
    elif kind == "mitten":
        painter.paint_body(image, _mitten(), camera, lamp)
    else:
        _draw_face(image, painter, camera, lamp, rng)


def _arm(bared: float) -> Flesh:
    """An arm across the picture: its hand and its shoulder are outside; `bared` metres of it are not in the sleeve."""
    ends = np.array([[[0, -1.5, 0], [0, 0, 0]], [[0, bared, 0], [0, 1.5, 0]]]).swapaxes(0, 1)
    ends[1, 0] = ends[0, 1]
    radii = np.array([[0.027, 0.036], [0.03, 0.043]])
    return Flesh(ends, radii, np.array([0.5, 0.5]), np.array([SKIN, SLEEVE]))


def _mitten() -> Flesh:
    """A mitten: no fingers, and cloth all over."""
    ends, radii = _MITTEN[:, :2].swapaxes(0, 1), _MITTEN[:, 2, :2].T
    return Flesh(ends, radii, np.full(3, 0.5), np.full(3, SLEEVE))


def _draw_face(image: Bytes, painter: HandPainter, camera: Camera, lamp: Floats, rng: np.random.Generator) -> None:
    """A head: skin, two eyes and a mouth, which is what a palm detector may take for a palm."""
    head = np.array([[[0.0, -0.12, 0]], [[0.0, -0.03, 0]]])
    body = Flesh(head, np.array([[0.075], [0.06]]), np.array([0.7]), np.array([SKIN]))
    painter.paint_body(image, body, camera, lamp)
    features = np.array([[-0.027, -0.115, -0.05], [0.027, -0.115, -0.05], [0.0, -0.035, -0.05]])
    pixels = camera.project(features).pixels
    unit = camera.hand_pixels / 0.174
    turn = float(np.degrees(np.arctan2(*(pixels[1] - pixels[0])[::-1])))
    for place, (wide, high), level in zip(
        pixels, ((0.013, 0.006), (0.013, 0.006), (0.022, float(rng.uniform(0.004, 0.012)))), (35, 35, 60), strict=True
    ):
        axes = _pixel(np.array([wide, high]) * unit + 1)
        cv2.ellipse(image, _pixel(place), axes, turn, 0, 360, (level + 25, level, level), -1, cv2.LINE_AA)


def _both(draw: Callable[..., Any], image: Bytes, mask: Bytes, colour: Any, *shape: Any, **more: int) -> None:
    draw(image, *shape, colour, lineType=cv2.LINE_AA, **more)
    draw(mask, *shape, 255, **more)


def _pixel(point: Floats) -> tuple[int, int]:
    return round(float(point[0])), round(float(point[1]))
