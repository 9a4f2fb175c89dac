"""A node's life: opened once, closed once, whatever ends the run."""

from __future__ import annotations

import gc
import traceback
import weakref
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from backedge import CalculatorGraph, GraphError
from backedge import timestamp as ts
from backedge.errors import CalculatorError
from backedge.packet import Packet
from tests.nodes import Do, P, add, do, end, graph_of, seen_by, sender, watch

CHAIN = graph_of(
    "a",
    do("a", "b", "LOG:log OPEN:open_1 PROCESS:process_1 CLOSE:close_1", 'name: "first"'),
    do("b", "c", "LOG:log OPEN:open_2 PROCESS:process_2 CLOSE:close_2", 'name: "second"'),
)


def forward(node: Do) -> None:
    """Pass the packet on."""
    node.outputs[0].forward(node.inputs[0])


def fail(node: Do) -> None:
    """Fail, with a word that can be found again."""
    raise ValueError(f"broken in {node.phase}")


def interrupt(_: Do) -> None:
    """Do what Ctrl-C does."""
    raise KeyboardInterrupt


def side_packets(log: list[Any], **calls: Callable[[Do], None]) -> dict[str, Any]:
    """Side packets of `CHAIN`: calculators that forward, but for `calls`."""
    usual: dict[str, Any] = {"log": log, "process_1": forward, "process_2": forward}
    return {**usual, **calls}


def life(log: list[Any], node: str) -> list[str]:
    """The calls that were made of a node."""
    return [phase for name, phase, _ in log if name == node]


def test_a_life(threads: int) -> None:
    """A node is opened once, asked to process each timestamp, and closed once when its inputs have ended."""
    log: list[Any] = []
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        graph.start_run(side_packets(log))
        add(graph, "a", 1)
        add(graph, "a", 2)
        end(graph)
    for name in ("first", "second"):
        assert [entry[1:] for entry in log if entry[0] == name] == [
            ("open", ts.UNSTARTED),
            ("process", 1),
            ("process", 2),
            ("close", ts.DONE),
        ]


@pytest.mark.parametrize("phase", ["open_1", "open_2", "process_1", "process_2", "close_1", "close_2"])
def test_who_was_opened_is_closed_after_an_error(threads: int, phase: str) -> None:
    """Whichever call fails, nodes whose open() succeeded are closed once, and others not at all."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN, num_threads=threads)
    with pytest.raises(CalculatorError, match=f"broken in {phase[:-2]}") as caught:  # noqa: PT012 - in which call varies
        graph.start_run(side_packets(log, **{phase: fail}))
        add(graph, "a", 1)
        end(graph)
    graph.close()
    culprit = "first" if phase.endswith("1") else "second"
    assert (caught.value.node, caught.value.phase) == (culprit, phase[:-2])
    for name in ("first", "second"):
        calls = life(log, name)
        opened = "open" in calls and not (phase.startswith("open") and name == culprit)
        assert calls.count("open") <= 1
        assert calls.count("close") == opened


def test_everybody_is_closed_although_one_close_fails(threads: int) -> None:
    """Errors of several close() calls are all told, and keep nobody else from being closed."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN, num_threads=threads)
    graph.start_run(side_packets(log, process_2=fail, close_1=fail, close_2=fail))
    with pytest.raises(GraphError):
        add(graph, "a", 1)
    graph.close()
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1
    text = graph.get_combined_error_message()
    assert text.count("broken in process") == 1
    assert text.count("broken in close") == 2


def test_what_a_failing_call_has_sent_is_dropped(threads: int) -> None:
    """Packets of a call that fails go nowhere, and so does what close() sends after the failure."""

    def send_and_fail(node: Do) -> None:
        forward(node)
        if node.timestamp == 2:
            fail(node)

    graph = CalculatorGraph(CHAIN, num_threads=threads)
    seen = watch(graph, "b", bounds=False)
    closing = side_packets([], process_1=send_and_fail, close_1=lambda node: node.outputs[0].send("late", 99))
    graph.start_run(closing)
    add(graph, "a", 1)
    with pytest.raises(CalculatorError):
        add(graph, "a", 2)
    graph.close()
    assert seen == {"b": [P(1, "a")]}


