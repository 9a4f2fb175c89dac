"""The streams that the runner feeds, draws on and writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import click
import pytest

from backedge.planning import build_graph
from backedge.tools.graph_files import find_graph
from backedge.tools.graph_streams import PictureStreams, image_input, picture_streams

DRAWINGS = {
    "LANDMARKS": "landmarks",
    "HANDEDNESS": "handedness",
    "PALM_DETECTIONS": "palm_detections",
    "HAND_RECTS": "hand_rects",
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
    """Of two the runner feeds the one tagged IMAGE, and without a tag it refuses."""
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
