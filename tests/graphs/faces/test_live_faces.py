"""The face graphs for live sources: what is let in, and that it gives what the graphs without a limit give."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.formats import Image, ImageFrame
from backedge.testing import NodeOutputs, collect

PAIRS = {
    "FaceDetectionShortRangeImage": ("FaceDetectionShortRangeCpu", "DETECTIONS"),
    "FaceDetectionFullRangeImage": ("FaceDetectionFullRangeCpu", "DETECTIONS"),
    "FaceLandmarkFrontCpuImage": ("FaceLandmarkFrontCpu", "LANDMARKS"),
}
"""For each graph the one without a limit, and the output to compare."""


def run(name: str, tag: str, images: list[Any], *, waiting: bool, threads: int = 0) -> NodeOutputs:
    """Return the outputs of a graph, which is fed at once or one picture at a time."""
    side_packets = {"num_faces": 1} if "Landmark" in name else {}
    let_in = 'output_stream: "IMAGE:let_in"' if name.endswith("Image") else ""
    faces = 'input_side_packet: "NUM_FACES:num_faces"' if side_packets else ""
    graph = CalculatorGraph(
        f"""
        input_stream: "image"
        node {{ calculator: "{name}" input_stream: "IMAGE:image" {faces} {let_in} output_stream: "{tag}:found" }}
        """,
        num_threads=threads,
    )
    outputs = collect(graph, "found", *(["let_in"] if let_in else []))
    with graph:
        graph.start_run(side_packets)
        for timestamp, image in enumerate(images):
            graph.add_packet_to_input_stream("image", image, timestamp)
            if waiting:
                graph.wait_until_idle()
    return outputs


@pytest.mark.parametrize("name", PAIRS)
def test_pictures_that_have_time_give_the_same(faces: dict[str, Any], name: str) -> None:
    """Each picture is let in, with or without a face, and the results are those of the graph without a limit."""
    without_limit, tag = PAIRS[name]
    frames = [ImageFrame(faces[each]) for each in ("face", "black", "black", "face")]
    found = run(name, tag, [Image(frame) for frame in frames], waiting=True)
    expected = run(without_limit, tag, frames, waiting=True)
    assert [packet.timestamp for packet in found["let_in"]] == [0, 1, 2, 3]
    assert [packet.timestamp for packet in found["found"]] == [0, 3]
    assert found["found"] == expected["found"]


@pytest.mark.parametrize("name", PAIRS)
def test_pictures_that_come_too_fast_are_dropped(faces: dict[str, Any], name: str) -> None:
    """Of ten that come at once the first is let in; what is found is about those that were."""
    images = [Image(ImageFrame(faces["face"]))] * 10
    outputs = run(name, PAIRS[name][1], images, waiting=False, threads=1)
    let_in = [packet.timestamp for packet in outputs["let_in"]]
    assert let_in[0] == 0
    assert len(let_in) < 10
    assert [packet.timestamp for packet in outputs["found"]] == let_in


@pytest.mark.parametrize("name", [name for name in PAIRS if "Detection" in name])
def test_score_that_counts_is_an_option(faces: dict[str, Any], name: str) -> None:
    """What the node says reaches the detector."""
    graph = CalculatorGraph(f"""
        input_stream: "image"
        node {{
          calculator: "{name}"
          input_stream: "IMAGE:image"
          output_stream: "DETECTIONS:found"
          node_options {{ [type.googleapis.com/mediapipe.FaceDetectionOptions] {{ min_score_thresh: 0.99 }} }}
        }}
    """)
    outputs = collect(graph, "found")
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("image", Image(ImageFrame(faces["face"])), 0)
    assert outputs["found"] == []
