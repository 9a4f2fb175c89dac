"""What is drawn for a person: HolisticTrackingToRenderData, and the graph that draws into a video."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from backedge import CalculatorGraph
from backedge.formats import NormalizedLandmarks, NormalizedRect, RenderData
from backedge.graphs.holistic import FOLDER
from backedge.testing import collect
from tests.data import hands_dir
from tests.graphs.frame_packets import run
from tests.graphs.holistic.pictures import pictures
from tests.models.available import real_models

BODY = np.random.default_rng(1).uniform(0.1, 0.9, (33, 3)).astype(np.float32)
HAND = np.random.default_rng(2).uniform(0.1, 0.9, (21, 3)).astype(np.float32)
FACE = np.random.default_rng(3).uniform(0.1, 0.9, (468, 3)).astype(np.float32)
ORANGE, CYAN, WHITE = (255, 138, 0), (0, 217, 231), (255, 255, 255)


def drawn(*, visibility: float = 0.9, **streams: Any) -> list[RenderData]:
    """What is to be drawn for a body in a picture of 640 x 480, and for parts of it; in the order of drawing."""
    graph = CalculatorGraph(FOLDER / "holistic_tracking_to_render_data.pbtxt")
    outputs = collect(graph, "render_data_vector")
    values = {
        "image_size": (640, 480),
        "pose_landmarks": NormalizedLandmarks(BODY, visibility=np.full(33, visibility, np.float32)),
        "pose_roi": NormalizedRect(0.5, 0.5, 1.0, 1.0),
        **{name: NormalizedLandmarks(points) for name, points in streams.items()},
    }
    with graph:
        graph.start_run()
        for name, value in values.items():
            graph.add_packet_to_input_stream(name, value, 0)
    return [data for vector in outputs.values("render_data_vector") for data in vector]


def points(data: RenderData) -> Any:
    """The places of the dots."""
    dots = (annotation.point for annotation in data.render_annotations)
    return np.array([[dot.x, dot.y] for dot in dots if dot], np.float32)


def shapes(data: RenderData) -> tuple[int, int, set[tuple[int, int, int]]]:
    """How many lines and dots there are, and their colours."""
    annotations = data.render_annotations
    colors = [annotation.color for annotation in annotations]
    return (
        sum(annotation.line is not None for annotation in annotations),
        sum(annotation.point is not None for annotation in annotations),
        {(color.r, color.g, color.b) for color in colors if color},
    )


def test_a_body_is_drawn_from_the_shoulders_down() -> None:
    """White lines and joints, over which the left ones are orange and the right ones cyan."""
    lines, joints, left, right = drawn()
    assert shapes(lines) == (18, 16, {WHITE})
    assert shapes(joints) == (0, 16, {WHITE})
    assert (shapes(left), shapes(right)) == ((0, 8, {ORANGE}), (0, 8, {CYAN}))
    assert np.array_equal(points(joints), BODY[[*range(11, 17), *range(23, 33)], :2])
    assert np.array_equal(points(left), BODY[[*range(11, 17, 2), *range(23, 33, 2)], :2])


def test_hands_and_face_are_drawn_over_the_body() -> None:
    """Fingers are connected, and each hand has its colour; the face has contours, and a dot for each landmark."""
    every = drawn(left_hand_landmarks=HAND, right_hand_landmarks=HAND, face_landmarks=FACE)
    assert [shapes(data) for data in every[4:]] == [
        (21, 21, {WHITE}),
        (0, 21, {ORANGE}),
        (21, 21, {WHITE}),
        (0, 21, {CYAN}),
        (124, 468, {WHITE}),
        (0, 468, {CYAN}),
    ]


def test_arms_end_where_hands_begin() -> None:
    """The wrist of a hand that was found takes the place of the body's."""
    _, joints, left, right = drawn(left_hand_landmarks=HAND)[:4]
    assert np.array_equal(points(left)[2], HAND[0, :2])
    assert np.array_equal(points(right)[2], BODY[16, :2])
    assert np.array_equal(points(joints)[4:6], [HAND[0, :2], BODY[16, :2]])


def test_what_is_not_visible_is_not_drawn() -> None:
    """But for the wrist of a hand that was found, which is."""
    assert [shapes(data)[:2] for data in drawn(visibility=0.05)] == [(0, 0)] * 4
    assert [shapes(data)[:2] for data in drawn(visibility=0.05, left_hand_landmarks=HAND)][:4] == [
        (0, 1),
        (0, 1),
        (0, 1),
        (0, 0),
    ]


@pytest.fixture
def persons() -> tuple[Any, Any]:
    """A picture of nobody and one of a person; skips without pictures or models."""
    hands = hands_dir()
    real_models()
    made = pictures(hands)
    return made["nobody"][::2, ::2], made["signing"][::2, ::2]


def test_a_person_is_drawn_into_the_picture(persons: tuple[Any, Any]) -> None:
    """`holistic.pbtxt` leaves a picture without a person as it is, and draws body, hands and face into others."""
    empty, person = persons
    graph = CalculatorGraph(FOLDER / "holistic.pbtxt")
    outputs = run(graph, [empty, person], ["annotated_image", "face_landmarks", "right_hand_landmarks"])
    before, after = (picture.numpy_view() for picture in outputs.values("annotated_image"))
    assert np.array_equal(before, empty)
    size = np.array([person.shape[1], person.shape[0]])
    for stream in ("face_landmarks", "right_hand_landmarks"):
        [landmarks] = outputs.values(stream)
        columns, rows = np.rint(landmarks.points[:, :2] * size).astype(int).T
        assert (after[rows, columns] != person[rows, columns]).any(axis=1).mean() > 0.9
    assert np.array_equal(after[:, :60], person[:, :60])


def test_a_video_has_the_person_drawn_in(persons: tuple[Any, Any], tmp_path: Path) -> None:
    """Each frame of the file comes, with shoulders that are white and not as in the file."""
    source, target = tmp_path / "in.mp4", tmp_path / "out.mp4"
    _, person = persons
    writer = cv2.VideoWriter(str(source), cv2.VideoWriter.fourcc(*"mp4v"), 25, (person.shape[1], person.shape[0]))
    for _ in range(2):
        writer.write(person[..., ::-1])
    writer.release()
    with CalculatorGraph(FOLDER / "holistic_video.pbtxt") as graph:
        graph.start_run({"input_file_path": str(source), "output_file_path": str(target)})
        graph.wait_until_done()
    video = cv2.VideoCapture(str(target))
    frames = [frame for _, frame in iter(video.read, (False, None))]
    assert len(frames) == 2
    for frame in frames:
        changed = np.abs(frame.astype(int) - person[..., ::-1]).max(axis=2) > 60
        assert 0.005 < changed.mean() < 0.1
