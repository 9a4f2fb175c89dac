"""`solutions.hands` over recorded clips: the hands that MediaPipe finds, as `HandTracker` finds them."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import backedge.compat.mediapipe as mp
from backedge.formats import NormalizedRect
from backedge.graphs.hand_tracking import Hand, HandTrackingResult
from tests.data import hands_dir
from tests.graphs.recorded import compare

pytestmark = pytest.mark.reference


class SolutionHands(mp.solutions.hands.Hands):
    """`Hands`, whose messages are made arrays again, to be compared as `HandTracker`'s are."""

    def __init__(self, num_hands: int, model_complexity: int, *, static_images: bool) -> None:
        super().__init__(static_images, num_hands, model_complexity)

    def process(self, image: Any) -> Any:
        """Find the hands in one image. When the palm detector runs a solution does not say, nor where it looks."""
        found = super().process(image)
        fields = [field or () for field in found]
        return HandTrackingResult(
            hands=tuple(
                Hand(_points(points), _points(world), label.label, label.score, math.nan, NormalizedRect(0, 0, 0, 0))
                for points, world, (label,) in zip(
                    fields[0], fields[1], [each.classification for each in fields[2]], strict=True
                )
            ),
            palm_detections=(),
            palm_detector_ran=False,
            timestamp=0,
            image_size=(image.shape[1], image.shape[0]),
        )


def _points(message: Any) -> NDArray[np.float32]:
    return np.array([(point.x, point.y, point.z) for point in message.landmark], np.float32)


@pytest.mark.parametrize(
    ("file", "num_hands", "complexity"),
    [("videos/tfjs_asl_hand.mp4", 1, 0), ("videos/asl_walk.mkv", 2, 1)],
    ids=["one hand", "two hands"],
)
def test_clips_have_the_same_hands(file: str, num_hands: int, complexity: int, models: Path) -> None:
    """As many on 98 % of the frames, of the same handedness, half of them within a pixel of MediaPipe's."""
    del models
    clip = compare(hands_dir(), file, num_hands, complexity, SolutionHands)
    assert clip.same_count >= 0.98 * clip.frames
    assert clip.same_handedness >= 0.98 * clip.with_hand
    assert np.median(clip.distances) <= 1
    assert np.median(np.concatenate([offsets.ravel() for offsets in clip.offsets])) <= 0.0005
    assert np.median(np.concatenate([offsets.ravel() for offsets in clip.world_offsets])) <= 0.001
