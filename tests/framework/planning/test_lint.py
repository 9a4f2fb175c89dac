"""Warnings: what can run, but cannot have been meant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Input, Inputs, Output, Outputs, Packet, SideInput, register
from backedge.authoring.ports import Output as Port
from backedge.config import load_graph
from backedge.planning import build_graph
from tests.flow import end, watch
from tests.graph_text import do, do_options, graph_of

MARK = 'name: "n" input_stream_info { tag_index: ":1" back_edge: true }'


@dataclass
class LintOptions:
    """Options that no node of a test reads."""


@register("lint.HasOptions")
class HasOptions(Calculator):
    """Makes those options known."""

    options: LintOptions


@register("lint.Quiet")
class Sum(Calculator):
    """Adds what has gone round to what comes in."""

    source = Input[int]()
    loop = Input[int](":1")
    total = Output[int]()

    def process(self) -> None:
        self.total.send(self.source.get(0) + self.loop.get(0))


@register("lint.Sum")
class PlainSum(Sum):
    """Has an `open` that sends nothing."""

    def open(self) -> None:
        super().open()
        self._rounds = max(0, 0)


@register("lint.Seeded")
class Seeded(Sum):
    """Sends something beforehand."""

    sends_in_open = True

    def open(self) -> None:
        self._begin()

    def _begin(self) -> None:
        for port in (self.total,):
            port.set_next_timestamp_bound(5)


def seed(port: Port[int]) -> None:
    """Sends something."""
    port.send(0, 0)


@register("lint.SeededOutside")
class SeededOutside(Sum):
    """Leaves the sending to a function."""

    sends_in_open = True

    def open(self) -> None:
        seed(self.total)


@register("lint.SeededBySide")
class SeededBySide(Sum):
    """Calls in `open` the function that it is given."""

    function = SideInput[Any]("OPEN", optional=True)

    def open(self) -> None:
        if self.function.connected:
            self.function.value(self)


@register("lint.SeededAbove")
class SeededAbove(Seeded):
    """Leaves the sending to its base."""

    def open(self) -> None:
        super().open()


@register("lint.Ahead")
class Ahead(Sum):
    """Settles its output before its input is."""

    timestamp_offset = 1


@register("lint.Bounds")
class Bounds(Calculator):
    """Processes bounds, too."""

    process_timestamp_bounds = True

    sources = Inputs[Any]()
    targets = Outputs[Any]()

    def process(self) -> None:
        for source, target in zip(self.sources, self.targets, strict=False):
            target.forward(source)


def warnings(text: str) -> list[str]:
    """The warnings about a valid graph."""
    return [str(warning) for warning in build_graph(load_graph(text, file="g")).warnings]


def test_nothing() -> None:
    """A graph that can be meant has no warnings."""
    assert warnings(graph_of("a", 'output_stream: "OUT:b" output_stream: "a"', do("a", "b"))) == []


def test_output_stream_without_producer() -> None:
    """An output stream of the graph should be produced, although MediaPipe does not mind."""
    text = graph_of("a", 'output_stream: "OUT:bb"\noutput_stream: "x"', do("a", "bbb"))
    assert warnings(text) == [
        'g:2:16: warning: no node produces "bb", an output stream of the graph\n    did you mean "bbb"?',
        (
            'g:3:16: warning: no node produces "x", an output stream of the graph\n'
            "    remove it, or give a node an output_stream of that name"
        ),
    ]


def test_options_of_another_calculator() -> None:
    """Options that the node's calculator does not look at are there by mistake."""
    ignored = "does not read options of type LintOptions"
    foreign = "node_options { [type.googleapis.com/LintOptions] {} }"
    text = graph_of(
        "a",
        do("a", "b", more=do_options("") + foreign),
        do("b", "c", more="options { [LintOptions.ext] {} [DoOptions.ext] {} }"),
        do("c", "d", calculator="lint.Bounds", more=foreign),
    )
    assert warnings(text) == [
        f'g:2:133: warning: test.Do (node "test.Do_1") {ignored}\n    it takes DoOptions',
        f'g:4:77: warning: test.Do (node "test.Do_2") {ignored}\n    it takes DoOptions',
        f'g:6:84: warning: lint.Bounds (node "lint.Bounds") {ignored}\n    it has no options',
    ]


HANDLER = 'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }'


