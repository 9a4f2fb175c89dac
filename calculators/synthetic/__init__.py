"""A procedural hand: clips with exact ground truth, made from nothing but numpy and OpenCV."""

from backedge.calculators.synthetic.scene import HandTruth, SyntheticFrame, SyntheticHand
from backedge.calculators.synthetic.skeleton import Handedness, HandPose, hand_joints
from backedge.calculators.synthetic.synthetic_hand_source_calculator import SyntheticHandSourceCalculator

__all__ = [
    "HandPose",
    "HandTruth",
    "Handedness",
    "SyntheticFrame",
    "SyntheticHand",
    "SyntheticHandSourceCalculator",
    "hand_joints",
]
