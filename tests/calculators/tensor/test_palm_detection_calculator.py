"""PalmDetectionCalculator, with the real models."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import pytest

from backedge import Packet
from backedge.calculators.geometry.roi import WHOLE_IMAGE
from backedge.calculators.synthetic.scene import SyntheticFrame
from backedge.errors import CalculatorError
from backedge.formats import Image, ImageFrame, NormalizedRect
from backedge.testing import run_node

NODE = """
    node {
      calculator: "PalmDetection"
      input_stream: "IMAGE:image"
      input_side_packet: "MODEL_COMPLEXITY:complexity"
      output_stream: "DETECTIONS:detections"
      node_options { [type.googleapis.com/backedge.PalmDetectionCalculatorOptions] { %s } }
    }
"""


@pytest.mark.parametrize("complexity", [0, 1])
def test_detections_lie_on_the_palm(frame: SyntheticFrame, complexity: int) -> None:
    """Boxes hold the middle of the palm; keypoints 0 and 2 are wrist and middle knuckle, in parts of the image."""
    truth = frame.hands[0].landmarks
    [found] = run_node(NODE % "", {"image": [ImageFrame(frame.image)]}, {"complexity": complexity}).values("detections")
    assert found
    x, y = truth[[0, 5, 9, 13, 17], :2].mean(axis=0)
    for detection in found:
        box = detection.require_box()
        assert box.xmin < x < box.xmin + box.width
        assert box.ymin < y < box.ymin + box.height
        assert np.abs(detection.keypoints[[0, 2]] - truth[[0, 9], :2]).max() < 0.1
        assert 0.5 <= detection.scores[0] <= 1


def test_a_part_of_the_image_is_as_an_image_of_its_own(frame: SyntheticFrame, threads: int) -> None:
    """Detections are in parts of it; without a packet the whole image is looked into, as without the input."""
    image = ImageFrame(frame.image)
    height, width = frame.image.shape[:2]
    square = ImageFrame(np.ascontiguousarray(frame.image[:, width - height :]))
    view = NormalizedRect(1 - height / width / 2, 0.5, height / width, 1)
    node = (NODE % "").replace("input_side", 'input_stream: "NORM_RECT:view" input_side')
    feed: dict[str, list[Any]] = {"image": [image] * 3, "view": [view, Packet.empty(1), WHOLE_IMAGE]}
    seen, *rest = run_node(node, feed, num_threads=threads).values("detections")
    cut, whole = run_node(NODE % "", {"image": [square, image]}).values("detections")
    assert rest == [whole, whole]
    assert seen
    assert [found.scores[0] for found in seen] == pytest.approx([found.scores[0] for found in cut], abs=1e-3)
    for one, other in zip(seen, cut, strict=True):
        assert np.abs(one.keypoints - other.keypoints).max() < 1e-3


def test_an_image_without_a_palm_has_an_empty_list(frame: SyntheticFrame) -> None:
    """A packet is sent all the same."""
    black = ImageFrame(np.zeros_like(frame.image))
    assert run_node(NODE % "", {"image": [black]}).values("detections") == [[]]


def test_confidence_option_drops_weak_detections(frame: SyntheticFrame) -> None:
    """No score reaches a threshold of 1."""
    node = NODE % "min_detection_confidence: 1"
    assert run_node(node, {"image": [ImageFrame(frame.image)]}).values("detections") == [[]]


def test_side_packet_wins_over_the_option(frame: SyntheticFrame) -> None:
    """The option holds only without the side packet."""
    feed = {"image": [ImageFrame(frame.image)]}
    lite = run_node(NODE % "model_complexity: 0", feed).values("detections")
    assert run_node(NODE % "model_complexity: 1", feed, {"complexity": 0}).values("detections") == lite
    assert run_node(NODE % "model_complexity: 1", feed).values("detections") != lite


def test_a_model_of_ones_own_can_be_named(frame: SyntheticFrame) -> None:
    """The option takes the name that the model has in MediaPipe's graphs, or its path."""
    feed = {"image": [ImageFrame(frame.image)]}
    own = 'model_path: "mediapipe/modules/palm_detection/palm_detection_lite.tflite"'
    lite = run_node(NODE % "model_complexity: 0", feed).values("detections")
    assert run_node(NODE % own, feed).values("detections") == lite


def test_other_pixel_formats_are_taken(frame: SyntheticFrame) -> None:
    """RGBA gives what RGB gives; a grey image and MediaPipe's other image type work too."""
    rgba = cv2.cvtColor(frame.image, cv2.COLOR_RGB2RGBA)
    grey = cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY)
    images = [ImageFrame(frame.image), ImageFrame(rgba), Image(frame.image), ImageFrame(grey)]
    rgb, with_alpha, other_type, without_colour = (
        run_node(NODE % "", {"image": [image]}).values("detections")[0] for image in images
    )
    assert rgb == with_alpha == other_type
    assert without_colour


def test_unknown_complexity_is_one_clear_error() -> None:
    """The error says which there are."""
    with pytest.raises(CalculatorError, match=r"model_complexity must be one of 0 .*, 1 .*; found 7"):
        run_node(NODE % "", {}, {"complexity": 7})


def test_an_image_of_16_bits_is_one_clear_error(frame: SyntheticFrame) -> None:
    """The error names what was expected and found."""
    with pytest.raises(CalculatorError, match=r"expected an 8 bit image .* found ImageFrame"):
        run_node(NODE % "", {"image": [ImageFrame(frame.image.astype(np.uint16))]})
