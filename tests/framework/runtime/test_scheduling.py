"""Scheduling: which node runs next, the same every time, and calls from callbacks and from several threads."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.errors import GraphError, GraphStateError
from tests.do_calculator import Do, sender
from tests.flow import WAIT, P, add, end, feed_from_threads, values, watch
from tests.graph_text import do, do_options, graph_of

CHAIN = graph_of("a", do("a", "b"), do("b", "c"))


def test_downstream_runs_first() -> None:
    """A packet is carried to the end before the next one is taken up: queues drain instead of filling."""
    order: list[str] = []

    def burst(node: Do) -> None:
        for timestamp in range(3):
            node.outputs[0].send(timestamp, timestamp)

    def note(node: Do) -> None:
        order.append(f"{node.node_name} {node.timestamp}")
        for output in node.outputs:
            output.forward(node.inputs[0])

    text = graph_of(
        "a",
        do("a", "b", "PROCESS:burst"),
        do("b", "c", "PROCESS:note", 'name: "up"'),
        do("c", "", "PROCESS:note", 'name: "down"'),
    )
    with CalculatorGraph(text) as graph:
        graph.start_run({"burst": burst, "note": note})
        add(graph, "a", 0)
    assert order == ["up 0", "down 0", "up 1", "down 1", "up 2", "down 2"]


def test_of_two_ready_nodes_the_later_one_runs_first() -> None:
    """Between nodes that do not depend on each other the greater id goes first, as in MediaPipe."""
    order: list[str] = []
    names = ["first", "second", "third"]
    text = graph_of("a", *(do("a", "", "PROCESS:note", f'name: "{name}"') for name in names))
    with CalculatorGraph(text) as graph:
        graph.start_run({"note": lambda node: order.append(node.node_name)})
        add(graph, "a", 1)
    assert order == ["third", "second", "first"]


def test_nodes_open_in_topological_order(threads: int) -> None:
    """The producer of a stream is open before the nodes that read it."""
    log: list[Any] = []
    names = ["first", "second", "third"]
    ports = [("a", "b"), ("b", "c"), ("c", "d")]
    nodes = [do(*port, "LOG:log", f'name: "{name}"') for port, name in zip(ports, names, strict=True)]
    with CalculatorGraph(graph_of("a", *reversed(nodes)), num_threads=threads) as graph:
        graph.start_run({"log": log})
        graph.wait_until_idle()
        assert [name for name, _, _ in log] == names


def test_ten_runs_are_one() -> None:
    """On the caller's thread the order of all calls is the same every time."""
    text = graph_of(
        "x",
        do("", "a", "PROCESS:send_a LOG:log"),
        do("", "b", "PROCESS:send_b LOG:log"),
        do("a b", "c d", "LOG:log"),
        do("x c", "e f", "LOG:log", do_options("bounds: true")),
        do("e", "g", "LOG:log", do_options("offset: -2")),
        do("d g", "h i", "LOG:log"),
    )

    def trace() -> list[Any]:
        log: list[Any] = []
        with CalculatorGraph(text) as graph:
            graph.observe_output_stream("h", lambda *seen: log.append(seen), observe_timestamp_bounds=True)
            graph.start_run(
                {
                    "log": log,
                    "send_a": sender(P(i * 3) for i in range(20)),
                    "send_b": sender(P(i * 2) for i in range(30)),
                }
            )
            for timestamp in (1, 6, 20, 21):
                add(graph, "x", timestamp)
            end(graph)
        return log

    first = trace()
    assert len(first) > 100
    assert all(trace() == first for _ in range(9))


