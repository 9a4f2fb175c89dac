"""Things that stay from one run of a graph to the next, as in MediaPipe."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Inputs, load_graph, register
from backedge.errors import CalculatorError
from tests.do_calculator import Do, fail, sender
from tests.flow import B, P, add, end, settle, watch
from tests.graph_text import do, do_options, graph_of, input_policy

FIXED_SIZE = input_policy("FixedSize")


def test_observers_do_not_repeat_bounds(threads: int) -> None:
    """An observer does not get a bound again that an earlier run has passed; packets it gets."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b")["b"]
        graph.start_run()
        settle(graph, "a", 20)
        end(graph)
        graph.start_run()
        settle(graph, "a", 10)
        settle(graph, "a", 30)
        end(graph)
        graph.start_run()
        add(graph, "a", 5)
        settle(graph, "a", 6)
        end(graph)
    assert seen == [B(20), B(30), P(5, "a"), B(6)]


def test_fixed_size_remembers_what_it_dropped(threads: int) -> None:
    """Packets before those that an earlier run has dropped are lost."""
    with CalculatorGraph(graph_of("a b", do("a b", "c d", more=FIXED_SIZE)), num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)["c"]
        graph.start_run()
        for timestamp in (10, 20, 30):
            add(graph, "a", timestamp)
        end(graph)
        graph.start_run()
        for timestamp in (5, 25):
            add(graph, "a", timestamp)
            add(graph, "b", timestamp)
        end(graph)
    assert seen == [P(30, "a"), P(25, "a")]


@register("test.CannotBeMadeTwice")
class CannotBeMadeTwice(Calculator):
    inputs = Inputs[Any]()
    made = 0

    def __init__(self) -> None:
        type(self).made += 1
        if self.made == 2:
            raise ValueError("two are too many")

    def process(self) -> None:
        raise ValueError("one cannot do it")


def test_a_run_that_cannot_begin_is_not_told_the_last_ones_errors(threads: int) -> None:
    """start_run() says why a calculator could not be made, and lets go the nodes that had been made."""
    CannotBeMadeTwice.made = 0
    text = graph_of("a", do("a", "b", "LOG:log"), do("b", calculator="test.CannotBeMadeTwice"))
    graph = CalculatorGraph(text, num_threads=threads)
    log: list[Any] = []
    graph.start_run({"log": log})
    with pytest.raises(CalculatorError, match="one cannot do it"):
        add(graph, "a", 0)
    calls = len(log)
    with pytest.raises(CalculatorError, match="two are too many"):
        graph.start_run({"log": log})
    assert graph.get_combined_error_message() == ""
    assert len(log) == calls
    graph.close()


def first(node: Do) -> None:
    """Send a packet in open(), one unit before all others."""
    node.outputs[0].send(0, 0)


def delay(node: Do) -> None:
    """Pass the packet on one unit later."""
    packet = node.inputs[0].packet
    node.outputs[0].send(packet.value, packet.timestamp + 1)


def test_runs_after_a_failure_in_open(threads: int) -> None:
    """A failing open() behind a node that has sent a packet in its own leaves nothing behind for the next run."""
    text = graph_of(
        "",
        do("", "a", "PROCESS:send"),
        do("a", "b", "OPEN:first PROCESS:delay", do_options("offset: 1")),
        do("b", "c"),
        do("c", "d", "OPEN:maybe"),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "d", bounds=False)["d"]
    for _ in range(2):
        seen.clear()
        calls: dict[str, Any] = {"first": first, "delay": delay}
        graph.start_run({**calls, "send": sender(P(i) for i in range(10)), "maybe": lambda _: None})
        graph.wait_until_done()
        assert len(seen) == 11
        with pytest.raises(CalculatorError, match="broken in open"):  # noqa: PT012 - in which call varies
            graph.start_run({**calls, "send": sender(P(i) for i in range(10)), "maybe": fail})
            graph.wait_until_done()
        graph.close()


def test_one_config_many_graphs(threads: int) -> None:
    """Graphs made from one config object are independent, and each can run again."""
    config = load_graph(graph_of("a", do("a", "b")))
    graphs = [CalculatorGraph(config, num_threads=threads) for _ in range(5)]
    seen = [watch(graph, "b", bounds=False)["b"] for graph in graphs]
    for number in range(3):
        for graph in graphs:
            graph.start_run()
            graph.add_packet_to_input_stream("a", P(number))
        for graph in graphs:
            end(graph)
    assert seen == [[P(0), P(1), P(2)]] * 5


@pytest.mark.parametrize(
    "policy", ["Barrier", "Default", "EarlyClose", "FixedSize", "Immediate", "Mux", "SyncSet", "TimestampAlign"]
)
def test_every_policy_forgets_between_runs(threads: int, policy: str) -> None:
    """A second run may use earlier timestamps than the first, whatever the input policy."""
    with CalculatorGraph(
        graph_of("a select", do("a select", "b c", more=input_policy(policy))), num_threads=threads
    ) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        for timestamp in (2000, 1000):
            graph.start_run()
            if policy != "Immediate":
                graph.add_packet_to_input_stream("select", P(timestamp, 0))
            graph.add_packet_to_input_stream("a", P(timestamp))
            graph.wait_until_idle()
            assert seen == [P(timestamp)]
            end(graph)
            seen.clear()
