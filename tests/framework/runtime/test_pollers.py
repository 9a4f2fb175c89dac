"""Pollers: packets taken one by one, by callers that wait for them."""

from __future__ import annotations

import math
import threading
from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge.errors import GraphStateError, GraphTimeoutError, ThrottledError
from backedge.runtime.calculator_graph import AddMode
from tests.do_calculator import Do, fail, sender
from tests.flow import WAIT, P, add, end
from tests.graph_text import do, graph_of

SOURCE = graph_of("", do("", "a", "PROCESS:send"), do("a", "b"))


@pytest.mark.parametrize("size", [1, 2, 9, 100])
def test_every_packet_is_polled(threads: int, size: int) -> None:
    """next() gives every packet in order, however short the queue, and None at the end."""
    with CalculatorGraph(SOURCE, num_threads=threads) as graph:
        poller = graph.output_stream_poller("a", max_queue_size=size)
        graph.start_run({"send": sender(P(i) for i in range(200))})
        assert list(poller) == [P(i) for i in range(200)]
        graph.close_all_packet_sources()
        graph.wait_until_done()
        assert poller.next() is None


def test_several_streams_are_polled(threads: int) -> None:
    """Two pollers, asked in turn, give all packets of both streams."""
    with CalculatorGraph(SOURCE, num_threads=threads) as graph:
        pollers = [graph.output_stream_poller(stream) for stream in "ab"]
        graph.start_run({"send": sender(P(i) for i in range(200))})
        for i in range(200):
            assert [poller.next() for poller in pollers] == [P(i), P(i)]
        assert [poller.next() for poller in pollers] == [None, None]


def test_bounds_are_polled_on_request(threads: int) -> None:
    """With bounds there are empty packets in between, at growing timestamps."""
    clock = iter(range(110))

    def packets_and_bounds(node: Do) -> None:
        count = next(clock)
        if count % 50 == 1:
            node.outputs[0].send(count, count)
        elif count % 15 == 7:
            node.outputs[0].set_next_timestamp_bound(count)
        if count == 109:
            node.stop()

    with CalculatorGraph(SOURCE, num_threads=threads) as graph:
        poller = graph.output_stream_poller("a", observe_timestamp_bounds=True)
        graph.start_run({"send": packets_and_bounds})
        packets = list(poller)
        graph.wait_until_done()
    assert [packet.value for packet in packets if not packet.is_empty] == [1, 51, 101]
    timestamps = [packet.timestamp for packet in packets]
    assert timestamps == sorted(set(timestamps))
    assert timestamps[-1] < 110
    assert any(packet.is_empty for packet in packets)


def test_a_poller_of_a_failing_graph(threads: int) -> None:
    """A poller of a graph that fails raises the failure, instead of waiting for ever."""
    graph = CalculatorGraph(SOURCE, num_threads=threads)
    poller = graph.output_stream_poller("b")
    with pytest.raises(GraphError, match="broken in process"):  # noqa: PT012 - in which call varies
        graph.start_run({"send": fail})
        poller.next()
    graph.close()


TEXT = graph_of("a", do("a", "b"))


def test_waiting_for_what_nobody_feeds_is_refused() -> None:
    """On the caller's thread nothing can come while it waits; what has come is given, and then the end."""
    graph = CalculatorGraph(TEXT)
    poller = graph.output_stream_poller("b")
    graph.start_run()
    with pytest.raises(GraphStateError, match='poller of "b" would wait forever: the graph has nothing left to do'):
        poller.next()
    add(graph, "a", 1)
    assert poller.queue_size == 1
    assert poller.next() == P(1, "a")
    assert poller.queue_size == 0
    end(graph)
    assert poller.next() is None


def test_several_may_take_from_one_poller() -> None:
    """A poller gives every packet to one of the threads that take from it, and none of them an empty one."""
    count = 3000
    graph = CalculatorGraph(TEXT, num_threads=1)
    poller = graph.output_stream_poller("b", max_queue_size=-1)
    graph.start_run()
    taken: list[Any] = []

    def take() -> None:
        for packet in poller:
            taken.append(packet)  # noqa: PERF402 - one by one is what this is about

    takers = [threading.Thread(target=take) for _ in range(3)]
    for taker in takers:
        taker.start()
    for timestamp in range(count):
        graph.add_packet_to_input_stream("a", P(timestamp))
    end(graph)
    for taker in takers:
        taker.join(WAIT)
    assert sorted(taken, key=lambda packet: packet.timestamp) == [P(timestamp) for timestamp in range(count)]


