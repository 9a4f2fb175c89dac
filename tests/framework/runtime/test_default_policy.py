"""The default policy: a node runs where every input is settled, and bounds travel where it does not run."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge import timestamp as ts
from backedge.packet import EMPTY, Packet
from tests.do_calculator import seen_by
from tests.flow import B, P, add, end, settle, watch
from tests.graph_text import do, do_options, graph_of

JOIN = graph_of("a b", do("a b", "c d"))


def calls(graph: str, threads: int, steps: list[tuple[str, str, int]]) -> list[tuple[int, list[Packet[Any]]]]:
    """The input timestamp and the inputs of every call of the node that has a side packet `process`."""
    made: list[tuple[int, list[Packet[Any]]]] = []
    with CalculatorGraph(graph, num_threads=threads) as running:
        running.start_run({"process": lambda node: made.append((node.timestamp, seen_by(node.inputs)))})
        for action, stream, timestamp in steps:
            if action == "close":
                running.close_input_stream(stream)
                running.wait_until_idle()
            else:
                (add if action == "add" else settle)(running, stream, timestamp)
        return list(made)  # without what closing the graph adds


def test_inputs_wait_for_each_other(threads: int) -> None:
    """A packet is processed when the other input is settled there, and what did not come is a bound downstream."""
    with CalculatorGraph(JOIN, num_threads=threads) as graph:
        seen = watch(graph, "c", "d")
        graph.start_run()
        add(graph, "a", 10)
        assert seen == {"c": [], "d": []}
        add(graph, "b", 15)
        assert seen == {"c": [P(10, "a")], "d": [B(10)]}
        add(graph, "a", 20)
        assert seen == {"c": [P(10, "a"), B(15)], "d": [B(10), P(15, "b")]}
        graph.close_input_stream("b")
        graph.wait_until_idle()
        assert seen == {"c": [P(10, "a"), B(15), P(20, "a")], "d": [B(10), P(15, "b"), B(20)]}


def test_a_closed_input_is_not_waited_for(threads: int) -> None:
    """Once an input has ended, packets of the others are processed at once."""
    with CalculatorGraph(JOIN, num_threads=threads) as graph:
        seen = watch(graph, "c", "d")
        graph.start_run()
        graph.close_input_stream("b")
        add(graph, "a", 10)
        assert seen == {"c": [P(10, "a")], "d": [B(10)]}


def test_a_bound_settles_an_input(threads: int) -> None:
    """A timestamp bound is as good as a packet: who waited runs."""
    with CalculatorGraph(JOIN, num_threads=threads) as graph:
        seen = watch(graph, "c", "d")
        graph.start_run()
        add(graph, "a", 10)
        settle(graph, "b", 9)
        assert seen == {"c": [B(9)], "d": [B(9)]}
        settle(graph, "b", 10)
        assert seen == {"c": [B(9), P(10, "a")], "d": [B(9), B(10)]}


def test_an_absent_input_says_how_far_it_is_settled(threads: int) -> None:
    """In process() an input without a packet is empty, and stamped with the time through which it is settled."""
    graph = graph_of("a b", do("a b", side="PROCESS:process"))
    steps = [
        ("add", "a", 10),
        ("add", "b", 15),
        ("add", "a", 30),
        ("settle", "b", 40),
        ("add", "a", 41),
        ("close", "b", 0),
    ]
    assert calls(graph, threads, steps) == [
        (10, [P(10, "a"), B(14)]),
        (15, [B(29), P(15, "b")]),
        (30, [P(30, "a"), B(40)]),
        (41, [P(41, "a"), B(ts.MAX)]),
    ]


def test_bounds_pass_nodes_that_do_not_run(threads: int) -> None:
    """Through nodes with offset 0 a bound travels to the end without a call of process()."""
    chain = graph_of("a", do("a", "b", "LOG:log"), do("b", "c", "LOG:log"), do("c", "d", "LOG:log"))
    log: list[Any] = []
    with CalculatorGraph(chain, num_threads=threads) as graph:
        seen = watch(graph, "d")
        graph.start_run({"log": log})
        settle(graph, "a", 10)
        assert seen == {"d": [B(10)]}
        assert {phase for _, phase, _ in log} == {"open"}


@pytest.mark.parametrize(
    ("options", "after_packet", "after_bound"),
    [
        ("offset: 0", [B(10)], [B(10), B(20)]),
        ("offset: 5", [B(15)], [B(15), B(25)]),
        ("offset: -3", [B(7)], [B(7), B(17)]),
        ("arbitrary: true", [], []),
    ],
)
def test_offsets(threads: int, options: str, after_packet: list[Any], after_bound: list[Any]) -> None:
    """An offset moves an output along with the inputs; without one it stays where it is."""
    graph_text = graph_of("a", do("a", "b", "PROCESS:process", do_options(options)))
    with CalculatorGraph(graph_text, num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run({"process": lambda _: None})
        add(graph, "a", 10)
        assert seen["b"] == after_packet
        settle(graph, "a", 20)
        assert seen["b"] == after_bound


def test_an_output_without_offset_keeps_downstream_waiting(threads: int) -> None:
    """A node that joins a stream that promises nothing with another one waits for its packets."""
    text = graph_of("a", do("a", "b", "PROCESS:drop", do_options("arbitrary: true")), do("a b", "c d"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", "d")
        graph.start_run({"drop": lambda node: node.outputs[0].send("b") if node.timestamp == 3 else None})
        add(graph, "a", 1)
        assert seen == {"c": [], "d": []}
        add(graph, "a", 3)
        assert seen == {"c": [P(1, "a"), P(3, "a")], "d": [B(1), P(3, "b")]}


@pytest.mark.parametrize("timestamp", [ts.MIN, ts.MAX, ts.PRESTREAM, ts.POSTSTREAM])
def test_special_timestamps_pass(threads: int, timestamp: int) -> None:
    """Packets at either end of time go through like others."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        add(graph, "a", timestamp)
        assert seen == {"b": [P(timestamp, "a")]}