def test_packets_can_be_sent_in_open_and_close(threads: int) -> None:
    """What open() and close() send comes before and after what process() sends."""
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        calls = {
            "open_1": lambda node: node.outputs[0].send("hello", 0),
            "close_1": lambda node: node.outputs[0].send("bye", 9),
        }
        graph.start_run(side_packets([], **calls))
        add(graph, "a", 1)
        end(graph)
    assert seen == {"c": [P(0, "hello"), P(1, "a"), P(9, "bye")]}


def test_a_bound_can_be_set_in_open(threads: int) -> None:
    """open() may promise where the stream begins."""
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        seen = watch(graph, "c")
        graph.start_run(side_packets([], open_1=lambda node: node.outputs[0].set_next_timestamp_bound(5)))
        graph.wait_until_idle()
        assert [packet.timestamp for packet in seen["c"]] == [4]


def test_a_source_is_closed_when_it_stops(threads: int) -> None:
    """What a source sends in the call in which it stops still goes out; then it is closed, and all after it."""
    log: list[Any] = []

    def last(node: Do) -> None:
        node.outputs[0].send("only", 7)
        node.stop()

    text = graph_of("", do("", "b", "LOG:log PROCESS:last", 'name: "source"'), do("b", "c", "LOG:log", 'name: "sink"'))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run({"log": log, "last": last})
        graph.wait_until_done()
    assert seen == {"c": [P(7, "only")]}
    assert [entry for entry in log if entry[0] == "source"] == [
        ("source", "open", ts.UNSTARTED),
        ("source", "process", 0),
        ("source", "close", ts.DONE),
    ]
    assert life(log, "sink") == ["open", "process", "close"]