def test_a_full_poller_refuses_packets(threads: int) -> None:
    """A poller that is not emptied holds graph inputs back; its queue does not grow."""
    with CalculatorGraph(graph_of("a", "max_queue_size: 5", do("a", "b")), num_threads=threads) as graph:
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        poller = graph.output_stream_poller("b", max_queue_size=5)
        graph.start_run()
        for timestamp in range(5):
            add(graph, "a", timestamp)
        for _ in range(3):
            with pytest.raises(ThrottledError):
                graph.add_packet_to_input_stream("a", P(5))
        assert [poller.next() for _ in range(5)] == [P(timestamp, "a") for timestamp in range(5)]
        add(graph, "a", 5)
        assert poller.next() == P(5, "a")


@pytest.mark.parametrize("timeout", [0, 0.001, WAIT, math.inf])
def test_a_time_out_is_only_for_what_does_not_come(threads: int, timeout: float) -> None:
    """A time-out does not matter where a packet comes; None is the stream's end, with a time-out as without."""
    with CalculatorGraph(TEXT, num_threads=threads) as graph:
        poller = graph.output_stream_poller("b")
        graph.start_run()
        for timestamp in (1, 2):
            add(graph, "a", timestamp)
        assert [poller.next(max(timeout, WAIT)) for _ in range(2)] == [P(1, "a"), P(2, "a")]
        end(graph)
        assert poller.next(timeout) is None


@pytest.mark.parametrize("timeout", [0, 0.001])
def test_a_packet_that_does_not_come_in_time(threads: int, timeout: float) -> None:
    """The time-out is an error that says what the graph waits for; the poller goes on afterwards."""
    text = graph_of("a c", do("a c", "b"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        poller = graph.output_stream_poller("b")
        graph.start_run()
        add(graph, "a", 1)
        came = "came" if threads else "can come"
        with pytest.raises(GraphTimeoutError, match=rf'^no packet of "b" {came} within {timeout:g} s') as caught:
            poller.next(timeout)
        assert 'waits for stream "c", which is settled through Unstarted only' in str(caught.value)
        assert isinstance(caught.value, TimeoutError)
        assert poller.queue_size == 0
        add(graph, "c", 1)
        assert poller.next(WAIT) == P(1, "a")


def test_sources_work_while_a_poller_waits() -> None:
    """On the caller's thread a source runs until there is a packet, or the time has passed: once at least."""
    calls = 0

    def third_time(node: Do) -> None:
        nonlocal calls
        calls += 1
        if calls % 3 == 0:
            node.outputs[0].send(calls, calls)

    with CalculatorGraph(graph_of("", do("", "a", "PROCESS:send"))) as graph:
        poller = graph.output_stream_poller("a", max_queue_size=-1)
        graph.start_run({"send": third_time})
        for expected in (1, 2):
            with pytest.raises(GraphTimeoutError, match=r'^no packet of "a" came within 0 s'):
                poller.next(timeout=0)
            assert calls == expected
        assert [poller.next(timeout=0), poller.next(WAIT)] == [P(3), P(6)]
        graph.close_all_packet_sources()


def test_a_time_out_while_the_graph_is_busy_loses_no_packet(threads: int) -> None:
    """A caller that cannot wait for a busy graph is told; the packet that waits is given by the next call."""
    busy, free = threading.Event(), threading.Event()

    def hold(name: str, packet: Any) -> None:
        if packet.value == 2:
            busy.set()
            assert free.wait(WAIT)

    graph = CalculatorGraph(TEXT, num_threads=threads)
    poller = graph.output_stream_poller("b")
    graph.observe_output_stream("b", hold)
    graph.start_run()
    add(graph, "a", 1)
    feeder = threading.Thread(target=graph.add_packet_to_input_stream, args=["a", P(2)])
    feeder.start()
    assert busy.wait(WAIT)
    with pytest.raises(GraphTimeoutError, match=r'^no packet of "b" came within 0\.01 s:'):
        poller.next(timeout=0.01)
    free.set()
    feeder.join(WAIT)
    graph.wait_until_idle()
    assert poller.queue_size == 2
    assert [poller.next(WAIT), poller.next(WAIT)] == [P(1, "a"), P(2)]
    end(graph)
    assert poller.next(0) is None


def test_a_failed_run_is_told_before_the_time_is_over(threads: int) -> None:
    """A failure ends the waiting."""
    graph = CalculatorGraph(SOURCE, num_threads=threads)
    poller = graph.output_stream_poller("b")
    with pytest.raises(GraphError, match="broken in process"):  # noqa: PT012 - in which call varies
        graph.start_run({"send": fail})
        poller.next(WAIT)
    graph.close()


def test_what_was_not_taken_is_gone_in_the_next_run(threads: int) -> None:
    """A poller begins each run empty."""
    graph = CalculatorGraph(TEXT, num_threads=threads)
    poller = graph.output_stream_poller("b")
    for timestamp in (1, 2):
        graph.start_run()
        add(graph, "a", timestamp)
        add(graph, "a", timestamp + 1)
        assert poller.next(WAIT) == P(timestamp, "a")
        end(graph)
