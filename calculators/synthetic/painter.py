"""Draws a hand into a picture: flesh, relief, light, skin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np

from backedge.calculators.synthetic.arrays import Bytes, Float32s, Floats
from backedge.calculators.synthetic.flesh import PALM, SLEEVE, Flesh, flesh
from backedge.calculators.synthetic.pinhole_camera import FOCAL, Camera, Placement, Projection
from backedge.calculators.synthetic.relief import Capsules, Relief, carve
from backedge.calculators.synthetic.shading import LAMP, finger_folds, light_relief
from backedge.calculators.synthetic.skeleton import Handedness, HandPose, hand_joints, mirrored
from backedge.calculators.synthetic.skin import (
    BRIGHTEST,
    TEXTURE_ONE,
    colour_ramp,
    skin_textures,
    skin_tone,
    texture_anchors,
)

_CLOTHS: Final = ((52, 70, 104), (110, 52, 50), (58, 88, 74), (86, 80, 96), (60, 60, 64))


@dataclass(frozen=True, slots=True)
class Person:
    """The look of somebody's hands.

    Attributes:
        skin: (256, 1, 3) RGB, as `colour_ramp` makes it.
        cloth: likewise, of the sleeves.
        textures: of the skin, as `skin_textures` makes them.
    """

    skin: Bytes
    cloth: Bytes
    textures: Bytes

    @classmethod
    def of(cls, seed: int) -> Person:
        """One of many people; the same for the same seed."""
        cloth = colour_ramp(_CLOTHS[seed % len(_CLOTHS)])
        return cls(colour_ramp(skin_tone(seed)), cloth, skin_textures(np.random.default_rng(seed)))


@dataclass(frozen=True, slots=True)
class PaintedHand:
    """A hand that was painted, or would have been had any of it been in the picture.

    Attributes:
        joints: (21, 3) metres, in the viewer's frame: x right, y down, z away from the viewer, from the hand's middle.
        seen: the joints in the picture.
        relief: the part of the picture that the hand and its arm take; None where that is none.
    """

    joints: Floats
    seen: Projection
    relief: Relief | None


class HandPainter:
    """Paints the hands of one person.

    Args:
        image_size: width and height of the pictures.
        person: whose hands.
    """

    def __init__(self, image_size: tuple[int, int], person: Person) -> None:
        self._image_size = image_size
        self._person = person
        self._anchors, self._texture_points = texture_anchors()

    def paint(
        self,
        image: Bytes,
        pose: HandPose,
        placement: Placement,
        handedness: Handedness = "Right",
        wrist_bend: float = 0.0,
        *,
        focal: float = FOCAL,
        lamp: Floats | None = None,
    ) -> PaintedHand:
        """Draws a hand into `image` in place.

        Args:
            image: (H, W, 3) uint8 RGB.
            pose: how the hand is held.
            placement: where in the picture.
            handedness: which hand.
            wrist_bend: radians between forearm and palm.
            focal: of the camera, in picture heights.
            lamp: unit vector towards the light; by default on the thumb's side.
        """
        camera = Camera(pose.rotation(), placement, self._image_size, focal)
        joints = hand_joints(pose, handedness)
        relief = carve(_seen(flesh(joints, handedness, wrist_bend), camera), self._image_size)
        painted = PaintedHand(camera.turned(joints), camera.project(joints), relief)
        if relief is None:
            return painted
        light = light_relief(relief, camera.hand_pixels, mirrored(LAMP, handedness) if lamp is None else lamp)
        texture = self._textured(relief, camera, handedness)
        light *= finger_folds(relief, camera, joints)
        light = np.asarray(cv2.multiply(light, texture, scale=1 / TEXTURE_ONE, dtype=cv2.CV_32F), np.float32)
        self._blend(image, relief, light)
        return painted

    def paint_body(self, image: Bytes, body: Flesh, camera: Camera, lamp: Floats = LAMP) -> Relief | None:
        """Draws what is no hand, an arm for instance, into `image` in place, in smooth skin and cloth.

        Args:
            image: (H, W, 3) uint8 RGB.
            body: its capsules.
            camera: sees them as those of a hand.
            lamp: unit vector towards the light.

        Returns:
            The part of the picture that it takes; None where that is none.
        """
        relief = carve(_seen(body, camera), self._image_size)
        if relief is not None:
            self._blend(image, relief, light_relief(relief, camera.hand_pixels, lamp))
        return relief

    def _textured(self, relief: Relief, camera: Camera, handedness: Handedness) -> Bytes:
        """(H, W) mottling everywhere, with the palm's lines where the palm is on top and seen from its own side."""
        anchors = camera.project(mirrored(self._anchors, handedness)).pixels - relief.origin
        warp = cv2.getAffineTransform(self._texture_points, anchors.astype(np.float32))
        size = relief.height.shape[::-1]
        texture = cv2.warpAffine(self._person.textures, warp, size, borderMode=cv2.BORDER_REFLECT)
        if camera.rotation[2, 2] < 0:
            return np.ascontiguousarray(texture[..., 0])
        chosen: Bytes = np.where(relief.layer == PALM, texture[..., 1], texture[..., 0])
        return chosen

    def _blend(self, image: Bytes, relief: Relief, light: Float32s) -> None:
        """Colours the lit relief and lays it over the picture."""
        level = cv2.convertScaleAbs(light, alpha=255.0 / BRIGHTEST)
        colour = cv2.applyColorMap(level, self._person.skin)
        sleeve = relief.layer == SLEEVE
        if sleeve.any():
            cv2.copyTo(cv2.applyColorMap(level, self._person.cloth), sleeve.astype(np.uint8), colour)
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
