"""AlignHandToPoseInWorldCalculator: the landmarks of a hand where the body's wrist is."""

from __future__ import annotations

from dataclasses import replace

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.checks import quietly
from backedge.errors import GraphError, PacketTypeError
from backedge.formats import Landmarks
from backedge.protos import Message, field


class AlignHandToPoseInWorldCalculatorOptions(
    Message, name="mediapipe.AlignHandToPoseInWorldCalculatorOptions", extension=403449802
):
    """Options of AlignHandToPoseInWorldCalculator.

    Attributes:
        hand_wrist_idx: the landmark of the hand that is its wrist.
        pose_wrist_idx: the landmark of the body that is the same wrist.
    """

    hand_wrist_idx: int = field(1)
    pose_wrist_idx: int = field(2)


@register
class AlignHandToPoseInWorldCalculator(Calculator):
    """Moves the landmarks of a hand so that its wrist is the body's.

    Inputs:
        HAND_LANDMARKS: Landmarks.
        POSE_LANDMARKS: Landmarks; needed wherever there is a hand.
    Outputs:
        HAND_LANDMARKS: Landmarks.
    Options:
        AlignHandToPoseInWorldCalculatorOptions

    Example::

        node {
          calculator: "AlignHandToPoseInWorldCalculator"
          input_stream: "HAND_LANDMARKS:hand_world_landmarks"
          input_stream: "POSE_LANDMARKS:pose_world_landmarks"
          output_stream: "HAND_LANDMARKS:aligned_hand_world_landmarks"
          options {
            [mediapipe.AlignHandToPoseInWorldCalculatorOptions.ext] { hand_wrist_idx: 0 pose_wrist_idx: 15 }
          }
        }
    """

    lightweight = True

    hand = Input[Landmarks]("HAND_LANDMARKS")
    pose = Input[Landmarks]("POSE_LANDMARKS")
    aligned = Output[Landmarks]("HAND_LANDMARKS")

    options: AlignHandToPoseInWorldCalculatorOptions

    def process(self) -> None:
        if self.hand.is_empty:
            return
        if self.pose.is_empty:
            raise GraphError("there is a hand, but POSE_LANDMARKS has no packet at this timestamp")
        self.aligned.send(
            align_hand(self.hand.value, self.options.hand_wrist_idx, self.pose.value, self.options.pose_wrist_idx)
        )


@quietly
def align_hand(hand: Landmarks, hand_wrist: int, pose: Landmarks, pose_wrist: int) -> Landmarks:
    """Move a hand so that its landmark `hand_wrist` is where `pose_wrist` of the body is.

    Raises:
        PacketTypeError: one of them does not have that landmark.
    """
    for what, landmarks, index in (("hand", hand, hand_wrist), ("pose", pose, pose_wrist)):
        if not 0 <= index < len(landmarks):
            raise PacketTypeError(f"{what}_wrist_idx is {index}, but there are {len(landmarks)} landmarks")
    return replace(hand, points=hand.points - hand.points[hand_wrist] + pose.points[pose_wrist])
