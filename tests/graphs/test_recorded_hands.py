"""Recordings of the hand graph: it gives the same again, bit for bit, inline and on threads."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from backedge import CalculatorGraph
from backedge.calculators.synthetic.scene import SyntheticHand
from backedge.config import parse_port
from backedge.formats import ImageFrame
from backedge.recording import Recording, record
from backedge.testing import replay
from backedge.tools.graph_files import find_graph
from tests.models.available import real_models

GRAPH = find_graph("hand_tracking")


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The inputs and outputs of a run over a few pictures, all with a hand."""
    real_models()
    path = tmp_path_factory.mktemp("golden") / "hand.mcap"
    graph = CalculatorGraph(GRAPH)
    outputs = [parse_port(text).name for text in graph.plan.config.output_stream]
    with record(graph, path, ["image", *outputs], side_packets={"num_hands": 1}), graph:
        graph.start_run({"num_hands": 1})
        for frame in islice(SyntheticHand(), 24, 30):
            graph.add_packet_to_input_stream("image", ImageFrame(frame.image), frame.timestamp)
    packets = [each.packet for each in Recording(path) if each.stream == "landmarks" and each.packet]
    assert [packet.is_empty for packet in packets] == [False] * 6
    return path


def test_hands_are_the_same(golden: Path, threads: int) -> None:
    """Every packet of every output stream, from the recorded pictures and side packets."""
    replay(golden, GRAPH, num_threads=threads)


def test_a_change_of_the_graph_is_noticed(golden: Path) -> None:
    """Other models find the hand a little elsewhere."""
    with pytest.raises(AssertionError, match=r"at 800000: .* should be [^;]*landmarks.: 6 packets, 6 differing"):
        replay(golden, GRAPH, side_packets={"model_complexity": 0})
