"""HandRendererCalculator."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pytest

from backedge import GraphError, Packet
from backedge.calculators.render.annotate import LandmarkDrawing, annotate
from backedge.formats import (
    BoundingBox,
    Classification,
    ClassificationList,
    Detection,
    ImageFormat,
    ImageFrame,
    NormalizedLandmarks,
    NormalizedRect,
    Rect,
)
from backedge.testing import run_node

NODE = """
  node {
    calculator: "HandRenderer"
    input_stream: "IMAGE:image"
    input_stream: "LANDMARKS:landmarks"
    input_stream: "HANDEDNESS:handedness"
    input_stream: "HAND_RECTS:rects"
    input_stream: "PALM_DETECTIONS:palms"
    output_stream: "IMAGE:annotated"
  }
"""
Inputs: TypeAlias = dict[str, list[Any]]

HAND = NormalizedLandmarks(np.random.default_rng(1).uniform(0.2, 0.8, (21, 3)).astype(np.float32))
RIGHT = ClassificationList([Classification(1, 0.98, "Right")])
RECT = NormalizedRect(0.5, 0.5, 0.6, 0.6, 0.3)
PALM = Detection((0.9,), (0,), BoundingBox(0.3, 0.3, 0.2, 0.2))


def room() -> ImageFrame:
    """A picture to draw on."""
    return ImageFrame(np.full((120, 160, 3), 60, np.uint8))


def test_everything_is_drawn_with_its_label() -> None:
    """The picture is what the drawing functions make of all results together."""
    image = room()
    inputs: Inputs = {
        "image": [image],
        "landmarks": [[HAND]],
        "handedness": [[RIGHT]],
        "rects": [[RECT]],
        "palms": [[PALM]],
    }
    (annotated,) = run_node(NODE, inputs).values("annotated")
    expected = annotate(image.data, [LandmarkDrawing(HAND, "Right 0.98")], rects=[RECT], detections=[PALM])
    assert np.array_equal(annotated.data, expected)
    assert not np.array_equal(annotated.data, image.data)


def test_the_picture_that_came_in_is_not_changed() -> None:
    """Packets are shared: others see the picture as it was."""
    image = room()
    run_node(NODE, {"image": [image], "landmarks": [[HAND]]})
    assert image == room()


def test_a_picture_without_results_comes_out_as_it_is() -> None:
    """Every picture has its place in the output, and results without a picture have none."""
    inputs: Inputs = {"image": [Packet(room(), 10), Packet(room(), 30)], "landmarks": [Packet([HAND], 20)]}
    assert run_node(NODE, inputs)["annotated"] == [Packet(room(), 10), Packet(room(), 30)]


def test_results_may_be_left_out_of_the_graph() -> None:
    """Hands without handedness are drawn without labels."""
    node = "\n".join(line for line in NODE.splitlines() if "HANDEDNESS" not in line and "PALM" not in line)
    (annotated,) = run_node(node, {"image": [room()], "landmarks": [[HAND, HAND]]}).values("annotated")
    assert np.array_equal(annotated.data, annotate(room().data, [LandmarkDrawing(HAND)] * 2))


@pytest.mark.parametrize("channels", [1, 4])
def test_grey_and_alpha_become_rgb(channels: int) -> None:
    """The picture is RGB, because drawings have colours."""
    image = ImageFrame(np.full((120, 160, channels), 60, np.uint8))
    (annotated,) = run_node(NODE, {"image": [image]}).values("annotated")
    assert annotated == room()
    assert annotated.format == ImageFormat.SRGB


def test_deep_pictures_are_refused() -> None:
    """The error says which format it was."""
    with pytest.raises(GraphError, match=r"expected an image of 8 bits .*, found SRGB48"):
        run_node(NODE, {"image": [ImageFrame(np.zeros((8, 8, 3), np.uint16))]})


SEVERAL = """
  node {
    calculator: "HandRenderer"
    input_stream: "IMAGE:image"
    input_stream: "LANDMARKS:0:hand"
    input_stream: "LANDMARKS:1:pose"
    input_stream: "HANDEDNESS:handedness"
    input_stream: "HAND_RECTS:0:rect"
    input_stream: "HAND_RECTS:1:pixels"
    input_stream: "PALM_DETECTIONS:face"
    output_stream: "IMAGE:annotated"
  }
"""
POSE = NormalizedLandmarks(np.random.default_rng(2).uniform(0.2, 0.8, (33, 3)).astype(np.float32))


def test_single_items_of_several_streams_are_drawn() -> None:
    """The label is the first stream's; landmarks that are no hand are points; rectangles may be in pixels."""
    image, pixels = room(), Rect(80, 60, 40, 20)
    inputs: Inputs = {
        "image": [image],
        "hand": [HAND],
        "pose": [POSE],
        "handedness": [RIGHT],
        "rect": [RECT],
        "pixels": [pixels],
        "face": [PALM],
    }
    (annotated,) = run_node(SEVERAL, inputs).values("annotated")
    hands = [LandmarkDrawing(HAND, "Right 0.98"), LandmarkDrawing(POSE)]
    assert np.array_equal(annotated.data, annotate(image.data, hands, rects=[RECT, pixels], detections=[PALM]))
    assert not np.array_equal(annotated.data, annotate(image.data, hands[:1], rects=[RECT, pixels], detections=[PALM]))


def test_a_detection_without_a_box_shows_its_keypoints() -> None:
    """Detections may say where they are in another way."""
    somewhere = Detection((0.9,), (0,), None, np.array([[0.5, 0.5]], np.float32))
    (annotated,) = run_node(NODE, {"image": [room()], "palms": [[somewhere]]}).values("annotated")
    changed = np.argwhere((annotated.data != room().data).any(axis=2))
    assert np.abs(changed.mean(axis=0) - (60, 80)).max() < 2
    assert np.abs(changed - (60, 80)).max() < 10