def test_nothing_follows_prestream(threads: int) -> None:
    """After a packet at PreStream the stream is settled through Max."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "a", "b")
        graph.start_run()
        add(graph, "a", ts.PRESTREAM)
    assert seen == {name: [P(ts.PRESTREAM, "a"), B(ts.MAX)] for name in "ab"}


def test_poststream_may_follow_an_input_at_max(threads: int) -> None:
    """A node that sends nothing at Max leaves room for a packet at PostStream."""
    with CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:drop")), num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run({"drop": lambda _: None})
        add(graph, "a", ts.MAX)
    assert seen == {"b": [B(ts.POSTSTREAM)]}


def test_a_back_edge_into_the_default_policy_waits_for_itself(threads: int) -> None:
    """A node that waits for its own output never runs; closing such a graph is not an error."""
    text = graph_of("a", do("a loop", "b loop", more='input_stream_info { tag_index: ":1" back_edge: true }'))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", "loop")
        graph.start_run()
        add(graph, "a", 1)
        end(graph)
    assert seen == {"b": [], "loop": []}


BOUNDS = graph_of("a b", do("a b", "c", "PROCESS:process", do_options("bounds: true")))


def test_bounds_are_processed_on_request(threads: int) -> None:
    """With process_timestamp_bounds a node runs also where its inputs are merely settled, once per settled time."""
    steps = [("add", "a", 10), ("settle", "b", 5), ("settle", "b", 5), ("settle", "b", 20), ("settle", "a", 15)]
    assert calls(BOUNDS, threads, steps) == [
        (5, [B(9), B(5)]),
        (10, [P(10, "a"), B(20)]),
        (15, [B(15), B(20)]),
    ]


def test_a_packet_at_poststream_is_processed_with_bounds(threads: int) -> None:
    """A packet at PostStream is delivered although no bound says that its time is settled."""
    made = calls(BOUNDS, threads, [("close", "b", 0), ("add", "a", ts.POSTSTREAM)])
    assert [(timestamp, inputs[0]) for timestamp, inputs in made] == [(ts.POSTSTREAM, P(ts.POSTSTREAM, "a"))]


def test_the_end_is_no_bound_to_process(threads: int) -> None:
    """When all inputs have ended the node closes without another call."""
    made = calls(BOUNDS, threads, [("add", "a", 1), ("add", "b", 1), ("close", "a", 0), ("close", "b", 0)])
    assert [timestamp for timestamp, _ in made] == [1]


def test_a_batch_survives_a_stop(threads: int) -> None:
    """The rest of a batch is processed before the node closes, if its calculator stops the sources."""
    times: list[int] = []

    def stop_at_1(node: Any) -> None:
        times.append(node.timestamp)
        if node.timestamp == 1:
            node.stop()

    batch = (
        'input_stream_handler { input_stream_handler: "DefaultInputStreamHandler" '
        "options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 3 } } }"
    )
    text = graph_of("a", do("a", "", "PROCESS:stop_at_1", batch))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"stop_at_1": stop_at_1})
        for timestamp in (1, 2, 3):
            add(graph, "a", timestamp)
        end(graph)
    assert times == [1, 2, 3]


def seen_from(start: int, threads: int) -> list[tuple[str, list[tuple[int, Any]]]]:
    """What comes of four packets, the first at `start`, where two branches meet, one of which drops every other."""
    drop = do("a", "b", side="PROCESS:drop")
    graph = graph_of("a", drop, do("a", "c"), do("b c", "d e"), do("d", "f"))
    with CalculatorGraph(graph, num_threads=threads) as running:
        seen = watch(running, "d", "e", "f")
        running.start_run(
            {"drop": lambda node: (node.timestamp - start) % 2 or node.outputs[0].forward(node.inputs[0])}
        )
        for step in range(4):
            running.add_packet_to_input_stream("a", step, start + step)
            running.wait_until_idle()
        end(running)
    return [
        (name, [(at - start, None if value is EMPTY else value) for value, at in packets])
        for name, packets in seen.items()
    ]


@pytest.mark.parametrize("start", [ts.MIN, -ts.NEAR - 2, ts.NEAR - 2, ts.MAX - 4])
def test_ordinary_timestamps_are_alike_however_far(start: int, threads: int) -> None:
    """Timestamps far from 0 are processed like those near it, for which the engine has a shorter way."""
    assert seen_from(start, threads) == seen_from(0, threads)