def test_a_node_with_inputs_can_stop_the_sources(threads: int) -> None:
    """After stop() no source runs any more, what was queued is still processed, and the run ends without an error."""
    log: list[Any] = []

    def stop_at_3(node: Do) -> None:
        node.outputs[0].forward(node.inputs[0])
        if node.timestamp == 3:
            node.stop()

    text = graph_of(
        "",
        do("", "b", "PROCESS:send LOG:log", 'name: "source"'),
        do("b", "c", "PROCESS:stop_at_3", 'name: "stopper"'),
        do("c", "d", "LOG:log", 'name: "sink"'),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", "d", bounds=False)
        graph.start_run({"log": log, "send": sender(P(i) for i in range(10**9)), "stop_at_3": stop_at_3})
        graph.wait_until_done()
    assert not graph.has_error()
    assert seen["d"] == seen["b"]
    assert P(3) in seen["d"]
    assert life(log, "source").count("close") == life(log, "sink").count("close") == 1


@pytest.mark.parametrize("phase", ["open_1", "close_1"])
def test_stop_belongs_into_process(threads: int, phase: str) -> None:
    """stop() in open() or close() is an error, and says so."""
    graph = CalculatorGraph(CHAIN, num_threads=threads)
    with pytest.raises(CalculatorError) as caught:  # noqa: PT012 - in which call varies
        graph.start_run(side_packets([], **{phase: lambda node: node.stop()}))
        end(graph)
    graph.close()
    assert str(caught.value).endswith(f"failed in {phase[:-2]}(): stop() can be called in process() only")


def test_ctrl_c_closes_everybody() -> None:
    """KeyboardInterrupt inside process() reaches the caller after every node was closed."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN)
    graph.start_run(side_packets(log, process_2=interrupt))
    with pytest.raises(KeyboardInterrupt):
        add(graph, "a", 1)
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_a_worker_that_is_told_to_exit_ends_the_run(error: type[BaseException]) -> None:
    """What would end a worker's thread ends the run instead, as an error of the node."""

    def leave(_: Do) -> None:
        raise error("now")

    graph = CalculatorGraph(CHAIN, num_threads=1)
    graph.start_run(side_packets([], process_2=leave))
    with pytest.raises(CalculatorError, match=rf"node 'second'\) failed in process\(\) .*: {error.__name__}: now"):
        add(graph, "a", 1)


def test_leaving_the_context_with_an_error_closes_everybody(threads: int) -> None:
    """An exception in the body of the with statement comes out as it is, after every node was closed."""
    log: list[Any] = []
    with pytest.raises(LookupError, match="mine"), CalculatorGraph(CHAIN, num_threads=threads) as graph:  # noqa: PT012 - as said
        graph.start_run(side_packets(log))
        raise LookupError("mine")
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1


def test_leaving_the_context_finishes_the_run(threads: int) -> None:
    """At the end of the with statement inputs are closed, and what is queued is processed."""
    log: list[Any] = []
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run(side_packets(log))
        for timestamp in range(5):
            graph.add_packet_to_input_stream("a", P(timestamp))
    assert seen == {"c": [P(timestamp) for timestamp in range(5)]}
    assert life(log, "second")[-1] == "close"


def test_cancelling_closes_everybody(threads: int) -> None:
    """cancel() returns when every node is closed; waiting afterwards tells that the run was cancelled."""
    log: list[Any] = []
    graph = CalculatorGraph(CHAIN, num_threads=threads)
    graph.start_run(side_packets(log))
    add(graph, "a", 1)
    graph.cancel()
    assert life(log, "first").count("close") == life(log, "second").count("close") == 1
    with pytest.raises(GraphError, match=r"^the run was cancelled$"):
        graph.wait_until_done()
    graph.cancel()
    assert life(log, "first").count("close") == 1


def test_an_error_nobody_waited_for_is_told_at_the_end() -> None:
    """A failure on a worker is not lost where the with statement ends without another call."""
    graph = CalculatorGraph(CHAIN, num_threads=1)
    with pytest.raises(CalculatorError, match="broken in process"), graph:  # noqa: PT012 - which statement is the point
        graph.start_run(side_packets([], process_1=fail))
        graph.add_packet_to_input_stream("a", P(1))


def test_an_error_that_was_told_is_not_told_again(threads: int) -> None:
    """Who has caught an error inside the with statement does not meet it again at its end."""
    with CalculatorGraph(CHAIN, num_threads=threads) as graph:
        graph.start_run(side_packets([], process_1=fail))
        with pytest.raises(CalculatorError):
            add(graph, "a", 1)
    assert graph.has_error()


def test_the_message_says_where_when_and_on_what(threads: int, tmp_path: Any) -> None:
    """A failure names file, line and column, calculator, node, timestamp and the inputs it failed on."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(
        'input_stream: "a"\ninput_stream: "b"\n'
        'node { name: "careful" calculator: "test.Do" input_side_packet: "PROCESS:fail"\n'
        '  input_stream: "a" input_stream: "b" }\n'
    )

    def refuse(node: Do) -> None:
        if node.timestamp == 20:
            raise ValueError("no")

    with CalculatorGraph(path, num_threads=threads) as graph:
        graph.start_run({"fail": refuse})
        add(graph, "b", 10)
        add(graph, "b", 30)
        add(graph, "a", 10)
        with pytest.raises(CalculatorError) as caught:
            add(graph, "a", 20)
    assert str(caught.value) == (
        f"{path}:3:24: test.Do (node 'careful') failed in process() at timestamp 20: ValueError: no\n"
        "    :0:a = Packet('a' @ 20)\n"
        "    :1:b = Packet(EMPTY @ 29)"
    )
    assert isinstance(caught.value.__cause__, ValueError)


def test_inputs_have_no_timestamp_in_close(threads: int) -> None:
    """While a node closes its inputs are empty and have no timestamp."""
    seen: list[Any] = []
    with CalculatorGraph(graph_of("a", do("a", "b", "CLOSE:close")), num_threads=threads) as graph:
        graph.start_run({"close": lambda node: seen.extend(seen_by(node.inputs))})
        add(graph, "a", 1)
        end(graph)
    assert seen == [Packet.empty(ts.UNSET)]


def test_a_packet_sent_in_open_needs_a_timestamp(threads: int) -> None:
    """Without one it is an error of open(), whether or not anybody reads the stream."""
    text = graph_of("a", do("a", "b", "OPEN:open"))
    graph = CalculatorGraph(text, num_threads=threads)
    with suppress(CalculatorError):  # without workers it is told at once
        graph.start_run({"open": lambda node: node.outputs[0].send(1)})
    with pytest.raises(CalculatorError) as caught:
        graph.wait_until_idle()
    assert str(caught.value) == (
        "<graph>:2:8: test.Do (node 'test.Do') failed in open(): output stream \"b\": no packet can have timestamp "
        "Unstarted; outside of process() give it one: send(value, timestamp)"
    )


def test_errors_do_not_hold_on_to_those_who_asked(threads: int) -> None:
    """However often a failed graph is called, its error does not grow."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process")), num_threads=threads)
    graph.start_run({"process": fail})
    with pytest.raises(CalculatorError):
        add(graph, "a", 0)
    lengths = []
    for timestamp in range(3):
        with pytest.raises(CalculatorError) as caught:
            graph.add_packet_to_input_stream("a", P(timestamp))
        lengths.append(len(list(traceback.walk_tb(caught.value.__traceback__))))
    assert len(set(lengths)) == 1
    graph.close()


