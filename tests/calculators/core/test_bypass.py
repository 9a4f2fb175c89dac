"""BypassCalculator."""

from __future__ import annotations

import pytest

from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

BYPASS = """
node {
  calculator: "BypassCalculator"
  input_stream: "IMAGE:image"
  input_stream: "LANDMARKS:0:left"
  input_stream: "LANDMARKS:1:right"
  input_side_packet: "MODEL:model"
  output_stream: "IMAGE:same_image"
  output_stream: "GESTURE:gesture"
  options { [mediapipe.BypassCalculatorOptions.ext] { %s } }
}
"""
FEED = {
    "image": [Packet("i1", 1), Packet.empty(2)],
    "left": [Packet("l1", 1)],
    "right": [Packet("r1", 1), Packet("r2", 2)],
}


def test_selected_streams_pass(run: Run) -> None:
    """What the options name passes; the other outputs are settled only."""
    outputs = run(BYPASS % 'pass_input_stream: "IMAGE" pass_output_stream: "IMAGE"', FEED, {"model": 0})
    assert outputs.with_bounds("same_image") == [Packet("i1", 1), Packet.empty(2)]
    assert outputs.with_bounds("gesture") == [Packet.empty(1), Packet.empty(2)]


def test_ports_are_named_by_tag_and_index(run: Run) -> None:
    """A stream can pass to an output with another tag."""
    options = 'pass_input_stream: "LANDMARKS:1" pass_output_stream: "GESTURE"'
    assert run(BYPASS % options, FEED, {"model": 0})["gesture"] == [Packet("r1", 1), Packet("r2", 2)]


def test_nothing_passes_by_default(run: Run) -> None:
    """Without options all inputs are dropped."""
    outputs = run(BYPASS % "", FEED, {"model": 0})
    assert outputs["same_image"] == outputs["gesture"] == []


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('pass_input_stream: "IMAGE"', "1 pass_input_stream need as many pass_output_stream, not 0"),
        ('pass_input_stream: "X" pass_output_stream: "IMAGE"', '"X" is no input stream of the node'),
        ('pass_input_stream: "IMAGE" pass_output_stream: "IMAGE:1"', '"IMAGE:1" is no output stream of the node'),
    ],
)
def test_wrong_options(options: str, message: str) -> None:
    """Streams are paired, and exist."""
    with pytest.raises(ConfigError, match=message):
        run_node(BYPASS % options)
