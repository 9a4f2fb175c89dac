"""BypassCalculator."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.planning import subgraphs
from backedge.testing import run_node
from tests.calculators.core.nodes import Run
from tests.flow import B, P, end, watch
from tests.graph_text import do, graph_of

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
ONLY_LANDMARKS = """
type: "TestOnlyLandmarks"
input_stream: "IMAGE:image"
input_stream: "LANDMARKS:landmarks"
input_stream: "CONFIG:config"
output_stream: "LANDMARKS:same"
output_stream: "GESTURE:gesture"
node {
  calculator: "BypassCalculator"
  input_stream: "PASS:landmarks"
  input_stream: "IGNORE:0:image"
  input_stream: "IGNORE:1:config"
  output_stream: "PASS:same"
  output_stream: "IGNORE:gesture"
  options { [mediapipe.BypassCalculatorOptions.ext] { pass_input_stream: "PASS" pass_output_stream: "PASS" } }
}
"""
subgraphs.register(ONLY_LANDMARKS)


def switched(outputs: str, options: str) -> str:
    """A graph of a SwitchContainer."""
    switch = do(
        "IMAGE:image LANDMARKS:landmarks CONFIG:config ENABLE:enabled",
        outputs,
        more=f"options {{ [mediapipe.SwitchContainerOptions.ext] {{ {options} }} }}",
        calculator="SwitchContainer",
    )
    return graph_of("image landmarks config enabled", switch)


def test_selected_streams_pass(run: Run) -> None:
    """The streams that the options name pass; the other outputs are settled only."""
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


@pytest.mark.parametrize(
    ("calculator", "options"),
    [
        ("TestOnlyLandmarks", ""),
        ("BypassCalculator", 'pass_input_stream: "LANDMARKS" pass_output_stream: "LANDMARKS"'),
    ],
    ids=["in a subgraph", "itself"],
)
def test_only_channel_of_a_switch(threads: int, calculator: str, options: str) -> None:
    """It stands in for a feature in a SwitchContainer; the outputs are settled even if nothing is ever selected."""
    options = options and f"options {{ [mediapipe.BypassCalculatorOptions.ext] {{ {options} }} }}"
    channel = f'contained_node {{ calculator: "{calculator}" {options} }}'
    text = switched("LANDMARKS:same GESTURE:gesture", f"async_selection: true {channel}")
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "same", "gesture")
        graph.start_run()
        for stream in ("landmarks", "image", "config"):
            graph.add_packet_to_input_stream(stream, P(200, stream))
        graph.wait_until_idle()
        assert seen == {"same": [P(200, "landmarks")], "gesture": [B(200)]}
        end(graph)


def test_gate_made_of_a_switch(threads: int) -> None:
    """Beside a PassThroughCalculator in a SwitchContainer it is a gate for any number of streams."""
    channels = (f'contained_node {{ calculator: "{name}Calculator" }}' for name in ("Bypass", "PassThrough"))
    text = switched("IMAGE:same_image LANDMARKS:same CONFIG:same_config", " ".join(channels))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "same", "same_image")
        graph.start_run()
        expected: dict[str, list[Packet[str]]] = {"same": [], "same_image": []}
        for timestamp, enabled in ((200, False), (300, True)):
            graph.add_packet_to_input_stream("enabled", P(timestamp, enabled))
            graph.wait_until_idle()
            for stream in ("landmarks", "image", "config"):
                graph.add_packet_to_input_stream(stream, P(timestamp, stream))
            graph.wait_until_idle()
            expected["same"].append(P(timestamp, "landmarks") if enabled else B(timestamp))
            expected["same_image"].append(P(timestamp, "image") if enabled else B(timestamp))
            assert seen == expected
        end(graph)