class Weighty:
    """A value that can be referred to weakly."""


def test_packets_that_nobody_has_processed_are_let_go(threads: int) -> None:
    """When a run has ended, no queue and no batch holds packets, whether the node was ever opened or not."""
    batch = "input_stream_handler { options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 3 } } }"
    text = graph_of(
        "a b",
        do("a", more=batch),
        do("b", "c"),
        'node { calculator: "StreamToSidePacketCalculator" input_stream: "c" output_side_packet: "s" }',
        do("a", "", "LOG:s"),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    graph.start_run()
    value = Weighty()
    left = weakref.ref(value)
    graph.add_packet_to_input_stream("a", P(0, value))
    del value
    graph.wait_until_idle()
    assert left() is not None
    graph.cancel()
    gc.collect()
    assert left() is None


@pytest.mark.parametrize("raised", [SystemExit("enough"), KeyboardInterrupt()])
def test_what_interrupts_a_run_is_its_error(raised: BaseException) -> None:
    """The error that is told afterwards names what interrupted the run, and has it as its cause."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process")))

    def process(_: Do) -> None:
        raise raised

    graph.start_run({"process": process})
    with pytest.raises(type(raised)):
        graph.add_packet_to_input_stream("a", P(0))
    with pytest.raises(GraphError, match=f"the run was interrupted by {type(raised).__name__}") as caught:
        graph.wait_until_idle()
    assert caught.value.__cause__ is raised


def test_a_closed_stream_stays_closed(threads: int) -> None:
    """A bound that is set after close() in the same call does not open the stream again."""

    def process(node: Do) -> None:
        node.outputs[0].close()
        node.outputs[0].set_next_timestamp_bound(8)

    with CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:p"), do("b", "c")), num_threads=threads) as graph:
        graph.start_run({"p": process})
        add(graph, "a", 5)
        assert graph.explain().backlogs == {}
        assert [graph._streams[name].closed for name in "bc"] == [True, True]


def test_timestamps_of_packets_are_ints(threads: int) -> None:
    """What is no integer is refused where it is sent, before streams fall out of step for it."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:p")), num_threads=threads)
    graph.start_run({"p": lambda node: node.outputs[0].send("late", 33333.25)})
    with pytest.raises(CalculatorError, match=r'output stream "b": a timestamp is an int, .*; found 33333\.25'):
        add(graph, "a", 0)
    graph.close()
    graph.start_run({"p": lambda node: node.outputs[0].set_next_timestamp_bound(0.5)})
    with pytest.raises(CalculatorError, match=r'output stream "b": a timestamp is an int, .*; found 0\.5'):
        add(graph, "a", 0)
    graph.close()
