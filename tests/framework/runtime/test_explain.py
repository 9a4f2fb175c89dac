"""A graph that does not go on says why."""

from __future__ import annotations

import threading

import pytest

from backedge import CalculatorGraph
from backedge.errors import GraphTimeoutError
from backedge.packet import Packet
from tests.framework.nodes import WAIT, add, do, do_options, end, graph_of, settle, watch


def explained(text: str, *steps: str) -> str:
    """What a graph says after packets at 10 were added to the streams named in `steps`."""
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
