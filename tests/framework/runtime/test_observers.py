"""Observers: callbacks on any stream, with or without timestamp bounds."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge import timestamp as ts
from backedge.errors import GraphStateError, ObserverError
from tests.do_calculator import Do
from tests.flow import B, P, add, end, settle, watch
from tests.graph_text import do, do_options, graph_of

PASS = graph_of("a", do("a", "b"), do("b", "c"))


def test_every_stream_can_be_observed(threads: int) -> None:
    """An observer can be on graph inputs, on streams between nodes, and on streams that no node reads."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        seen = watch(graph, "a", "b", "c", bounds=False)
        graph.start_run()
        add(graph, "a", 1)
    assert seen == {name: [P(1, "a")] for name in "abc"}


def test_several_observers_of_one_stream(threads: int) -> None:
    """Each observer is called, in the order in which they were added."""
    calls: list[str] = []
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        for name in ("first", "second"):
            graph.observe_output_stream("c", lambda *_, name=name: calls.append(name))
        graph.start_run()
        add(graph, "a", 1)
    assert calls == ["first", "second"]


def test_bounds_are_observed_on_request(threads: int) -> None:
    """Without bounds only packets are seen; with them also how far the stream is settled beyond the last packet."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        without, with_bounds = watch(graph, "c", bounds=False), watch(graph, "c")
        graph.start_run()
        add(graph, "a", 1)
        settle(graph, "a", 1)
        settle(graph, "a", 5)
        settle(graph, "a", 5)
        add(graph, "a", 9)
        end(graph)
    assert without == {"c": [P(1, "a"), P(9, "a")]}
    assert with_bounds == {"c": [P(1, "a"), B(5), P(9, "a")]}


def test_the_end_of_a_stream_is_told_on_request(threads: int) -> None:
    """Once a run, after all packets; of graph inputs and of what comes of them."""
    told: list[Any] = []
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        for name in "ac":
            graph.observe_output_stream(
                name, lambda name, packet: told.append((name, packet)), on_end=partial(told.append, name)
            )
        for run in (1, 2):
            graph.start_run()
            add(graph, "a", run)
            end(graph)
    assert [entry for entry in told if "a" in entry] == [("a", P(1, "a")), "a", ("a", P(2, "a")), "a"]
    assert [entry for entry in told if "c" in entry] == [("c", P(1, "a")), "c", ("c", P(2, "a")), "c"]


def test_an_error_at_the_end_of_a_stream_ends_the_run(threads: int) -> None:
    """As one in the callback for packets does."""
    graph = CalculatorGraph(PASS, num_threads=threads)
    graph.observe_output_stream("c", lambda *_: None, on_end=lambda: 1 / 0)
    graph.start_run()
    with pytest.raises(ObserverError, match='observes stream "c" failed at Done: ZeroDivisionError'):
        end(graph)


def test_the_end_of_a_stream_is_not_observed(threads: int) -> None:
    """A stream that just ends shows nothing."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        seen = watch(graph, "a", "c")
        graph.start_run()
        end(graph)
    assert seen == {"a": [], "c": []}


def test_one_over_poststream_is_observed_as_max(threads: int) -> None:
    """A promise that nothing more will come, without an end, shows as settled through Max."""
    with CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:promise")), num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run({"promise": lambda node: node.outputs[0].set_next_timestamp_bound(ts.ONE_OVER_POSTSTREAM)})
        add(graph, "a", 1)
    assert seen == {"b": [B(ts.MAX)]}


@pytest.mark.parametrize("stream", ["a", "b"])
@pytest.mark.parametrize("bounds", [False, True])
def test_a_failing_callback_ends_the_run(threads: int, stream: str, bounds: bool) -> None:
    """An exception of a callback is an error of the graph that names the stream, and every node is closed."""
    log: list[Any] = []

    def fail(_: str, packet: Any) -> None:
        raise ValueError("my fault")

    graph = CalculatorGraph(graph_of("a", do("a", "b", "LOG:log")), num_threads=threads)
    graph.observe_output_stream(stream, fail, observe_timestamp_bounds=bounds)
    graph.start_run({"log": log})
    with pytest.raises(ObserverError) as caught:  # noqa: PT012 - both ways are the same to the test
        if bounds:
            settle(graph, "a", 3)
        else:
            add(graph, "a", 3)
    graph.close()
    assert str(caught.value) == f'the callback that observes stream "{stream}" failed at 3: ValueError: my fault'
    assert isinstance(caught.value.__cause__, ValueError)
    assert [phase for _, phase, _ in log][-1] == "close"


def test_an_unknown_stream() -> None:
    """Observing a stream that does not exist names the one that was meant."""
    graph = CalculatorGraph(graph_of("image", do("image", "hand_rects")))
    with pytest.raises(GraphError, match=r'^there is no stream "hand_rect"; did you mean "hand_rects"[?]$'):
        graph.observe_output_stream("hand_rect", print)
    with pytest.raises(GraphError, match=r'^there is no stream "zzz"; there are: image, hand_rects$'):
        graph.observe_output_stream("zzz", print)


def test_observers_come_before_the_start(threads: int) -> None:
    """A graph that runs takes no more observers."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        graph.start_run()
        with pytest.raises(GraphStateError, match=r"before start_run\(\)"):
            graph.observe_output_stream("c", print)


def test_bounds_of_a_node_that_drops(threads: int) -> None:
    """Behind a node that drops packets the bounds tell where they would have been."""

    def keep_odd(node: Do) -> None:
        if node.timestamp % 2:
            node.outputs[0].forward(node.inputs[0])

    text = graph_of("a", do("a", "b", "PROCESS:keep_odd"), do("b", "c", more=do_options("offset: -1")))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", "c")
        graph.start_run({"keep_odd": keep_odd})
        for timestamp in (1, 2, 3, 10):
            add(graph, "a", timestamp)
    assert seen["b"] == [P(1, "a"), B(2), P(3, "a"), B(10)]
    assert seen["c"] == [P(1, "a"), P(3, "a"), B(9)]


def test_bounds_and_ends_are_output_too(threads: int) -> None:
    """A bound or the end of a stream wakes a caller that waits for observed output, observed or not as packets."""
    text = graph_of(
        "a",
        'node { calculator: "GateCalculator" input_stream: "a" output_stream: "b" '
        "options { [mediapipe.GateCalculatorOptions.ext] { allow: false } } }",
    )
    graph = CalculatorGraph(text, num_threads=threads)
    graph.observe_output_stream("b", lambda *_: None)
    graph.start_run()
    graph.add_packet_to_input_stream("a", P(1))
    graph.wait_for_observed_output()
    graph.close_all_input_streams()
    graph.wait_for_observed_output()
    graph.wait_until_done()
    with pytest.raises(GraphStateError, match="no packet can be observed any more"):
        graph.wait_for_observed_output()
