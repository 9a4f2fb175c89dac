"""What HandRendererSubgraph draws of hands."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    ImageFrame,
    NormalizedLandmarks,
    NormalizedRect,
)
from backedge.testing import run_node

RED, GREEN, PURPLE, GREY = [255, 0, 0], [0, 255, 0], [125, 0, 122], [90, 90, 90]
INPUTS = {
    "landmarks": "LANDMARKS",
    "handedness": "HANDEDNESS",
    "palm_rects": "NORM_RECTS:0",
    "hand_rects": "NORM_RECTS:1",
    "palms": "DETECTIONS",
}


def draw(size: int = 400, **given: Any) -> Any:
    """What the renderer makes of a grey picture and some of its inputs."""
    ports = " ".join(f'input_stream: "{tag}:{name}"' for name, tag in INPUTS.items())
    node = f'node {{ calculator: "HandRendererSubgraph" input_stream: "IMAGE:i" {ports} output_stream: "IMAGE:drawn" }}'
    image = ImageFrame(np.full((size, size, 3), 90, np.uint8))
    streams = {name: [given[name]] if name in given else [] for name in INPUTS}
    [drawn] = run_node(node, {"i": [image], **streams}).values("drawn")
    return drawn.numpy_view()


def hand(left: float = 0.0) -> NormalizedLandmarks:
    """Landmarks on a grid: number n is in column n % 5 and row n // 5, every 40 pixels from 40 of 400."""
    numbers = np.arange(21)
    points = np.stack([left + 0.1 + 0.1 * (numbers % 5), 0.1 + 0.1 * (numbers // 5), 0 * numbers], axis=1)
    return NormalizedLandmarks(points.astype(np.float32))


def of(label: str) -> ClassificationList:
    """A hand's handedness."""
    return ClassificationList((Classification(0, 0.9, label),))


def test_landmarks_are_red_and_bones_green() -> None:
    """Each finger is a line of four; the knuckles are joined, and those of index and little finger to the wrist."""
    drawn = draw(landmarks=[hand()])
    at = {number: (40 + 40 * (number // 5), 40 + 40 * (number % 5)) for number in range(21)}
    assert all(drawn[place].tolist() == RED for place in at.values())
    bones = [(0, 1), (1, 2), (0, 5), (5, 6), (6, 7), (10, 11), (18, 19), (0, 17)]
    for start, end in bones:
        middle = tuple((np.array(at[start]) + at[end]) // 2)
        assert drawn[middle].tolist() in (GREEN, RED), (start, end)
    row, column = (np.array(at[4]) + at[9]) // 2
    assert drawn[row, column].tolist() == GREY  # no bone from the tip of the thumb


def test_regions_and_boxes_have_colours() -> None:
    """Regions of palms are purple, those of landmarks red, boxes of palms green."""
    drawn = draw(
        palm_rects=[NormalizedRect(0.5, 0.5, 0.8, 0.8)],
        hand_rects=[NormalizedRect(0.5, 0.5, 0.6, 0.6)],
        palms=[Detection((0.9,), (0,), BoundingBox(0.3, 0.3, 0.4, 0.4))],
    )
    assert [drawn[200, column].tolist() for column in (40, 80, 120)] == [PURPLE, RED, GREEN]


def test_handedness_is_written_for_an_only_hand() -> None:
    """In the top left corner; for two hands it would not be clear which is which."""
    one = draw(landmarks=[hand()], handedness=[of("Left")]).astype(int) - draw(landmarks=[hand()])
    assert one[:120, :250].any()
    assert not one[120:].any()
    two = [hand(), hand(0.45)]
    assert np.array_equal(draw(landmarks=two, handedness=[of("Left"), of("Right")]), draw(landmarks=two))


@pytest.mark.parametrize("size", [1, 400])
def test_nothing_is_drawn_without_hands(size: int) -> None:
    """The picture stays as it is, also one of a single pixel; and drawing on that one is no mistake."""
    assert (draw(size) == 90).all()
    assert draw(size, landmarks=[hand()], handedness=[of("Left")]).shape == (size, size, 3)
