"""Timestamp bounds as nodes see them: how far an absent input is settled, and calls with bounds alone."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge import timestamp as ts
from backedge.errors import CalculatorError
from tests.do_calculator import Do, fail, forward_later, nothing, relay, sender, tell_news, tell_settled
from tests.flow import B, P, add, end, settle, values, watch
from tests.graph_text import do, do_options, graph_of, input_policy

ARBITRARY = do_options("arbitrary: true")


BOUNDS = do_options("bounds: true")
POLICIES = [
    input_policy("Default"),
    input_policy("Immediate"),
    input_policy("SyncSet"),
    input_policy("SyncSet", 'sync_set { tag_index: ":0" }'),
]


@pytest.mark.parametrize("policy", POLICIES, ids=["default", "immediate", "sync set", "sync sets"])
def test_bounds_are_processed_in_every_policy(threads: int, policy: str) -> None:
    """The engine calls a node with process_timestamp_bounds once for each bound that reaches it."""
    text = graph_of(
        "a",
        do("a", "later", "PROCESS:later", ARBITRARY),
        do("later", "bounds", "PROCESS:nothing"),
        do("bounds", "told", "PROCESS:tell", BOUNDS + policy),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "told", bounds=False)["told"]
        graph.start_run({"later": forward_later(3), "nothing": nothing, "tell": tell_news})
        for timestamp in (0, 10, 20, 30):
            add(graph, "a", timestamp)
        assert seen == [P(3), P(13), P(23), P(33)]


def test_a_relay_of_packets_and_bounds(threads: int) -> None:
    """With the immediate policy and bounds a node can pass on each of its streams as if it were not there."""
    immediate = BOUNDS.replace("bounds: true", "bounds: true arbitrary: true") + input_policy("Immediate")
    text = graph_of(
        "a b",
        do("b", "bounds", "PROCESS:nothing"),
        do("a bounds", "c d", "PROCESS:relay", immediate),
        do("c d", "told_a told_b", "PROCESS:tell", immediate),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "told_a", "told_b", bounds=False)
        graph.start_run({"nothing": nothing, "relay": relay, "tell": tell_news})
        for timestamp in (0, 10, 20, 30):
            add(graph, "a", timestamp)
        assert seen == {"told_a": [P(0), P(10), P(20), P(30)], "told_b": []}
        for timestamp in (10, 20):
            add(graph, "b", timestamp)
        assert seen == {"told_a": [P(0), P(10), P(20), P(30)], "told_b": [P(10), P(20)]}


def test_a_packet_at_poststream_is_processed_with_bounds(threads: int) -> None:
    """A packet at PostStream is processed once, by a node that never waits and processes bounds."""
    node = do("a", "told", "PROCESS:tell", BOUNDS + input_policy("Immediate"))
    with CalculatorGraph(graph_of("a", node), num_threads=threads) as graph:
        seen = watch(graph, "told", bounds=False)["told"]
        graph.start_run({"tell": tell_news})
        graph.add_packet_to_input_stream("a", P(ts.POSTSTREAM))
        graph.wait_until_idle()
        assert seen == [P(ts.POSTSTREAM)]


def test_an_empty_packet_is_a_bound(threads: int) -> None:
    """Sending an empty packet settles the output through its timestamp."""
    text = graph_of(
        "a",
        do("a", "empty", "PROCESS:send", ARBITRARY),
        do("empty", "told", "PROCESS:tell", BOUNDS + input_policy("Immediate")),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "told", bounds=False)["told"]
        graph.start_run({"send": lambda node: node.outputs[0].send_packet(B(node.timestamp)), "tell": tell_news})
        for timestamp in range(10, 100, 10):
            add(graph, "a", timestamp)
        assert seen == [P(timestamp) for timestamp in range(10, 100, 10)]


def test_bounds_from_outside_are_processed(threads: int) -> None:
    """set_input_stream_timestamp_bound() reaches a node that processes bounds, each time."""
    node = do("a", "told", "PROCESS:tell", BOUNDS + input_policy("Immediate"))
    with CalculatorGraph(graph_of("a", node), num_threads=threads) as graph:
        seen = watch(graph, "told", bounds=False)["told"]
        graph.start_run({"tell": tell_news})
        for timestamp in range(10, 100, 10):
            settle(graph, "a", timestamp)
        assert seen == [P(timestamp) for timestamp in range(10, 100, 10)]


OPTIONS = do_options("bounds: true arbitrary: true")


IMMEDIATE = input_policy("Immediate")


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
    """The node sends no sum if the node before it fails: the engine drops what is sent then."""
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


@pytest.mark.parametrize("policy", POLICIES, ids=["default", "immediate", "sync set", "sync sets"])
def test_absent_inputs_say_how_far_they_are_settled(threads: int, policy: str) -> None:
    """Every policy stamps an input without a packet with the time through which it is settled."""
    text = graph_of(
        "a",
        do("a", "later", "PROCESS:later", ARBITRARY),
        do("later", "bounds", "PROCESS:nothing"),
        do("a bounds", "at settled", "PROCESS:tell", policy),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "at", "settled", bounds=False)
        graph.start_run({"later": forward_later(3), "nothing": nothing, "tell": tell_settled})
        for timestamp in (0, 10, 20, 30):
            add(graph, "a", timestamp)
        assert values(seen["at"]) == [0, 10, 20, 30]
        earliest, latest = [ts.UNSTARTED, 3, 13, 23], [3, 13, 23, 33]
        for low, found, high in zip(earliest, values(seen["settled"]), latest, strict=True):
            assert low <= found <= high
        end(graph)
