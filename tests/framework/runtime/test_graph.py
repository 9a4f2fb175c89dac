"""CalculatorGraph: what may be called when, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, register
from backedge import timestamp as ts
from backedge.errors import GraphStateError, PacketTypeError, StreamError
from backedge.packet import Packet
from tests.framework.nodes import B, P, add, do, end, graph_of, settle, values, watch


@register("test.TypedEntrance")
class TypedEntrance(Calculator):
    """Takes whole numbers."""

    number = Input[int]()
    double = Output[int]()

    def process(self) -> None:
        self.double.send(2 * self.number.value)


PASS = graph_of("a b", do("a b", "c d"))


@pytest.mark.parametrize(
    "call",
    [
        lambda graph: graph.add_packet_to_input_stream("a", P(1)),
        lambda graph: graph.set_input_stream_timestamp_bound("a", 1),
    ],
)
def test_feeding_needs_a_run(threads: int, call: Any) -> None:
    """Before start_run() and after the end of a run nothing can be fed."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        for _ in range(2):
            with pytest.raises(GraphStateError, match=r"^the graph is not running; call start_run\(\) first$"):
                call(graph)
            graph.start_run()
            end(graph)


def test_a_graph_runs_once_at_a_time(threads: int) -> None:
    """A second start_run() is refused while the first run goes on."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        graph.start_run()
        with pytest.raises(GraphStateError, match=r"^the graph is running already; call wait_until_done"):
            graph.start_run()


def test_unknown_input_streams() -> None:
    """Every call that names a graph input says what there is."""
    with CalculatorGraph(graph_of("image", do("image", "out"))) as graph:
        graph.start_run()
        calls: list[Callable[[], None]] = [
            lambda: graph.add_packet_to_input_stream("imag", P(1)),
            lambda: graph.set_input_stream_timestamp_bound("imag", 1),
            lambda: graph.close_input_stream("imag"),
        ]
        for call in calls:
            with pytest.raises(GraphError, match=r'^there is no graph input stream "imag"; did you mean "image"[?]$'):
                call()
        with pytest.raises(GraphError, match=r'^there is no graph input stream "out"; there are: image$'):
            graph.add_packet_to_input_stream("out", P(1))


def test_values_can_be_fed_with_a_timestamp(threads: int) -> None:
    """A plain value and a timestamp are as good as a packet; the timestamp beats the packet's own."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", "x", 1)
        graph.add_packet_to_input_stream("a", P(1, "y"), timestamp=2)
        graph.add_packet_to_input_stream("a", None, 3)
        end(graph)
    assert seen["b"] == [P(1, "x"), P(2, "y"), Packet(None, 3)]


@pytest.mark.parametrize(
    ("packet", "message"),
    [
        (Packet("x"), r"no timestamp a stream can carry \(Unset\); pass timestamp="),
        (Packet("x", ts.DONE), r"no timestamp a stream can carry \(Done\)"),
        (P(10), "timestamps must increase: the next one can be 11 at the earliest, but the packet has 10"),
        (
            P(ts.PRESTREAM),
            "timestamps must increase: the next one can be 11 at the earliest, but the packet has PreStr",
        ),
    ],
)
def test_wrong_timestamps_are_refused_at_once(threads: int, packet: Packet[Any], message: str) -> None:
    """A wrong timestamp is an error of the call, on any executor, and the run goes on."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", P(10))
        with pytest.raises(StreamError, match=f'^graph input stream "a": .*{message}'):
            graph.add_packet_to_input_stream("a", packet)
        graph.add_packet_to_input_stream("a", P(11))
        end(graph)
    assert values(seen["b"]) == [10, 11]


def test_a_bound_is_a_promise(threads: int) -> None:
    """After a promise earlier timestamps are refused; a lower promise changes nothing."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b")
        graph.start_run()
        settle(graph, "a", 19)
        settle(graph, "a", 4)
        with pytest.raises(StreamError, match="can be 20 at the earliest, but the packet has 19"):
            graph.add_packet_to_input_stream("a", P(19))
        add(graph, "a", 20)
    assert seen["b"] == [B(19), P(20, "a")]


