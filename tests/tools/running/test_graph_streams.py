"""The streams that the runner feeds, draws on and writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import numpy as np
import pytest

from backedge import calculator
from backedge.formats import Detection, ImageFrame, NormalizedLandmarks
from backedge.planning import build_graph
from backedge.tools.graph_files import find_graph
from backedge.tools.running.graph_streams import PictureStreams, image_input, picture_streams

DRAWINGS = {
    "LANDMARKS": ["landmarks"],
    "HANDEDNESS": ["handedness"],
    "PALM_DETECTIONS": ["palm_detections"],
    "HAND_RECTS": ["hand_rects"],
}
TWO = 'node { calculator: "PassThrough" input_stream: "x" input_stream: "v" output_stream: "y" output_stream: "w" }'
SIZE = 'node { calculator: "ImageProperties" input_stream: "IMAGE:a" output_stream: "SIZE:size" }'


@pytest.mark.parametrize(
    ("text", "stream"),
    [
        (f'input_stream: "a" {SIZE}', "a"),
        (f'input_stream: "b" input_stream: "a" {SIZE}', "a"),
        ('input_stream: "x" node { calculator: "PassThrough" input_stream: "x" output_stream: "y" }', "x"),
        (f'input_stream: "x" input_stream: "VIDEO:v" {TWO}', "v"),
        (f'input_stream: "x" input_stream: "v" {TWO}', None),
        ('node { calculator: "SyntheticHandSource" output_stream: "IMAGE:a" }', None),
    ],
    ids=["by type", "by type among others", "the only one", "by tag", "undecidable", "none"],
)
def test_the_stream_to_feed(text: str, stream: str | None) -> None:
    """The one that carries pictures; where the graph takes anything, the one that is tagged so, or the only one."""
    assert image_input(build_graph(text)) == stream


def test_two_streams_of_pictures_need_a_tag() -> None:
    """The runner feeds the one of two that is tagged IMAGE, and refuses them without a tag."""
    two = f'{SIZE} node {{ calculator: "ImageProperties" input_stream: "IMAGE:b" output_stream: "SIZE:size_too" }}'
    assert image_input(build_graph(f'input_stream: "a" input_stream: "IMAGE:b" {two}')) == "b"
    with pytest.raises(click.UsageError, match="several input streams of pictures, and none is tagged IMAGE: a, b"):
        image_input(build_graph(f'input_stream: "a" input_stream: "b" {two}'))


@pytest.mark.parametrize("graph", ["hand_tracking", "hand_tracking/hand_tracking_image"])
def test_results_are_drawn_into_the_pictures_that_came_in(graph: str) -> None:
    """A graph that gives no pictures has its results drawn into its input."""
    assert picture_streams(build_graph(find_graph(graph))) == PictureStreams("image", DRAWINGS)


def test_results_are_drawn_into_the_pictures_they_were_found_in() -> None:
    """The live graph gives the pictures that were not dropped: on these it is drawn, not on what the camera sent."""
    live = build_graph(find_graph("hand_tracking/hand_tracking_live"))
    assert image_input(live) == "camera_image"
    assert picture_streams(live) == PictureStreams("image", DRAWINGS)


def test_finished_pictures_are_written_as_they_are(tmp_path: Path) -> None:
    """The runner draws nothing into the pictures of a graph that draws its results itself."""
    text = """
      input_stream: "IMAGE:image"
      input_side_packet: "NUM_HANDS:num_hands"
      output_stream: "IMAGE:annotated"
      output_stream: "LANDMARKS:landmarks"
      node {
        calculator: "HandTracking"
        input_stream: "IMAGE:image"
        input_side_packet: "NUM_HANDS:num_hands"
        output_stream: "LANDMARKS:landmarks"
      }
      node {
        calculator: "HandRenderer"
        input_stream: "IMAGE:image"
        input_stream: "LANDMARKS:landmarks"
        output_stream: "IMAGE:annotated"
      }
    """
    # Subgraphs are looked for beside the graph.
    shutil.copy(find_graph("hand_tracking"), tmp_path)
    (tmp_path / "drawn.pbtxt").write_text(text)
    assert picture_streams(build_graph(tmp_path / "drawn.pbtxt")) == PictureStreams("annotated", {})


@calculator
def FacesOfGraphStreamsTest(image: ImageFrame) -> list[Detection]:  # noqa: N802 - a calculator
    """No faces."""
    return []


@calculator
def PoseOfGraphStreamsTest(image: ImageFrame) -> NormalizedLandmarks:  # noqa: N802 - a calculator
    """A point in the middle."""
    return NormalizedLandmarks(np.array([[0.5, 0.5, 0.0]], np.float32))


@calculator
def WordOfGraphStreamsTest(image: ImageFrame) -> Detection | str:  # noqa: N802 - a calculator
    """Mostly a word."""
    return "word"


def node(name: str, stream: str, tag: str = "") -> str:
    """A node that finds `stream` in the picture."""
    out = f"{tag}:{stream}" if tag else stream
    return f'node {{ calculator: "{name}OfGraphStreamsTest" input_stream: "IMAGE:image" output_stream: "{out}" }}'


@pytest.mark.parametrize("tag", ["", "ANY_TAG:"])
def test_results_are_drawn_by_their_type(tag: str) -> None:
    """The streams' tags do not matter, nor whether they carry lists."""
    plan = build_graph(
        f'input_stream: "image" output_stream: "{tag}pose" output_stream: "OTHER:face" output_stream: "word" '
        + node("Pose", "pose") + node("Faces", "face") + node("Word", "word")
    )  # fmt: skip
    assert picture_streams(plan) == PictureStreams("image", {"LANDMARKS": ["pose"], "PALM_DETECTIONS": ["face"]})


