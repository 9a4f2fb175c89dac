"""The skeleton of a hand: its 21 joints, in metres, for a pose.

Hand frame: origin at the wrist, +x to the right and +y down as in a picture, +z away from the viewer. A right hand
at rest holds its palm towards the viewer with the fingers up (-y) and the thumb to the left (-x): the picture a
mirrored (selfie) camera takes of a right hand, which is what MediaPipe's models take pictures to be.

Bones are about as long as an adult's, but joints lie where MediaPipe's models see them in a rendered hand, which is
some millimetres away from the anatomical ones: knuckles nearer to the fingers, the wrist nearer to the palm. Their
order is MediaPipe's: wrist, then four joints for each of thumb, index, middle, ring and pinky, root to tip.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from backedge.calculators.synthetic.arrays import Floats

Handedness: TypeAlias = Literal["Left", "Right"]

JOINTS: Final = 21
WRIST: Final = 0
HAND_LENGTH: Final = 0.174
"""Metres from the wrist to the tip of the straight middle finger."""

_ROOTS: Final = 1e-3 * np.array(  # thumb's carpometacarpal joint, then the four knuckles
    [[-28, -17.5, -5], [-25.5, -84, 0], [-5, -86.5, 2], [14, -82, 2], [31, -72.5, 0]]
)
_BONES: Final = 1e-3 * np.array(  # three bones a finger, root to tip, the last one to the centre of the tip's ball
    [[36, 32, 27.5], [35, 23, 22], [37, 27, 23], [35, 25, 23], [26.5, 20, 19]]
)
_REST_ANGLE: Final = np.radians([-46.0, -8.0, -1.5, 6.0, 15.0])  # of a spread finger, clockwise from straight up
_THUMB_PALMAR: Final = np.array([0.55, -0.15, -0.82])  # the way the thumb bends: across the palm, towards the viewer
_THUMB_LIFT: Final = 0.18  # how far the thumb's first bone stands off the palm's plane


@dataclass(frozen=True, slots=True)
class HandPose:
    """The pose of a hand.

    Attributes:
        flexion: (5, 3) radians, finger by joint, root to tip; 0 is straight, positive closes the hand.
        abduction: (5,) radians in the palm's plane, clockwise from the finger's rest.
        roll: radians in the picture's plane, clockwise.
        pitch: radians about the picture's x axis; positive tips the fingers away from the viewer.
        yaw: radians about the hand's own length; positive brings the palm's right edge nearer.
    """

    flexion: Floats = field(default_factory=lambda: np.zeros((5, 3)))
    abduction: Floats = field(default_factory=lambda: np.zeros(5))
    roll: float = 0.0
    pitch: float = 0.0
    yaw: float = 0.0

    def rotation(self) -> Floats:
        """The (3, 3) matrix that turns the hand frame to the viewer's: yaw, then pitch, then roll."""
        cos_r, sin_r = np.cos(self.roll), np.sin(self.roll)
        cos_p, sin_p = np.cos(self.pitch), np.sin(self.pitch)
        cos_y, sin_y = np.cos(self.yaw), np.sin(self.yaw)
        roll = np.array([[cos_r, -sin_r, 0], [sin_r, cos_r, 0], [0, 0, 1]])
        pitch = np.array([[1, 0, 0], [0, cos_p, sin_p], [0, -sin_p, cos_p]])
        yaw = np.array([[cos_y, 0, sin_y], [0, 1, 0], [-sin_y, 0, cos_y]])
        turned: Floats = roll @ pitch @ yaw
        return turned


def hand_joints(pose: HandPose, handedness: Handedness = "Right") -> Floats:
    """Joints of a hand in the hand frame, before `pose.rotation()`.

    A finger bends in one plane, so its bones' directions follow from the running sum of its flexion angles.

    Returns:
        (21, 3) metres, MediaPipe's landmark order. A left hand is the mirror image of a right one.
    """
    angle = _REST_ANGLE + pose.abduction
    forward = np.stack([np.sin(angle), -np.cos(angle), np.zeros(5)], axis=1)
    forward[0, 2] = -_THUMB_LIFT
    forward[0] /= np.linalg.norm(forward[0])
    palmar = np.tile([0.0, 0.0, -1.0], (5, 1))
    palmar[0] = _THUMB_PALMAR - forward[0] * (_THUMB_PALMAR @ forward[0])
    palmar[0] /= np.linalg.norm(palmar[0])

    bend = np.cumsum(pose.flexion, axis=1)[..., None]
    bones = _BONES[..., None] * (np.cos(bend) * forward[:, None] + np.sin(bend) * palmar[:, None])
    joints = np.zeros((JOINTS, 3))
    fingers = joints[1:].reshape(5, 4, 3)
    fingers[:, 0] = _ROOTS
    fingers[:, 1:] = _ROOTS[:, None] + np.cumsum(bones, axis=1)
    return mirrored(joints, handedness)


def mirrored(points: Floats, handedness: Handedness) -> Floats:
    """Points of a right hand as those of a hand of `handedness`; (..., 3)."""
    return points if handedness == "Right" else points * np.array([-1.0, 1.0, 1.0])
