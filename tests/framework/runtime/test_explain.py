"""A graph that does not go on says why."""

from __future__ import annotations

import threading

import pytest

from backedge import CalculatorGraph
from backedge.errors import GraphTimeoutError
from backedge.packet import Packet
from tests.flow import WAIT, P, add, end, settle, watch
from tests.graph_text import do, do_options, graph_of


def explained(text: str, *steps: str) -> str:
    """The graph's explanation after packets at 10 were added to the streams named in `steps`."""
    with CalculatorGraph(text) as graph:
        graph.start_run()
        for stream in steps:
            add(graph, stream, 10)
        lines = str(graph.explain()).splitlines()
        graph.cancel()
    return "\n".join(line for line in lines if "are open: the run can only end" not in line)


def test_nothing_to_explain(threads: int) -> None:
    """A graph that has processed everything says so, and which inputs keep it open; before and after runs too."""
    is_open = 'graph input streams "a" are open: the run can only end when they are closed'
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        assert str(graph.explain()) == is_open
        for _ in range(2):
            graph.start_run()
            graph.wait_until_idle()
            assert str(graph.explain()) == is_open
            end(graph)
            assert str(graph.explain()) == "no node waits: everything that was fed has been processed"


def test_a_graph_input_that_was_not_fed() -> None:
    """The graph input is named, with what can be done about it."""
    assert explained(graph_of("a b", do("a b", "c d")), "a") == (
        'node "test.Do" has packets at 10 and waits for stream "b", which is settled through Unstarted only: '
        "it is a graph input; add a packet to it, promise that none will come (set_input_stream_timestamp_bound), "
        "or close it"
    )


def test_a_node_that_promises_nothing() -> None:
    """A node without timestamp offset that sent nothing is named as the one to mend."""
    silent = do("a", "b", more='name: "silent" ' + do_options("arbitrary: true"), side="PROCESS:nothing")
    text = graph_of("a", silent, do("a b", "c d", more='name: "join"'))
    with CalculatorGraph(text) as graph:
        graph.start_run({"nothing": lambda _: None})
        add(graph, "a", 10)
        assert str(graph.explain()).splitlines()[0] == (
            'node "join" has packets at 10 and waits for stream "b", which is settled through Unstarted only: '
            'node "silent" (test.Do) sent nothing there and promises nothing: give it a timestamp_offset, or let it '
            "send a packet or set_next_timestamp_bound() for every input"
        )
        graph.cancel()


def test_a_loop_that_waits_for_itself() -> None:
    """A back edge into the default policy is recognised, with the calculator that is made for loops."""
    back = 'input_stream_info { tag_index: ":1" back_edge: true }'
    text = graph_of("a", do("a l", "c d", more=back), do("c", "l", more='name: "tail"'))
    assert explained(text, "a") == (
        'node "test.Do" has packets at 10 and waits for stream "l", which is settled through Unstarted only: '
        'it is a back edge from node "tail", which waits for this node in turn; '
        "lead it through a PreviousLoopbackCalculator"
    )


def test_a_side_packet_that_was_never_set() -> None:
    """A node that could not be opened is named with what it lacks."""
    text = graph_of(
        "a",
        'node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }',
        'node { calculator: "StreamToSidePacketCalculator" input_stream: "b" output_side_packet: "s" }',
        do("a", "c", "LOG:s", more='name: "reader"'),
    )
    with CalculatorGraph(text) as graph:
        graph.start_run()
        assert 'node "reader" is not open: side packets "s" have not been set' in str(graph.explain())
        graph.cancel()


def test_waiting_has_a_limit() -> None:
    """wait_until_idle() and wait_until_done() with a time-out name the node that is at work and who waits."""
    go_on = threading.Event()
    slow = do("a", "b", "PROCESS:wait", more='name: "slow"')
    with CalculatorGraph(graph_of("a", slow, do("b", "c", more='name: "next"')), num_threads=1) as graph:
        graph.start_run({"wait": lambda _: go_on.wait(WAIT)})
        graph.add_packet_to_input_stream("a", Packet(1, 1))
        with pytest.raises(GraphTimeoutError) as error:
            graph.wait_until_idle(timeout=0.01)
        assert str(error.value).startswith("the graph is not idle after 0.01 s:\n")
        with pytest.raises(GraphTimeoutError, match='node "slow" is inside process'):
            graph.wait_until_done(timeout=0.01)
        go_on.set()
        graph.wait_until_idle(timeout=WAIT)


def test_bounds_through_a_long_chain(threads: int) -> None:
    """A bound travels through more nodes than Python's stack is deep."""
    count = 1500
    chain = [do(f"s{number}", f"s{number + 1}") for number in range(count)]
    with CalculatorGraph(graph_of("s0", *chain), num_threads=threads) as graph:
        seen = watch(graph, f"s{count}")
        graph.start_run()
        settle(graph, "s0", 9)
        assert seen[f"s{count}"] == [Packet.empty(9)]


