"""PacketSequencerCalculator."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from backedge.errors import ConfigError
from backedge.packet import Packet
from backedge.testing import feed, run_node
from backedge.timestamp import MIN
from tests.calculators.core.nodes import Run
from tests.flow import P, end, watch
from tests.graph_text import do, graph_of

SEQUENCER = """
node {
  calculator: "PacketSequencerCalculator"
  input_stream: "INPUT:setting"
  input_stream: "TICK:tick"
  output_stream: "OUTPUT:timed"
}
"""


def test_packets_come_right_behind_the_tick(run: Run) -> None:
    """Settings get the first timestamp after the latest tick; ticks settle the output."""
    inputs = {
        "setting": [Packet("a", 1), Packet("b", 12), Packet("c", 13), Packet("d", 99)],
        "tick": [Packet(0, 10), Packet(0, 20)],
    }
    outputs = run(SEQUENCER, inputs)
    assert outputs["timed"] == [Packet("a", MIN), Packet("b", 11), Packet("c", 12), Packet("d", 21)]
    assert Packet.empty(20) in outputs.with_bounds("timed")


def test_latest_of_several_ticks(threads: int) -> None:
    """The latest of several streams of ticks counts, whatever the order in which they come."""
    node = do("INPUT:setting TICK:0:frame TICK:1:mask", "OUTPUT:timed", calculator="PacketSequencerCalculator")
    with CalculatorGraph(graph_of("setting frame mask", node), num_threads=threads) as graph:
        seen = watch(graph, "timed", bounds=False)["timed"]
        graph.start_run()
        feed(graph, {"setting": [P(10, "a"), P(20, "b")]})
        assert seen == [P(MIN, "a"), P(MIN + 1, "b")]
        feed(graph, {"mask": [P(10)], "frame": [P(20)]})
        feed(graph, {"setting": [P(30, "c"), P(40, "d")]})
        assert seen[2:] == [P(21, "c"), P(22, "d")]
        end(graph)


def test_setting_together_with_a_tick_counts_for_it(run: Run) -> None:
    """A packet that comes with a tick is stamped behind the tick before."""
    node = SEQUENCER.replace("setting", "tick")
    assert run(node, {"tick": [Packet("a", 10), Packet("b", 20)]})["timed"] == [Packet("a", MIN), Packet("b", 11)]


def test_outputs_must_match_inputs() -> None:
    """There are as many outputs as inputs."""
    with pytest.raises(ConfigError, match="1 inputs INPUT need as many outputs OUTPUT, not 0"):
        run_node(SEQUENCER.replace('output_stream: "OUTPUT:timed"', ""))
