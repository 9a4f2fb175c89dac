"""RoundRobinDemuxCalculator."""

from __future__ import annotations

import pytest

from backedge.packet import Packet
from tests.calculators.core.nodes import Run
from tests.flow import P
from tests.graph_text import do

DEMUX = """
node {
  calculator: "RoundRobinDemuxCalculator"
  input_stream: "all"
  output_stream: "OUTPUT:0:x"
  output_stream: "OUTPUT:1:y"
  output_stream: "SELECT:select"
}
"""


def test_demux_deals_in_turn(run: Run) -> None:
    """Packets go to the outputs one after the other; the others are settled meanwhile."""
    outputs = run(DEMUX, {"all": ["a", "b", "c"]})
    assert outputs.with_bounds("x") == [Packet("a", 0), Packet.empty(1), Packet("c", 2)]
    assert outputs.with_bounds("y") == [Packet.empty(0), Packet("b", 1), Packet.empty(2)]
    assert outputs.values("select") == [0, 1, 0]


@pytest.mark.parametrize("ways", [2, 3])
def test_demux_and_mux_restore_the_stream(run: Run, ways: int) -> None:
    """A mux behind a demux gives the packets back in order, however many ways there are."""
    demux = " ".join(f"OUTPUT:{way}:way{way}" for way in range(ways))
    mux = " ".join(f"INPUT:{way}:way{way}" for way in range(ways))
    node = do("all", f"{demux} SELECT:select", calculator="RoundRobinDemuxCalculator")
    node += do(f"{mux} SELECT:select", "OUTPUT:out", calculator="MuxCalculator")
    packets = [P(at, at * at) for at in range(22, 43)]
    assert run(node, {"all": packets})["out"] == packets
