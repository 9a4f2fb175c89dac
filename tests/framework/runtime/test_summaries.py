"""A packet that sums a stream up, sent when it is clear that nothing more can come."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge import timestamp as ts
from backedge.errors import CalculatorError
from tests.framework.processes import fail, nothing
from tests.nodes import Do, P, add, do, do_options, end, graph_of, sender, watch

OPTIONS = do_options("bounds: true arbitrary: true")
IMMEDIATE = 'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }'
SUMMARY = do("in", "out", "OPEN:begin PROCESS:sum_up", OPTIONS + IMMEDIATE)


class Summary:
    """Adds up the values of a stream, and sends the sum at Max once its time has come to an end."""

    def begin(self, node: Do) -> None:
        """Begin anew."""
        self.values: list[int] = []

    def sum_up(self, node: Do) -> None:
        """Take in a value; send the sum if no other can follow."""
        source, target = node.inputs[0], node.outputs[0]
        if not source.is_empty:
            self.values.append(source.value)
        if target.is_closed or ts.next_allowed(node.timestamp) != ts.ONE_OVER_POSTSTREAM:
            return
        if self.values:
            target.send(sum(self.values), ts.MAX)
        target.close()

    def side_packets(self) -> dict[str, Any]:
        """The side packets of a graph with `SUMMARY` in it."""
        return {"begin": self.begin, "sum_up": self.sum_up}


def test_when_the_inputs_are_closed(threads: int) -> None:
    """The end of a stream is processed as a bound."""
    with CalculatorGraph(graph_of("in", SUMMARY), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run(Summary().side_packets())
        graph.wait_until_idle()
        assert seen == []
        for value in (10, 20):
            graph.add_packet_to_input_stream("in", P(value, value))
            graph.wait_until_idle()
            assert seen == []
        end(graph)
    assert seen == [P(ts.MAX, 30)]


@pytest.mark.parametrize(
    ("timestamps", "total"),
    [([10, ts.MAX], 30), ([ts.PRESTREAM], 10), ([ts.POSTSTREAM], 10)],
    ids=["max", "pre", "post"],
)
def test_after_a_timestamp_that_nothing_can_follow(threads: int, timestamps: list[int], total: int) -> None:
    """A packet at Max, PreStream or PostStream is the last; the sum does not wait for the stream's end."""
    with CalculatorGraph(graph_of("in", SUMMARY), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run(Summary().side_packets())
        graph.wait_until_idle()
        for number, timestamp in enumerate(timestamps, 1):
            assert seen == []
            graph.add_packet_to_input_stream("in", P(timestamp, number * 10))
            graph.wait_until_idle()
        assert seen == [P(ts.MAX, total)]
        end(graph)
    assert len(seen) == 1


def test_when_a_source_stops(threads: int) -> None:
    """The end of a source is the end of its stream."""
    with CalculatorGraph(graph_of("", do("", "in", "PROCESS:send"), SUMMARY), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({**Summary().side_packets(), "send": sender([P(0, 20), P(1000, 10)])})
        graph.wait_until_done()
    assert seen == [P(ts.MAX, 30)]


def test_when_the_node_before_closes(threads: int) -> None:
    """Packets that a node sends in close() still count, and come before its end."""

    def send(node: Do) -> None:
        node.outputs[0].send(20, 0)
        node.outputs[0].send(10, 1000)

    text = graph_of("a", do("a", "in", "PROCESS:nothing CLOSE:send"), SUMMARY)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({**Summary().side_packets(), "nothing": nothing, "send": send})
        graph.wait_until_idle()
        assert seen == []
        graph.close_input_stream("a")
        graph.wait_until_idle()
        assert seen == [P(ts.MAX, 30)]
        end(graph)
    assert len(seen) == 1


@pytest.mark.parametrize("phase", ["process", "close"])
def test_not_after_a_failure(threads: int, phase: str) -> None:
    """If the node before fails there is no sum: what is sent then goes nowhere."""
    text = graph_of("a", do("a", "in", "PROCESS:process CLOSE:close"), SUMMARY)
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "out", bounds=False)["out"]
    calls: dict[str, Any] = {"process": nothing, "close": nothing, phase: fail}
    graph.start_run({**Summary().side_packets(), **calls})
    with pytest.raises(CalculatorError, match=f"broken in {phase}"):  # noqa: PT012 - in which call varies
        add(graph, "a", ts.POSTSTREAM)
        end(graph)
    graph.close()
    assert seen == []