def test_a_graph_can_run_again(threads: int) -> None:
    """After wait_until_done() a new run starts from nothing: fresh calculators, timestamps may be used again."""
    log: list[Any] = []
    with CalculatorGraph(graph_of("a", do("a", "b", "LOG:log")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        for _ in range(3):
            graph.start_run({"log": log})
            add(graph, "a", 1)
            end(graph)
    assert seen == {"b": [P(1, "a")] * 3}
    assert [phase for _, phase, _ in log] == ["open", "process", "close"] * 3


def test_a_graph_can_run_again_after_a_failure(threads: int) -> None:
    """A run that failed leaves nothing behind for the next."""
    outcomes = iter([True, False])

    def maybe(node: Do) -> None:
        if next(outcomes):
            raise ValueError("broken")
        node.outputs[0].forward(node.inputs[0])

    text = graph_of("a", do("a", "b", "PROCESS:maybe"), do("b a", "c d"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run({"maybe": maybe})
        with pytest.raises(Exception, match="broken"):
            add(graph, "a", 5)
        graph.close()
        assert graph.has_error()
        graph.start_run({"maybe": maybe})
        assert not graph.has_error()
        add(graph, "a", 1)
    assert seen == {"c": [P(1, "a")]}


def test_a_callback_can_feed_the_graph(threads: int) -> None:
    """A callback may add packets to the graph that calls it."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)

        def feed(_: str, packet: Any) -> None:
            if packet.timestamp < 10:
                graph.add_packet_to_input_stream("a", P(packet.timestamp + 1))

        graph.observe_output_stream("b", feed)
        graph.start_run()
        graph.add_packet_to_input_stream("a", P(0))
        graph.wait_until_idle()
        assert values(seen["b"]) == list(range(11))


def test_a_callback_can_end_the_run(threads: int) -> None:
    """A callback may close the inputs of the graph that calls it."""
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        graph.observe_output_stream("c", lambda *_: graph.close_all_packet_sources())
        graph.start_run()
        graph.add_packet_to_input_stream("a", P(0))
        graph.wait_until_done()
    assert not graph.has_error()


def test_a_callback_can_cancel(threads: int) -> None:
    """After cancel() from a callback nothing that is queued is processed."""
    processed: list[int] = []

    def burst(node: Do) -> None:
        for timestamp in range(5):
            node.outputs[0].send(timestamp, timestamp)

    text = graph_of("a", do("a", "b", "PROCESS:burst"), do("b", "c", "PROCESS:work"), do("c", "d"))

    def work(node: Do) -> None:
        processed.append(node.timestamp)
        node.outputs[0].forward(node.inputs[0])

    graph = CalculatorGraph(text, num_threads=threads)
    graph.observe_output_stream("c", lambda *_: graph.cancel())
    graph.start_run({"burst": burst, "work": work})
    with pytest.raises(Exception, match="the run was cancelled"):
        add(graph, "a", 0)
    graph.close()
    assert processed == [0]


@pytest.mark.parametrize("call", ["wait_until_idle", "wait_until_done", "close"])
def test_a_callback_cannot_wait_for_itself(threads: int, call: str) -> None:
    """Waiting inside a callback would never end, and is refused."""
    refusals: list[str] = []
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:

        def wait(*_: Any) -> None:
            try:
                getattr(graph, call)()
            except GraphStateError as error:
                refusals.append(str(error))

        graph.observe_output_stream("c", wait)
        graph.start_run()
        add(graph, "a", 1)
    assert refusals == [
        f"{call}() was called from a callback or a calculator of the graph, which would wait for itself"
    ]


def test_several_threads_feed(threads: int) -> None:
    """Callers on threads of their own feed one stream each; every join is complete."""
    with CalculatorGraph(graph_of("a b c", do("a b c", "x y z")), num_threads=threads) as graph:
        seen = watch(graph, "x", "y", "z", bounds=False)
        graph.start_run()
        feed_from_threads(graph, "abc", count=100)
        end(graph)
    assert [values(seen[name]) for name in "xyz"] == [list(range(100))] * 3


def test_a_long_chain(threads: int) -> None:
    """A packet and a bound get through a hundred nodes in a row."""
    nodes = [do(f"s{i}", f"s{i + 1}") for i in range(100)]
    with CalculatorGraph(graph_of("s0", *nodes), num_threads=threads) as graph:
        seen = watch(graph, "s100")
        graph.start_run()
        add(graph, "s0", 1)
        graph.set_input_stream_timestamp_bound("s0", 8)
        graph.wait_until_idle()
        assert [packet.timestamp for packet in seen["s100"]] == [1, 7]


@pytest.mark.parametrize("call", ["cancel", "close", "wait_until_idle", "wait_until_done"])
def test_a_calculator_cannot_wait_for_itself(threads: int, call: str) -> None:
    """A calculator, on whatever thread, cancels its graph without waiting, and cannot wait for the graph."""
    told: list[str] = []
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process")), num_threads=threads)

    def process(_: Do) -> None:
        try:
            getattr(graph, call)()
        except GraphStateError as error:
            told.append(str(error))

    graph.start_run({"process": process})
    if call == "cancel":
        with pytest.raises(GraphError, match="cancelled"):
            add(graph, "a", 0)
    else:
        add(graph, "a", 0)
        assert ["would wait for itself" in text for text in told] == [True]
        end(graph)


def test_a_calculator_that_feeds_its_graph_does_not_wait_for_room(threads: int) -> None:
    """A calculator's packets are taken however full the queues are: waiting, it would wait for its own return."""
    text = graph_of("a b", "max_queue_size: 1", do("a", "", "PROCESS:feed"), do("b", "c"))
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "c", bounds=False)["c"]

    def feed(_: Do) -> None:
        for timestamp in range(5):
            graph.add_packet_to_input_stream("b", P(timestamp))

    graph.start_run({"feed": feed})
    graph.add_packet_to_input_stream("a", P(0))
    graph.wait_until_idle(WAIT)
    assert values(seen) == [0, 1, 2, 3, 4]
    end(graph)
