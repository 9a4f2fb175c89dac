"""A node's life: opened once, closed once, whatever ends the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    Contract,
    Inputs,
    Outputs,
    SideInputs,
    register,
)
from backedge import timestamp as ts
from backedge.errors import CalculatorError
from backedge.packet import Packet
from tests.do_calculator import Do, fail, seen_by, sender
from tests.flow import P, add, end, watch
from tests.framework.runtime.two_nodes import CHAIN, life, side_packets
from tests.graph_text import do, graph_of


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


def test_packets_can_be_sent_in_open_and_close(threads: int) -> None:
    """The packets of open() come before those of process(), and the packets of close() after them."""
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
    """A source that stops still sends the packets of that call; then it is closed, and all nodes after it."""
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
    assert f"failed in {phase[:-2]}(): stop() can be called in process() only\n" in str(caught.value)


def test_inputs_have_no_timestamp_in_close(threads: int) -> None:
    """A node that closes sees empty inputs without a timestamp."""
    seen: list[Any] = []
    with CalculatorGraph(graph_of("a", do("a", "b", "CLOSE:close")), num_threads=threads) as graph:
        graph.start_run({"close": lambda node: seen.extend(seen_by(node.inputs))})
        add(graph, "a", 1)
        end(graph)
    assert seen == [Packet.empty(ts.UNSET)]


def test_a_packet_sent_in_open_needs_a_timestamp(threads: int) -> None:
    """A packet without a timestamp is an error of open(), whether or not a node reads the stream."""
    text = graph_of("a", do("a", "b", "OPEN:open"))
    graph = CalculatorGraph(text, num_threads=threads)
    with suppress(CalculatorError):  # without workers it is raised at once
        graph.start_run({"open": lambda node: node.outputs[0].send(1)})
    with pytest.raises(CalculatorError) as caught:
        graph.wait_until_idle()
    assert str(caught.value).startswith(
        "<graph>:2:8: test.Do (node 'test.Do') failed in open(): output stream \"b\": no packet can have timestamp "
        "Unstarted; outside of process() give it one: send(value, timestamp)\n"
    )


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
    """An output refuses a timestamp that is not an int where it is sent, before streams fall out of step for it."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:p")), num_threads=threads)
    graph.start_run({"p": lambda node: node.outputs[0].send("late", 33333.25)})
    with pytest.raises(CalculatorError, match=r'output stream "b": a timestamp is an int, .*; found 33333\.25'):
        add(graph, "a", 0)
    graph.close()
    graph.start_run({"p": lambda node: node.outputs[0].set_next_timestamp_bound(0.5)})
    with pytest.raises(CalculatorError, match=r'output stream "b": a timestamp is an int, .*; found 0\.5'):
        add(graph, "a", 0)
    graph.close()


def first(node: Do) -> None:
    """Send a packet in open(), one unit before all others."""
    node.outputs[0].send(0, 0)


def test_open_sees_no_packets(threads: int) -> None:
    """A node that opens sees empty inputs without a timestamp, although the node before has sent a packet by then."""
    found: list[tuple[bool, int]] = []
    text = graph_of(
        "",
        do("", "a", "OPEN:first PROCESS:send"),
        do("a", "b", "OPEN:look"),
        do("b", "", "OPEN:look"),
    )

    def look(node: Do) -> None:
        found.append((node.inputs[0].is_empty, node.inputs[0].timestamp))

    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"first": first, "send": sender([P(1)]), "look": look})
        graph.wait_until_done()
    assert found == [(True, ts.UNSET)] * 2


@register("behaviours.Watched")
class Watched(Calculator):
    """Adds a side packet to each number, whatever the tags of its ports, and notes what is done with it."""

    numbers = Inputs[int]("*")
    sums = Outputs[int]("*")
    added = SideInputs[int]("*")
    notes: ClassVar[list[str]] = []

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.inputs) == 1, "it adds to one stream")
        cls.notes.append("contract")

    def __init__(self) -> None:
        self.notes.append("made")

    def open(self) -> None:
        self.notes.append("open")

    def process(self) -> None:
        self.notes.append("process")
        (number,), (added,), (target,) = self.numbers, self.added, self.sums
        target.send(number.value + added.value)

    def close(self) -> None:
        self.notes.append("close")


@pytest.fixture
def notes() -> Iterator[list[str]]:
    """The calls of `Watched` from now on."""
    Watched.notes.clear()
    yield Watched.notes
    Watched.notes.clear()


@pytest.mark.parametrize("ports", [("b", "c", "s"), ("NUMBER:b", "SUM:c", "ADDED:s")], ids=["untagged", "tagged"])
def test_step_by_step(threads: int, notes: list[str], ports: tuple[str, str, str]) -> None:
    """A contract for the graph; for each run one instance, opened, run for each packet, closed with its input."""
    text = graph_of("a", do("a", "b"), do(*ports, calculator="behaviours.Watched"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)["c"]
        assert notes == ["contract"]
        expected = ["contract"]
        for _ in range(2):
            graph.start_run({"s": 42})
            graph.wait_until_idle()
            expected += ["made", "open"]
            assert notes == expected
            for burst in ([1], [4, 8], [16]):
                for timestamp in burst:
                    graph.add_packet_to_input_stream("a", P(timestamp))
                graph.wait_until_idle()
                expected += ["process"] * len(burst)
                assert notes == expected
            end(graph)
            expected += ["close"]
            assert notes == expected
    assert seen == [P(timestamp, timestamp + 42) for timestamp in (1, 4, 8, 16)] * 2


@pytest.mark.parametrize("phase", ["process", "close"])
def test_an_offset_comes_too_late(threads: int, phase: str) -> None:
    """An offset set after open() is an error of the call that does it."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", f"{phase.upper()}:promise")), num_threads=threads)
    graph.start_run({"promise": lambda node: node.outputs[0].set_offset(0)})
    message = rf"failed in {phase}\(\).*: output stream \"b\": set_offset\(\) must be called from open\(\)"
    with pytest.raises(CalculatorError, match=message):  # noqa: PT012 - in which call varies
        graph.add_packet_to_input_stream("a", P(0))
        end(graph)
    graph.close()


def first_five(node: Do) -> None:
    """Stop the graph at the fifth packet."""
    if node.timestamp == 4:
        node.stop()


@pytest.mark.parametrize("who_stops", ["source", "sink"])
def test_the_timestamp_of_each_call(threads: int, who_stops: str) -> None:
    """A node sees Unstarted in open(), Done in close(), the packet's time in process() and there 0 for a source."""
    log: list[Any] = []
    count = 5 if who_stops == "source" else 10**9
    text = graph_of(
        "",
        do("", "a", "PROCESS:send LOG:log", 'name: "source"'),
        do("a", "", "PROCESS:first_five LOG:log", 'name: "sink"'),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"log": log, "send": sender(P(i) for i in range(count)), "first_five": first_five})
        graph.wait_until_done()
    for name in ("source", "sink"):
        calls = [(phase, timestamp) for node, phase, timestamp in log if node == name]
        assert calls[0] == ("open", ts.UNSTARTED)
        assert calls[-1] == ("close", ts.DONE)
        processed = [timestamp for phase, timestamp in calls[1:-1] if phase == "process"]
        assert len(processed) == len(calls) - 2 >= 5
        assert processed == ([0] * len(processed) if name == "source" else list(range(len(processed))))
