"""Tools for the tests of calculators, which run one node and show everything that comes out.

A test has three lines, feed, run and compare::

    def test_halves() -> None:
        feed = {"x": [Packet(4.0, 10), Packet.empty(20), Packet(6.0, 30)]}
        outputs = run_node('node { calculator: "HalveCalculator" input_stream: "x" output_stream: "y" }', feed)
        assert outputs["y"] == [Packet(2.0, 10), Packet(3.0, 30)]
        assert outputs.with_bounds("y") == [Packet(2.0, 10), Packet.empty(20), Packet(3.0, 30)]

The empty packet in the feed says that ``x`` has nothing through 20. The one in ``with_bounds`` says that
the node has promised the same of ``y``, so that the nodes downstream do not wait for it.

Besides, `run_node` looks for the mistakes of calculators that `backedge.runtime.mistakes` lists.

`replay` tests a whole graph against a recording of it.
"""

from backedge.testing.golden_run import replay
from backedge.testing.node_run import NodeOutputs, collect, feed, run_node

__all__ = ["NodeOutputs", "collect", "feed", "replay", "run_node"]