def test_all_landmarks_are_drawn_but_one_stream_of_boxes_if_its_tag_says_so() -> None:
    """Other streams of boxes say the same in another way, other landmarks do not."""
    plan = build_graph(
        'input_stream: "image" output_stream: "pose" output_stream: "LANDMARKS:hand" output_stream: "faces" '
        'output_stream: "PALM_DETECTIONS:palms" '
        + node("Pose", "pose") + node("Pose", "hand") + node("Faces", "faces") + node("Faces", "palms")
    )  # fmt: skip
    assert picture_streams(plan).drawings == {"LANDMARKS": ["hand", "pose"], "PALM_DETECTIONS": ["palms"]}


def test_results_are_drawn_into_the_one_of_several_inputs_that_they_were_found_in() -> None:
    """Other pictures that go in do not matter."""
    plan = build_graph(
        f'input_stream: "a" input_stream: "image" output_stream: "pose" output_stream: "size" {SIZE} '
        + node("Pose", "pose")
    )
    assert picture_streams(plan) == PictureStreams("image", {"LANDMARKS": ["pose"]})


@pytest.mark.parametrize(
    ("graph", "drawn"),
    [
        ("FaceLandmarkFrontCpu", ["LANDMARKS", "PALM_DETECTIONS", "HAND_RECTS"]),
        ("PoseLandmarkCpu", ["LANDMARKS", "PALM_DETECTIONS", "HAND_RECTS"]),
        ("HandLandmarkTrackingCpu", ["LANDMARKS", "PALM_DETECTIONS", "HAND_RECTS", "HANDEDNESS"]),
        ("ObjectDetectionSubgraphCpu", ["PALM_DETECTIONS"]),
    ],
)
def test_results_of_mediapipes_graphs_are_drawn_into_their_input(graph: str, drawn: list[str]) -> None:
    """A mask is a result, too, and not a picture with results drawn in."""
    found = picture_streams(build_graph(find_graph(graph)))
    assert found.image in {"image", "input_video"}
    assert set(found.drawings) == set(drawn)


def test_a_mask_is_written_where_there_is_nothing_to_draw() -> None:
    """It is the only picture that the graph gives."""
    assert picture_streams(build_graph(find_graph("SelfieSegmentationCpu"))) == PictureStreams("segmentation_mask", {})


def test_what_may_be_something_else_is_not_drawn() -> None:
    """A stream of detections or words cannot be drawn, so there is nothing to write."""
    plan = build_graph('input_stream: "image" output_stream: "word" ' + node("Word", "word"))
    with pytest.raises(
        click.UsageError, match="nor landmarks, detections or rectangles to draw; its outputs are: word"
    ):
        picture_streams(plan)
