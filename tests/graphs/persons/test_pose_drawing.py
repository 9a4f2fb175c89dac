"""What is drawn of persons: PoseRendererCpu, and the graph that tracks and draws."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.formats import BoundingBox, Detection, ImageFrame, NormalizedLandmarks, NormalizedRect
from backedge.planning.graph_catalogue import catalogue
from backedge.testing import run_node
from tests.data import hands_dir
from tests.graphs.frame_packets import run
from tests.graphs.persons.pictures import MAN
from tests.graphs.shared_pictures import picture

WHITE, ORANGE, TURQUOISE = [255, 255, 255], [255, 138, 0], [0, 217, 231]
RED, GREEN, BLUE, GREY = [255, 0, 0], [0, 255, 0], [0, 0, 255], [90, 90, 90]
LEFT_SHOULDER, RIGHT_SHOULDER, LEFT_KNEE = 11, 12, 25
INPUTS = {
    "landmarks": "LANDMARKS",
    "mask": "SEGMENTATION_MASK",
    "roi": "ROI",
    "detection": "DETECTION",
}


def draw(size: int = 400, **given: Any) -> Any:
    """What the renderer makes of a grey picture and some of its inputs."""
    ports = " ".join(f'input_stream: "{tag}:{name}"' for name, tag in INPUTS.items())
    node = f'node {{ calculator: "PoseRendererCpu" input_stream: "IMAGE:image" {ports} output_stream: "IMAGE:drawn" }}'
    image = ImageFrame(np.full((size, size, 3), 90, np.uint8))
    streams = {name: [given[name]] if name in given else [] for name in INPUTS}
    [drawn] = run_node(node, {"image": [image], **streams}).values("drawn")
    return drawn.numpy_view()


def body(**hidden: float) -> NormalizedLandmarks:
    """Landmarks on a grid: number n is in column n % 6 and row n // 6, every 60 pixels from 40 of 400."""
    numbers = np.arange(33)
    points = np.stack([0.1 + 0.15 * (numbers % 6), 0.1 + 0.15 * (numbers // 6), 0 * numbers], axis=1)
    visibility = np.ones(33, np.float32)
    for name, value in hidden.items():
        visibility[int(name.removeprefix("number_"))] = value
    return NormalizedLandmarks(points.astype(np.float32), visibility)


def at(drawn: Any, number: int) -> Any:
    """The colour in the middle of a landmark."""
    return drawn[40 + 60 * (number // 6), 40 + 60 * (number % 6)].tolist()


ROI = NormalizedRect(0.5, 0.5, 0.95, 0.95)


def test_joints_have_the_colours_of_their_side() -> None:
    """Left ones are orange, right ones turquoise, the nose and all below the hips white; bones are white."""
    drawn = draw(landmarks=body(), roi=ROI)
    assert [at(drawn, number) for number in (LEFT_SHOULDER, RIGHT_SHOULDER)] == [ORANGE, TURQUOISE]
    assert [at(drawn, number) for number in (0, LEFT_KNEE)] == [WHITE, WHITE]
    assert drawn[40, 70].tolist() == WHITE  # from the nose to the first landmark of the left eye
    colours = [ORANGE if number in {1, 2, 3, 7} else TURQUOISE for number in range(1, 9)]
    assert [at(drawn, number) for number in range(1, 9)] == colours
    assert [at(drawn, number) for number in range(9, 25)] == [ORANGE, TURQUOISE] * 8


def test_what_is_hardly_visible_is_not_drawn() -> None:
    """A visibility of less than 0.5."""
    drawn = draw(landmarks=body(number_11=0.4, number_12=0.6), roi=ROI)
    assert [at(drawn, number) for number in (LEFT_SHOULDER, RIGHT_SHOULDER)] == [GREY, TURQUOISE]


def test_all_but_the_person_becomes_blue() -> None:
    """Where the mask is 0; a rectangle is red, the box of a detection green."""
    mask = np.zeros((400, 400), np.float32)
    mask[:200] = 1
    box = Detection((0.9,), (0,), BoundingBox(0.25, 0.25, 0.2, 0.2))
    drawn = draw(mask=ImageFrame(mask), roi=ROI, detection=box)
    assert drawn[30, 200].tolist() == GREY
    assert drawn[350, 200].tolist() == BLUE
    assert drawn[10, 200].tolist() == RED
    assert drawn[100, 150].tolist() == GREEN


@pytest.mark.parametrize("size", [1, 400])
def test_nobody_is_drawn_where_there_is_nobody(size: int) -> None:
    """The picture stays as it is, also one of a single pixel; and drawing on that one is no mistake."""
    assert (draw(size) == 90).all()
    assert draw(size, landmarks=body(), roi=ROI).shape == (size, size, 3)


@pytest.mark.parametrize("threads", [0, 2])
def test_graph_tracks_and_draws(models: Path, threads: int) -> None:
    """`Pose` is run by name: nobody in the first picture, which stays as it is; a person in the next, drawn on."""
    del models
    man = np.ascontiguousarray(picture(hands_dir(), MAN)[::2, ::2])
    [file] = catalogue.files("Pose")
    graph = CalculatorGraph(file.path, num_threads=threads)
    outputs = run(graph, [np.zeros_like(man), man], ["annotated_image", "landmarks", "segmentation_mask"])
    before, after = (each.numpy_view() for each in outputs.values("annotated_image"))
    assert not before.any()
    [landmarks] = outputs.values("landmarks")
    column, row = (landmarks.points[LEFT_SHOULDER, :2] * (man.shape[1], man.shape[0])).astype(int)
    assert after[row, column].tolist() == ORANGE
    assert outputs["segmentation_mask"] == []


def test_mask_is_drawn_if_it_is_wanted(models: Path) -> None:
    """With ENABLE_SEGMENTATION most of the room becomes blue."""
    del models
    man = np.ascontiguousarray(picture(hands_dir(), MAN)[::2, ::2])
    [file] = catalogue.files("Pose")
    outputs = run(CalculatorGraph(file.path), [man], ["annotated_image"], enable_segmentation=True)
    [drawn] = outputs.values("annotated_image")
    assert 0.3 < (drawn.numpy_view() == BLUE).all(axis=-1).mean() < 0.9
