"""What stays from one run of a graph to the next, as in MediaPipe."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Inputs, SideInput, SideOutput, register
from backedge.errors import CalculatorError
from tests.nodes import B, P, add, do, end, graph_of, settle, watch

FIXED_SIZE = 'input_stream_handler { input_stream_handler: "FixedSizeInputStreamHandler" }'


def test_observers_do_not_repeat_bounds(threads: int) -> None:
    """A bound that an earlier run has passed is not told again; packets are."""
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


@register("test.RefusesNegative")
class RefusesNegative(Calculator):
    number = SideInput[int]("NUMBER")
    same = SideOutput[int]("SAME")

    def open(self) -> None:
        if self.number.value < 0:
            raise ValueError("negative")
        self.same.set(self.number.value)


def test_constant_side_packets_survive_a_run_that_fails_before_they_are_set(threads: int) -> None:
    """What a node of side packets has made is set again, although a run between did not come to its turn."""
    text = graph_of(
        "a",
        'node { calculator: "test.RefusesNegative" input_side_packet: "NUMBER:n" output_side_packet: "SAME:m" }',
        'node { calculator: "ConstantSidePacketCalculator" output_side_packet: "PACKET:five"'
        " options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { int_value: 5 } } } }",
        'node { calculator: "SidePacketToStreamCalculator" input_stream: "TICK:a" input_side_packet: "five"'
        ' output_stream: "AT_TICK:out" }',
    )
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "out", bounds=False)["out"]
    for number in (1, -1, 1):
        if number < 0:
            with suppress(CalculatorError):  # told by this call, or by the next
                graph.start_run({"n": number})
            with pytest.raises(CalculatorError, match="negative"):
                graph.wait_until_idle()
            continue
        graph.start_run({"n": number})
        add(graph, "a", 0)
        end(graph)
    assert seen == [P(0, 5), P(0, 5)]


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
    """What is told is why the calculator could not be made; the nodes that had been made are let go."""
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