def test_a_barrier_waits_for_packets_not_for_time(threads: int) -> None:
    """Under the barrier policy a stream is waited for however far it is settled."""
    barrier = 'input_stream_handler { input_stream_handler: "BarrierInputStreamHandler" }'
    with CalculatorGraph(graph_of("a b", do("a b", "c d", more=barrier)), num_threads=threads) as graph:
        graph.start_run()
        add(graph, "a", 1)
        settle(graph, "b", 100)
        (wait,) = graph.explain().waits
        assert (wait.stream, wait.timestamp, wait.settled) == ("b", 1, 100)
        assert 'waits for a packet in stream "b", at whatever timestamp: it is a graph input' in str(wait)
        add(graph, "b", 101)


@pytest.mark.parametrize(
    ("fed", "stream"),
    [("a", "s"), ("s", "b")],
    ids=["control", "selected"],
)
def test_a_mux_waits_for_one_stream(fed: str, stream: str) -> None:
    """Under the mux policy only the control stream, or the one that it selects, is waited for."""
    mux = 'input_stream_handler { input_stream_handler: "MuxInputStreamHandler" }'
    graph = CalculatorGraph(graph_of("a b s", do("a b s", "c d e", more=mux)))
    graph.start_run()
    graph.add_packet_to_input_stream(fed, P(10, 1))
    assert [(wait.stream, wait.timestamp) for wait in graph.explain().waits] == [(stream, 10)]
    graph.cancel()


def test_streams_of_other_sync_sets_are_not_waited_for() -> None:
    """A packet waits for those of its own set; one that is a set for itself for none."""
    handler = (
        'input_stream_handler { input_stream_handler: "SyncSetInputStreamHandler" options { '
        '[mediapipe.SyncSetInputStreamHandlerOptions.ext] { sync_set { tag_index: ":0" tag_index: ":1" } } } }'
    )
    with CalculatorGraph(graph_of("a b c", do("a b c", "d e f", more=handler))) as graph:
        graph.start_run()
        add(graph, "c", 10)
        assert graph.explain().waits == ()
        add(graph, "a", 10)
        assert [wait.stream for wait in graph.explain().waits] == ["b"]


def test_shifted_streams_are_compared_by_the_base_streams_clock() -> None:
    """Before all streams have begun only the base stream is waited for, then all of them, on its clock."""
    handler = (
        'input_stream_handler { input_stream_handler: "TimestampAlignInputStreamHandler" options { '
        '[mediapipe.TimestampAlignInputStreamHandlerOptions.ext] { timestamp_base_tag_index: ":0" } } }'
    )
    with CalculatorGraph(graph_of("a b", do("a b", "c d", more=handler))) as graph:
        graph.start_run()
        add(graph, "b", 1010)
        assert [(wait.stream, wait.timestamp) for wait in graph.explain().waits] == [("a", 1010)]
        add(graph, "a", 10)
        assert graph.explain().waits == ()
        add(graph, "b", 1020)
        assert [(wait.stream, wait.timestamp) for wait in graph.explain().waits] == [("a", 20)]


def test_a_paused_graph_says_so(threads: int) -> None:
    """The explanation of a paused graph says that packets were fed, and that nothing but the pause keeps them."""
    with CalculatorGraph(graph_of("a", do("a", "b")), num_threads=threads) as graph:
        graph.start_run()
        graph.pause()
        graph.add_packet_to_input_stream("a", P(1))
        graph.wait_until_idle()
        explanation = graph.explain()
        assert explanation.paused
        assert 'node "test.Do" has packets that it has not processed\nthe graph is paused: call resume()' in str(
            explanation
        )
        graph.resume()
        graph.wait_until_idle()
        assert not graph.explain().backlogs


def test_what_was_left_at_the_end(threads: int) -> None:
    """After a run the graph tells what could not be processed in it, and what could not be opened."""
    back = 'input_stream_info { tag_index: ":1" back_edge: true }'
    text = graph_of(
        "a",
        do("a l", "c d", more=back),
        do("c", "l", more='name: "tail"'),
        do("a", "e"),
        'node { calculator: "StreamToSidePacketCalculator" input_stream: "c" output_side_packet: "s" }',
        do("e", "f", "LOG:s", more='name: "reader"'),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run()
    add(graph, "a", 10)
    end(graph)
    explanation = graph.explain()
    assert [(wait.node, wait.stream) for wait in explanation.waits] == [("test.Do_1", "l")]
    assert explanation.unopened == {"reader": 'side packets "s" have not been set'}
    assert explanation.open_inputs == ()
    graph.start_run()
    graph.wait_until_idle()
    assert graph.explain().waits == ()
    graph.cancel()
