"""Draws a hand into a picture: flesh, relief, light, skin."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s
from backedge.calculators.synthetic.flesh import PALM, SLEEVE, Flesh, flesh
from backedge.calculators.synthetic.pinhole_camera import Camera, Placement
from backedge.calculators.synthetic.relief import Capsules, Relief, carve
from backedge.calculators.synthetic.shading import LAMP, finger_folds, light_relief
from backedge.calculators.synthetic.skeleton import Handedness, HandPose, hand_joints, mirrored
from backedge.calculators.synthetic.skin import (
    BRIGHTEST,
    colour_ramp,
    mottling,
    palm_lines,
    skin_tone,
    texture_anchors,
)

_TEXTURE_ONE: Final = 200  # the grey level that leaves light as it is
_CLOTHS: Final = ((52, 70, 104), (110, 52, 50), (58, 88, 74), (86, 80, 96), (60, 60, 64))


class HandPainter:
    """Paints the hands of one person.

    Args:
        image_size: width and height of the pictures.
        seed: chooses skin and sleeve.
    """

    def __init__(self, image_size: tuple[int, int], seed: int = 0) -> None:
        self._image_size = image_size
        self._skin = colour_ramp(skin_tone(seed))
        self._cloth = colour_ramp(_CLOTHS[seed % len(_CLOTHS)])
        mottled = mottling(np.random.default_rng(seed))
        textures = np.stack([mottled, mottled * palm_lines()], axis=2)
        # Bytes, because they warp several times as fast as floats.
        self._texture = np.clip(textures * _TEXTURE_ONE, 0, 255).astype(np.uint8)
        self._anchors, self._texture_points = texture_anchors()

    def paint(
        self,
        image: Bytes,
        pose: HandPose,
        placement: Placement,
        handedness: Handedness = "Right",
        wrist_bend: float = 0.0,
    ) -> bool:
        """Draws a hand into `image` in place.

        Args:
            image: (H, W, 3) uint8 RGB.
            pose: how the hand is held.
            placement: where in the picture.
            handedness: which hand.
            wrist_bend: radians between forearm and palm.

        Returns:
            Whether any pixel was drawn.
        """
        camera = Camera(pose.rotation(), placement, self._image_size)
        joints = hand_joints(pose, handedness)
        relief = carve(_seen(flesh(joints, handedness, wrist_bend), camera), self._image_size)
        if relief is None:
            return False
        light = light_relief(relief, camera.hand_pixels, mirrored(LAMP, handedness))
        texture = self._textured(relief, camera, handedness)
        light *= finger_folds(relief, camera, joints)
        light = np.asarray(cv2.multiply(light, texture, scale=1 / _TEXTURE_ONE, dtype=cv2.CV_32F), np.float32)
        self._blend(image, relief, light)
        return bool(relief.coverage.any())

    def _textured(self, relief: Relief, camera: Camera, handedness: Handedness) -> Bytes:
        """(H, W) mottling everywhere, with the palm's lines where the palm is on top."""
        anchors = camera.project(mirrored(self._anchors, handedness)).pixels - relief.origin
        warp = cv2.getAffineTransform(self._texture_points, anchors.astype(np.float32))
        size = relief.height.shape[::-1]
        texture = cv2.warpAffine(self._texture, warp, size, borderMode=cv2.BORDER_REFLECT)
        chosen: Bytes = np.where(relief.layer == PALM, texture[..., 1], texture[..., 0])
        return chosen

    def _blend(self, image: Bytes, relief: Relief, light: Float32s) -> None:
        """Colours the lit relief and lays it over the picture."""
        level = cv2.convertScaleAbs(light, alpha=255.0 / BRIGHTEST)
        colour = cv2.applyColorMap(level, self._skin)
        sleeve = relief.layer == SLEEVE
        if sleeve.any():
            cv2.copyTo(cv2.applyColorMap(level, self._cloth), sleeve.astype(np.uint8), colour)
        left, top = relief.origin
        rows, columns = light.shape
        target = image[top : top + rows, left : left + columns]
        behind = np.ascontiguousarray(target)
        target[:] = cv2.blendLinear(colour, behind, relief.coverage, 1.0 - relief.coverage)


def _seen(body: Flesh, camera: Camera) -> Capsules:
    """The body as the camera sees it."""
    shape = body.radii.shape
    seen = camera.project(body.ends.reshape(-1, 3))
    return Capsules(
        seen.pixels.reshape(*shape, 2),
        seen.height.reshape(shape),
        body.radii * seen.scale.reshape(shape),
        body.flatness,
        body.layer,
    )
