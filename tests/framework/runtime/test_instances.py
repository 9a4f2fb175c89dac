"""The calculator behind a node: when it is asked for its contract, made, opened, run and closed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from backedge import Calculator, CalculatorGraph, Contract, Inputs, Outputs, SideInputs, register
from backedge import timestamp as ts
from backedge.errors import CalculatorError
from tests.nodes import Do, P, do, end, graph_of, sender, watch


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
    """What is done with `Watched` from now on."""
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
    """Unstarted in open(), Done in close(), the packet's in process() and 0 there for a source, whoever stops."""
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
