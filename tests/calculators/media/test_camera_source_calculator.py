"""CameraSourceCalculator."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backedge import CalculatorGraph, GraphError
from backedge.calculators.media.video_writer import VideoWriter
from backedge.testing import collect

NODE = """
  node { calculator: "CameraSourceCalculator" input_side_packet: "DEVICE:device" output_stream: "IMAGE:image" }
"""


@pytest.mark.parametrize("device", [97, "97", "/dev/video97"])
def test_a_camera_that_is_not_there_is_one_clear_error(device: int | str) -> None:
    """The node looks for numbers, numbers as text and devices, and the error says what to check."""
    graph = CalculatorGraph(NODE)
    with pytest.raises(GraphError, match=r"camera (97|/dev/video97): cannot be opened; check that it is connected"):
        graph.start_run({"device": device})


def test_a_camera_that_vanishes_ends_the_run_after_what_it_delivered(tmp_path: Path) -> None:
    """Pictures until then have been sent, at times that rise; the error counts them.

    A video opened as a camera behaves like one that is unplugged at the video's end.
    """
    path = tmp_path / "camera.avi"
    with VideoWriter(path) as writer:
        for level in range(5):
            writer.write(np.full((48, 64, 3), 40 * level, np.uint8))
    graph = CalculatorGraph(NODE)
    outputs = collect(graph, "image")
    graph.start_run({"device": str(path)})
    with pytest.raises(GraphError, match="stopped after 5 pictures; is it still connected"):
        graph.wait_until_done()
    timestamps = [packet.timestamp for packet in outputs["image"]]
    assert len(timestamps) == 5
    assert timestamps == sorted(set(timestamps))
