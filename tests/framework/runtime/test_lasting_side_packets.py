"""Side packets that outlive a run, and those that do not."""

from __future__ import annotations

from contextlib import suppress

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, SideInput, SideOutput, register
from backedge.errors import CalculatorError
from tests.do_calculator import fail, sender
from tests.flow import P, add, end, values, watch
from tests.framework.runtime.side_packet_nodes import SCALE, TO_STREAM, node
from tests.graph_text import do, graph_of


def test_what_depends_on_side_packets_only_is_made_once(threads: int) -> None:
    """A node without streams is opened again only in a run that gives it other side packets."""
    text = graph_of(
        "",
        node(
            "Add",
            "input_side_packet=LEFT:l input_side_packet=RIGHT:r input_side_packet=OPENED:log output_side_packet=side",
        ),
        TO_STREAM,
    )
    opened: list[str] = []
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for left, right in ((1, 2), (1, 2), (1, 3), (1, 3), (1, 2)):
            graph.start_run({"l": left, "r": right, "log": opened})
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") == left + right
    assert values(seen) == [3, 3, 4, 4, 3]
    assert len(opened) == 3


def test_every_run_gets_the_same_object(threads: int) -> None:
    """Every run gets the very object that a node without streams has made in the first run, not a copy of it."""
    text = graph_of("", node("Model", "output_side_packet=side"), TO_STREAM)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for _ in range(3):
            graph.start_run()
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") is seen[0].value
    assert len(seen) == 3
    assert all(packet.value is seen[0].value for packet in seen)


def test_what_was_made_survives_a_failed_run(threads: int) -> None:
    """The graph keeps a side packet that was made although the run fails elsewhere."""
    text = graph_of(
        "",
        node("Add", "input_side_packet=OPENED:log output_side_packet=side"),
        TO_STREAM,
        do("", "x", "PROCESS:process"),
    )
    opened: list[str] = []
    graph = CalculatorGraph(text, num_threads=threads)
    for process in (sender([]), fail, sender([])):
        side_packets = {"log": opened, "process": process}
        if process is fail:
            with pytest.raises(CalculatorError):  # noqa: PT012 - in which call varies
                graph.start_run(side_packets)
                graph.wait_until_done()
            graph.close()
        else:
            graph.start_run(side_packets)
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") == 1
    assert len(opened) == 1


@register("test.RefusesNegative")
class RefusesNegative(Calculator):
    number = SideInput[int]("NUMBER")
    same = SideOutput[int]("SAME")

    def open(self) -> None:
        if self.number.value < 0:
            raise ValueError("negative")
        self.same.set(self.number.value)


def test_constant_side_packets_survive_a_run_that_fails_before_they_are_set(threads: int) -> None:
    """A side packet that a node without streams has made is set again, although a run between ended before its turn."""
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
            with suppress(CalculatorError):  # raised by this call, or by the next
                graph.start_run({"n": number})
            with pytest.raises(CalculatorError, match="negative"):
                graph.wait_until_idle()
            continue
        graph.start_run({"n": number})
        add(graph, "a", 0)
        end(graph)
    assert seen == [P(0, 5), P(0, 5)]


def test_side_packets_of_a_run_do_not_outlive_it(threads: int) -> None:
    """The next run needs its side packets anew."""
    with CalculatorGraph(SCALE, num_threads=threads) as graph:
        graph.start_run({"factor": 2})
        end(graph)
        assert graph.get_output_side_packet("factor") == 2
        with pytest.raises(GraphError, match="was not provided"):
            graph.start_run()
