"""AlignHandToPoseInWorldCalculator, in what no recording of MediaPipe shows."""

from __future__ import annotations

import pytest

from backedge.calculators.landmark.align_hand_to_pose_in_world_calculator import align_hand
from backedge.errors import PacketTypeError
from backedge.formats import Landmarks
from tests.arrays import floats

HAND = Landmarks(floats([[1, 2, 3], [4, 5, 6]]), visibility=floats([0.5, 0.25]))
POSE = Landmarks(floats([[10, 20, 30]]))


def test_the_hand_is_moved_as_a_whole() -> None:
    """Its wrist is then where the body's is; visibilities stay."""
    found = align_hand(HAND, 1, POSE, 0)
    assert found.points.tolist() == [[7, 17, 27], [10, 20, 30]]
    assert found.visibility is not None
    assert found.visibility.tolist() == [0.5, 0.25]


@pytest.mark.parametrize(
    ("hand", "pose", "message"), [(2, 0, "hand_wrist_idx is 2, but there are 2"), (0, -1, "pose_wrist_idx is -1")]
)
def test_a_wrist_that_is_not_there_is_refused(hand: int, pose: int, message: str) -> None:
    """MediaPipe reads what lies behind the landmarks in memory."""
    with pytest.raises(PacketTypeError, match=message):
        align_hand(HAND, hand, POSE, pose)
