"""Selfie segmentation: MediaPipe's masks, whichever model is selected, and a video in which the rest is blue."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from backedge import CalculatorGraph, graphs
from backedge.errors import GraphError
from backedge.formats import Image, ImageFormat, ImageFrame
from backedge.testing import run_node
from tests.data import hands_dir
from tests.graphs.persons.pictures import MAN
from tests.graphs.persons.programs import selfie_masks
from tests.graphs.persons.record import recorded
from tests.graphs.shared_pictures import ASTRONAUT, picture
from tests.models.available import needs_litert, real_models

MASKS = recorded("selfie_masks")
VIDEO_GRAPH = Path(graphs.__path__[0]) / "selfie_segmentation" / "selfie_segmentation_video.pbtxt"
NODE = """
    node {
      calculator: "SelfieSegmentationCpu"
      input_stream: "IMAGE:image"
      input_side_packet: "MODEL_SELECTION:model_selection"
      output_stream: "SEGMENTATION_MASK:mask"
    }
"""

pytestmark = needs_litert


@cache
def ours() -> dict[str, Any]:
    """Our masks; skips without pictures or models."""
    hands = hands_dir()
    real_models()
    return selfie_masks("backedge.compat.mediapipe", hands)


@pytest.mark.parametrize("name", MASKS)
def test_masks_are_mediapipes(name: str) -> None:
    """Masks differ by less than 0.001 on average, and agree about the person in 99.9 % of the pixels."""
    mask, expected = (masks[name].astype(np.float32) for masks in (ours(), MASKS))
    assert mask.shape == expected.shape
    assert np.abs(mask - expected).mean() <= 0.001
    assert ((mask > 0.5) & (expected > 0.5)).sum() >= 0.999 * ((mask > 0.5) | (expected > 0.5)).sum()


def test_model_0_is_taken_if_none_is_selected() -> None:
    """The models' masks differ; without a selection they are the first one's."""
    for file in (ASTRONAUT, MAN):
        unselected, first, second = (ours()[f"{file}, model {selection}"] for selection in (None, 0, 1))
        assert np.array_equal(unselected, first)
        assert not np.allclose(first, second, atol=0.05)


@pytest.mark.parametrize("shape", [(1, 1, 3), (5, 700, 3)])
def test_masks_are_as_large_as_the_image(models: Path, shape: tuple[int, ...]) -> None:
    """A picture of any size has a mask of its size, of numbers from 0 to 1."""
    del models
    outputs = run_node(NODE, {"image": [ImageFrame(np.zeros(shape, np.uint8))]}, {"model_selection": 1})
    [mask] = outputs.values("mask")
    assert mask.format is ImageFormat.VEC32F1
    assert mask.data.shape[:2] == shape[:2]
    assert mask.data.min() >= 0
    assert mask.data.max() <= 1


def test_a_model_that_there_is_not_is_an_error() -> None:
    """The message has the selection and the largest that there is."""
    with pytest.raises(GraphError, match='"model_selection" must be at most 1, found 2'):
        run_node(NODE, {"image": [ImageFrame(np.zeros((4, 4, 3), np.uint8))]}, {"model_selection": 2})


def test_the_graph_for_a_gpu_is_the_one_for_the_cpu(models: Path) -> None:
    """A node that names it has the CPU's ports, and the same mask."""
    del models
    image = {"image": [ImageFrame(np.full((4, 4, 3), 99, np.uint8))]}
    side_packets = {"model_selection": 0}
    [cpu] = run_node(NODE, image, side_packets).values("mask")
    [gpu] = run_node(NODE.replace("Cpu", "Gpu"), image, side_packets).values("mask")
    assert np.array_equal(cpu.data, gpu.data)


def test_live_images_are_let_in_one_by_one(models: Path) -> None:
    """SelfieSegmentationCpuImage takes and gives Image; there is a mask for each that was let in."""
    del models
    text = """
        node {
          calculator: "SelfieSegmentationCpuImage"
          input_stream: "IMAGE:image"
          output_stream: "IMAGE:throttled_image"
          output_stream: "SEGMENTATION_MASK:mask"
        }
    """
    outputs = run_node(text, {"image": [Image(np.full((6, 8, 3), grey, np.uint8)) for grey in range(4)]})
    masks = outputs.values("mask")
    assert len(masks) == len(outputs.values("throttled_image")) > 0
    assert all(isinstance(mask, Image) and mask.data.shape[:2] == (6, 8) for mask in masks)


def test_a_video_keeps_the_person_and_turns_the_rest_blue(tmp_path: Path) -> None:
    """The corner of each frame is blue, the middle is as it was."""
    hands = hands_dir()
    real_models()
    source, target = tmp_path / "in.mp4", tmp_path / "out.mp4"
    image = picture(hands, ASTRONAUT)
    writer = cv2.VideoWriter(str(source), cv2.VideoWriter.fourcc(*"mp4v"), 25, (512, 512))
    for _ in range(3):
        writer.write(image[..., ::-1])
    writer.release()
    with CalculatorGraph(VIDEO_GRAPH) as graph:
        graph.start_run({"input_file_path": str(source), "output_file_path": str(target)})
        graph.wait_until_done()
    video = cv2.VideoCapture(str(target))
    frames = [frame for _, frame in iter(video.read, (False, None))]
    assert len(frames) == 3
    for frame in frames:
        blue, green, red = frame[100:150, 400:450].reshape(-1, 3).mean(axis=0)
        assert blue > 150
        assert max(green, red) < 100
        assert np.abs(frame[300:400, 150:300].astype(int) - image[300:400, 150:300, ::-1]).mean() < 10
