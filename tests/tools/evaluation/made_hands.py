"""Hands for tests: a palm 100 pixels long, wherever it is wanted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.synthetic.skeleton import HandPose, hand_joints
from backedge.tools.evaluation.findings import Findings, FoundHand
from backedge.tools.evaluation.records import FrameRecord, Place, record
from backedge.tools.hand_sets.truth import SEEN, TrueHand

PALM = 100.0


def points(x: float = 300.0, y: float = 300.0) -> NDArray[np.float64]:
    """(21, 2) pixels of an open hand whose wrist is there."""
    joints = hand_joints(HandPose())[:, :2]
    return joints * (PALM / float(np.linalg.norm(joints[9]))) + (x, y)


def true_hand(x: float = 300.0, y: float = 300.0, handedness: str = "Right") -> TrueHand:
    """A hand that is seen."""
    return TrueHand(points(x, y), np.full(21, SEEN, np.int8), handedness=handedness)


def found_hand(x: float = 300.0, y: float = 300.0, handedness: str = "Right", track: int = 0) -> FoundHand:
    """What a tracker may find."""
    return FoundHand(points(x, y), handedness=handedness, presence=0.9, track=track)


def frames_of(*frames: tuple[list[FoundHand], list[TrueHand]], ran: bool | None = None) -> list[FrameRecord]:
    """Frames of one video: what was found and what is there."""
    return [
        record(
            ("clip", number // 30),
            Place(Path("clip.mp4"), number),
            Findings(found, detector_ran=ran, seconds=0.01),
            true,
            {},
        )
        for number, (found, true) in enumerate(frames)
    ]
