"""Side packets that nodes make: when they are set, who waits for them, and what outlives a run."""

from __future__ import annotations

from contextlib import suppress

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, SideOutput, register
from backedge import timestamp as ts
from backedge.errors import CalculatorError, DeadlockError
from tests.do_calculator import Do
from tests.flow import P, add, end, values, watch
from tests.framework.runtime.side_packet_nodes import MAKE, SCALE, TO_SIDE, TO_STREAM, node
from tests.graph_text import do, graph_of


def test_a_side_packet_of_process_is_waited_for(threads: int) -> None:
    """A source that reads a side packet opens when another node's process() has set it; every run anew."""
    with CalculatorGraph(graph_of("in", TO_SIDE, TO_STREAM), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for run in range(2):
            graph.start_run()
            graph.wait_until_idle()
            assert len(seen) == run
            graph.add_packet_to_input_stream("in", P(0, run))
            end(graph)
    assert seen == [P(ts.POSTSTREAM, 0), P(ts.POSTSTREAM, 1)]


def test_a_source_of_a_late_side_packet_runs_to_its_end(threads: int) -> None:
    """Once its side packet is there a source produces everything, although the graph was at rest before."""
    text = graph_of("in", TO_SIDE, node("Counting", "input_side_packet=INCREMENT:side output_stream=numbers"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "numbers", bounds=False)["numbers"]
        graph.start_run()
        graph.wait_until_idle()
        graph.add_packet_to_input_stream("in", P(0, 7))
        graph.close_input_stream("in")
        graph.wait_until_done()
    assert values(seen) == list(range(0, 70, 7))


def test_a_side_packet_is_set_once_a_run(threads: int) -> None:
    """A second packet that would set it again is an error."""
    graph = CalculatorGraph(graph_of("in", TO_SIDE), num_threads=threads)
    graph.start_run()
    add(graph, "in", 0)
    with pytest.raises(CalculatorError, match='output side packet "side" was already set'):
        add(graph, "in", 1)
    graph.close()


def test_a_lower_layer_that_waits_for_a_higher_one(threads: int) -> None:
    """A source whose side packet comes from behind a source of a higher layer never opens: an error, as a deadlock."""
    text = graph_of(
        "",
        node("Counting", "output_stream=a", "source_layer: 0"),
        node("Counting", "output_stream=b", "source_layer: 1"),
        do("b", "first", "PROCESS:only_first"),
        node("StreamToSide", "input_stream=first output_side_packet=side"),
        node("Counting", "input_side_packet=INCREMENT:side output_stream=c", "source_layer: 0"),
    )

    def only_first(node: Do) -> None:
        if not node.outputs[0].is_closed:
            node.outputs[0].forward(node.inputs[0])
            node.outputs[0].close()

    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "a", "b", bounds=False)
    graph.start_run({"only_first": only_first})
    with pytest.raises(DeadlockError, match="source_layer"):
        graph.wait_until_done()
    assert values(seen["a"]) == list(range(10))
    assert seen["b"] == []


def test_nodes_of_side_packets_only(threads: int) -> None:
    """Nodes without streams make side packets of each other's, in whatever order the config names them."""
    text = graph_of(
        "",
        node("SideToStream", "input_side_packet=three output_stream=out"),
        node("Add", "input_side_packet=LEFT:two input_side_packet=RIGHT:one_more output_side_packet=three"),
        node("Add", "input_side_packet=LEFT:one input_side_packet=RIGHT:another output_side_packet=two"),
        *(node("Add", f"output_side_packet={name}") for name in ("one", "another", "one_more")),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.wait_until_done()
        assert graph.get_output_side_packet("two") == 2
    assert seen == [P(ts.POSTSTREAM, 3)]


def test_a_side_packet_of_close(threads: int) -> None:
    """A side packet that sums a run up is there as soon as the graph is at rest, also for other nodes."""
    text = graph_of("in", node("Count", "input_stream=in output_side_packet=side"), TO_STREAM)
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        for run in range(1, 3):
            graph.start_run()
            for timestamp in range(100 * run):
                graph.add_packet_to_input_stream("in", P(timestamp))
            with pytest.raises(GraphError, match="has not been set"):
                graph.get_output_side_packet("side")
            graph.close_input_stream("in")
            graph.wait_until_idle()
            assert graph.get_output_side_packet("side") == 100 * run
            graph.wait_until_done()
            assert graph.get_output_side_packet("side") == 100 * run
    assert seen == [P(ts.POSTSTREAM, 100), P(ts.POSTSTREAM, 200)]


@pytest.mark.parametrize("when", ["open", "process", "close"])
def test_open_waits_for_side_packets(threads: int, when: str) -> None:
    """A node opens when its side packets are there, whenever another node sets them; its packets wait."""
    with CalculatorGraph(SCALE + MAKE, num_threads=threads) as graph:
        seen = watch(graph, "p", bounds=False)
        graph.start_run({"when": when})
        graph.add_packet_to_input_stream("n", 3, 0)
        graph.wait_until_idle()
        assert values(seen["p"]) == [21]
        assert graph.get_output_side_packet("factor") == 7
        end(graph)


def test_a_side_packet_that_is_never_set(threads: int) -> None:
    """A node whose side packet is never set does not open, and the run ends all the same."""
    with CalculatorGraph(SCALE + MAKE, num_threads=threads) as graph:
        seen = watch(graph, "p")
        graph.start_run({"when": "never"})
        graph.add_packet_to_input_stream("n", 3, 0)
        graph.wait_until_idle()
        with pytest.raises(GraphError, match=r'^side packet "factor" has not been set$'):
            graph.get_output_side_packet("factor")
        end(graph)
    assert seen == {"p": []}


def test_sources_wait_for_side_packets_too(threads: int) -> None:
    """A source opens after another source has set its side packet."""
    maker = 'node { calculator: "test.HandOver" output_stream: "x" output_side_packet: "send" }'
    with CalculatorGraph(graph_of("", do("", "a", "PROCESS:send"), maker), num_threads=threads) as graph:
        seen = watch(graph, "a", bounds=False)
        graph.start_run()
        graph.wait_until_done()
    assert seen == {"a": [P(1), P(2)]}


def test_a_side_packet_set_in_close_is_there_after_the_run(threads: int) -> None:
    """A node without streams is closed when the run has ended; what it sets then can be got all the same, each time."""
    text = 'node { calculator: "test.Make" input_side_packet: "WHEN:when" output_side_packet: "MADE:made" }'
    graph = CalculatorGraph(text, num_threads=threads)
    for _ in range(2):
        graph.start_run({"when": "close"})
        end(graph)
        assert graph.get_output_side_packet("made") == 7


@register("test.MakesText")
class MakesText(Calculator):
    made = SideOutput[float]("MADE")

    def open(self) -> None:
        self.made.set("abc")  # type: ignore[arg-type]


def test_what_is_set_is_of_the_declared_type(threads: int) -> None:
    """A node that sets a side packet of another type than it declares fails, and not the node that reads it."""
    graph = CalculatorGraph(
        'node { calculator: "test.MakesText" output_side_packet: "MADE:made" }', num_threads=threads
    )
    with suppress(CalculatorError):  # raised by this call, or by the next
        graph.start_run()
    with pytest.raises(CalculatorError, match=r'MakesText .* output side packet "made" carries float, but was set to'):
        graph.wait_until_idle()