@pytest.mark.parametrize(
    "nodes",
    [
        [do("a loop", "loop", calculator="lint.Sum", more=MARK)],
        [do("a loop", "x", calculator="lint.Sum", more=MARK), do("x", "y"), do("a y", "loop")],
        [do("a loop", "x", calculator="lint.SeededBySide", more=MARK), do("x", "loop")],
    ],
)
def test_a_loop_that_cannot_begin(nodes: list[str]) -> None:
    """A node that waits for what comes of its own output waits for ever; and so it does."""
    text = graph_of("a", *nodes)
    (warning,) = warnings(text)
    assert warning.split("warning: ")[1] == (
        'node "n" waits for ever: nothing comes over its back edge "loop" before it has run itself\n'
        "    put a PreviousLoopbackCalculator into the loop, which does not wait for its back edge; or, if open() "
        "of one of its calculators sends, declare sends_in_open = True"
    )
    with CalculatorGraph(text) as graph:
        seen = watch(graph, "loop")
        graph.start_run()
        graph.add_packet_to_input_stream("a", Packet(1, 0))
        graph.wait_until_idle()
        assert seen == {"loop": []}


def test_only_an_open_may_send_undeclared() -> None:
    """A loop whose calculators have no `open` has nothing to declare."""
    (warning,) = warnings(graph_of("a", do("a loop", "loop", calculator="lint.Quiet", more=MARK)))
    assert warning.endswith(
        "\n    put a PreviousLoopbackCalculator into the loop, which does not wait for its back edge"
    )


@pytest.mark.parametrize(
    "nodes",
    [
        [do("a loop", "x", calculator="lint.Sum", more=MARK + HANDLER), do("x", "loop")],
        [do("a loop", "x", calculator="lint.Sum", more=MARK), do("x a", "loop", more=HANDLER)],
        [do("a loop", "x", calculator="lint.Seeded", more=MARK), do("x", "loop")],
        [do("a loop", "x", calculator="lint.SeededAbove", more=MARK), do("x", "loop")],
        [do("a loop", "x", calculator="lint.SeededOutside", more=MARK), do("x", "loop")],
        [do("a loop", "x", "OPEN:f", calculator="lint.SeededBySide", more=MARK), do("x", "loop")],
        [do("a loop", "x", calculator="lint.Ahead", more=MARK), do("x", "loop")],
        [
            do("a loop", "x", calculator="lint.Sum", more=MARK),
            do("x", "y", more=do_options("offset: 1")),
            do("y", "loop"),
        ],
        [do("a loop", "x b", calculator="lint.Bounds", more=MARK), do("x", "loop")],
        [do("a", "loop"), do("a loop", "x", calculator="lint.Sum", more=MARK)],
    ],
)
def test_loops_that_may_begin(nodes: list[str]) -> None:
    """Planning does not warn where something may settle the back edge."""
    assert warnings(graph_of("a", *nodes)) == []


def test_what_previous_loopback_is_for() -> None:
    """The remedy that the warning names works."""
    text = graph_of(
        "a",
        'node { calculator: "PreviousLoopbackCalculator" input_stream: "MAIN:a" input_stream: "LOOP:loop" '
        'input_stream_info { tag_index: "LOOP" back_edge: true } output_stream: "PREV_LOOP:before" }',
        do("a before", "loop", calculator="lint.Sum"),
    )
    assert warnings(text) == []
    with CalculatorGraph(text) as graph:
        seen = watch(graph, "loop", bounds=False)
        graph.start_run()
        for time in range(3):
            graph.add_packet_to_input_stream("a", Packet(1, time))
        end(graph)
    assert [packet.value for packet in seen["loop"]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("calculator", "inputs", "sets", "warned"),
    [
        ("lint.Bounds", "a b", [":0"], True),
        ("lint.Bounds", "a b", [":0", ":1"], True),
        ("lint.Bounds", "a", [":0"], False),
        ("lint.Bounds", "a b", [], False),
        ("test.Do", "a b", [":0", ":1"], False),
    ],
)
def test_sync_sets_and_timestamp_bounds(calculator: str, inputs: str, sets: list[str], warned: bool) -> None:
    """Several sync sets lose packets for a calculator that processes bounds, as they do in MediaPipe."""
    listed = " ".join(f'sync_set {{ tag_index: "{name}" }}' for name in sets)
    handler = (
        'input_stream_handler { input_stream_handler: "SyncSetInputStreamHandler" options { '
        f"[mediapipe.SyncSetInputStreamHandlerOptions.ext] {{ {listed} }} }} }}"
    )
    found = warnings(graph_of(inputs, do(inputs, "x y", calculator=calculator, more=f'name: "n" {handler}')))
    message = (
        'node "n" may lose packets: lint.Bounds processes timestamp bounds, and of the sync sets that are ready at the '
        "same time SyncSetInputStreamHandler then forgets all but one\n"
        "    use ImmediateInputStreamHandler, or one sync_set for all inputs"
    )
    assert [warning.partition("warning: ")[2] for warning in found] == ([message] if warned else [])