def test_an_empty_packet_is_a_promise(threads: int) -> None:
    """An empty packet settles its stream through its timestamp, and no calculator gets to see it."""
    log: list[Any] = []
    with CalculatorGraph(graph_of("a", do("a", "b", "LOG:log")), num_threads=threads) as graph:
        seen = watch(graph, "a", "b")
        graph.start_run({"log": log})
        graph.add_packet_to_input_stream("a", B(4))
        end(graph)
    assert seen == {"a": [B(4)], "b": [B(4)]}
    assert [phase for _, phase, _ in log] == ["open", "close"]


def test_poststream_stands_alone(threads: int) -> None:
    """A packet at PostStream after another one ends the run with an error."""
    graph = CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads)
    graph.start_run()
    add(graph, "a", 1)
    with pytest.raises(StreamError, match='stream "a": a packet at PostStream must be the only one of its stream'):
        add(graph, "a", ts.POSTSTREAM)


def test_types_are_checked_at_the_entrance(threads: int) -> None:
    """A value of the wrong type is refused by the call that feeds it."""
    text = graph_of("n", do("n", "p", calculator="test.TypedEntrance"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        with pytest.raises(PacketTypeError) as caught:
            graph.add_packet_to_input_stream("n", "three", 5)
        assert str(caught.value) == 'graph input stream "n" carries int, but the packet at 5 holds str'
        assert isinstance(caught.value, TypeError)
        graph.add_packet_to_input_stream("n", 3, 5)
        graph.add_packet_to_input_stream("n", B(8))
        graph.wait_until_idle()


def test_arrays_cannot_be_written_inside(threads: int) -> None:
    """An array arrives read-only and uncopied; the caller's own stays writable."""
    array = np.zeros(3)
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("a", array, 1)
        end(graph)
    received = values(seen["b"])[0]
    assert not received.flags.writeable
    assert np.shares_memory(received, array)
    assert array.flags.writeable


def test_a_closed_input_takes_nothing(threads: int) -> None:
    """Closing an input again does nothing; feeding it is refused."""
    with CalculatorGraph(PASS, num_threads=threads) as graph:
        graph.start_run()
        graph.close_input_stream("a")
        graph.close_input_stream("a")
        with pytest.raises(StreamError, match=r'^graph input stream "a" is closed, but is given a packet at 2$'):
            graph.add_packet_to_input_stream("a", P(2))
        add(graph, "b", 1)
        end(graph)


def test_waiting_for_the_end_needs_an_end() -> None:
    """On the caller's thread nobody else can close the inputs: waiting would never return, and says so."""
    with CalculatorGraph(PASS) as graph:
        graph.start_run()
        graph.close_input_stream("a")
        with pytest.raises(
            GraphStateError, match='wait forever: graph input streams "b" are open; call close_all_packet'
        ):
            graph.wait_until_done()


def test_closing_twice_is_nothing(threads: int) -> None:
    """close() of a graph that has ended, or was never started, does nothing."""
    graph = CalculatorGraph(PASS, num_threads=threads)
    graph.close()
    graph.start_run()
    graph.close()
    graph.close()
    graph.wait_until_done()
    graph.wait_until_idle()
    assert not graph.has_error()
    assert graph.get_combined_error_message() == ""


def test_the_text_of_a_graph_can_be_read_back() -> None:
    """text_config and binary_config are the expanded graph, with canonical names and in order."""
    graph = CalculatorGraph(graph_of("a", do("b", "c"), do("a", "b")))
    again = CalculatorGraph(graph.text_config)
    assert [node.name for node in graph.plan.nodes] == [node.name for node in again.plan.nodes]
    assert [node.contract.outputs[("", 0)].name for node in again.plan.nodes] == ["b", "c"]
    assert CalculatorGraph(graph.binary_config).text_config == again.text_config


def test_a_paused_graph_waits(threads: int) -> None:
    """While a graph is paused packets are taken and not processed; resume() goes on with them."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.wait_until_idle()
        graph.pause()
        graph.add_packet_to_input_stream("a", P(1))
        if not threads:
            graph.close_all_input_streams()
            with pytest.raises(GraphStateError, match=r"the graph is paused; call resume\(\) first$"):
                graph.wait_until_done()
        assert seen == {"b": []}
        graph.resume()
        graph.wait_until_idle()
        assert values(seen["b"]) == [1]


def test_closing_a_paused_graph_finishes_it(threads: int) -> None:
    """close() goes on with what was fed during a pause."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)
        graph.start_run()
        graph.pause()
        graph.add_packet_to_input_stream("a", P(1))
    assert values(seen["b"]) == [1]
