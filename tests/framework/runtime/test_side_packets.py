"""Side packets: given, produced, optional, missing, of the wrong type."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, GraphError, Input, Output, SideInput, SideOutput, register
from backedge.errors import CalculatorError
from backedge.packet import Packet
from tests.nodes import P, add, do, end, graph_of, sender, values, watch


@register("test.Scale")
class Scale(Calculator):
    """Multiplies by a side packet, or by the other one where that is given."""

    number = Input[int]()
    factor = SideInput[int]("FACTOR")
    other = SideInput[int]("OTHER", optional=True)
    product = Output[int]()

    def process(self) -> None:
        factor = self.other.value if self.other.connected else self.factor.value
        self.product.send(self.number.value * factor)


@register("test.Make")
class Make(Calculator):
    """Makes a side packet in the call that the side packet WHEN names."""

    when = SideInput[str]("WHEN")
    made = SideOutput[int]("MADE")
    also = Output[int](optional=True)

    def open(self) -> None:
        self._set("open")

    def process(self) -> None:
        self._set("process")
        self.stop()

    def close(self) -> None:
        self._set("close")
        self._set("twice")
        self._set("twice")

    def _set(self, phase: str) -> None:
        if self.when.value == phase:
            self.made.set(7)


@register("test.HandOver")
class HandOver(Calculator):
    """A source that sets what another source is to do, in its first call."""

    made = SideOutput[Any]()
    unused = Output[int]()

    def process(self) -> None:
        self.made.set(sender([P(1), P(2)]))
        self.stop()


SCALE = graph_of("n", do("n", "p", "FACTOR:factor OTHER:other", calculator="test.Scale"))
MAKE = (
    'node { calculator: "test.Make" input_side_packet: "WHEN:when" '
    'output_side_packet: "MADE:factor" output_stream: "x" }'
)


def product(threads: int, side_packets: dict[str, Any]) -> list[Any]:
    """What the graph makes of 3."""
    with CalculatorGraph(SCALE, num_threads=threads) as graph:
        seen = watch(graph, "p", bounds=False)
        graph.start_run(side_packets)
        graph.add_packet_to_input_stream("n", 3, 0)
        end(graph)
    return values(seen["p"])


def test_side_packets_are_values_or_packets(threads: int) -> None:
    """A side packet may be given plainly or as a packet; those nobody reads are ignored."""
    assert product(threads, {"factor": 2}) == product(threads, {"factor": Packet(2), "unused": 1}) == [6]


def test_an_optional_side_packet_that_is_absent_is_not_connected(threads: int) -> None:
    """A calculator sees whether an optional side packet was given, whatever the config connects."""
    assert product(threads, {"factor": 2}) == [6]
    assert product(threads, {"factor": 2, "other": 5}) == [15]


def test_all_that_is_wrong_with_side_packets_is_told() -> None:
    """A missing side packet and one of the wrong type are told together, and nothing starts."""
    graph = CalculatorGraph(SCALE)
    with pytest.raises(GraphError) as caught:
        graph.start_run({"other": "five"})
    assert str(caught.value) == (
        'side packet "factor" of type int is required by node "test.Scale" but was not provided\n'
        "side packet \"other\" must be int, but 'five' is str"
    )
    graph.start_run({"factor": 1})
    graph.close()


def test_an_optional_side_packet_has_no_value_where_it_is_absent(threads: int) -> None:
    """Reading an absent side packet is an error that says how to ask first."""
    graph = CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:process LOG:log")), num_threads=threads)
    graph.start_run({"process": lambda node: node.log.value})
    with pytest.raises(
        CalculatorError, match=r"input side packet LOG was not provided; ask connected first, or use get"
    ):
        add(graph, "a", 1)


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
    """A node whose side packet nobody sets does not open, and the run ends all the same."""
    with CalculatorGraph(SCALE + MAKE, num_threads=threads) as graph:
        seen = watch(graph, "p")
        graph.start_run({"when": "never"})
        graph.add_packet_to_input_stream("n", 3, 0)
        graph.wait_until_idle()
        with pytest.raises(GraphError, match=r'^side packet "factor" has not been set$'):
            graph.get_output_side_packet("factor")
        end(graph)
    assert seen == {"p": []}


def test_a_side_packet_is_set_once(threads: int) -> None:
    """Setting a side packet twice in a run is an error of the calculator."""
    graph = CalculatorGraph(SCALE + MAKE, num_threads=threads)
    with pytest.raises(CalculatorError, match='output side packet "factor" was already set'):  # noqa: PT012 - see below
        graph.start_run({"when": "twice"})
        end(graph)
    graph.close()


def test_a_side_packet_is_given_or_produced() -> None:
    """Giving a side packet that a node produces is an error that names the node."""
    with pytest.raises(GraphError, match=r'^side packet "factor" was provided, but node "test.Make" produces it$'):
        CalculatorGraph(SCALE + MAKE).start_run({"when": "open", "factor": 1})


def test_side_packets_can_be_read_back(threads: int) -> None:
    """Side packets that were given can be asked for too; unknown names are told from those that are not set."""
    with CalculatorGraph(SCALE, num_threads=threads) as graph:
        graph.start_run({"factor": 2})
        assert graph.get_output_side_packet("factor") == 2
        with pytest.raises(GraphError, match=r'^there is no side packet "facto"; did you mean "factor"[?]$'):
            graph.get_output_side_packet("facto")


def test_side_packets_of_a_run_do_not_outlive_it(threads: int) -> None:
    """The next run needs its side packets anew."""
    with CalculatorGraph(SCALE, num_threads=threads) as graph:
        graph.start_run({"factor": 2})
        end(graph)
        assert graph.get_output_side_packet("factor") == 2
        with pytest.raises(GraphError, match="was not provided"):
            graph.start_run()


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
    """Otherwise it is the node that fails which sets it, and not one that reads it."""
    graph = CalculatorGraph(
        'node { calculator: "test.MakesText" output_side_packet: "MADE:made" }', num_threads=threads
    )
    with suppress(CalculatorError):  # told by this call, or by the next
        graph.start_run()
    with pytest.raises(CalculatorError, match=r'MakesText .* output side packet "made" carries float, but was set to'):
        graph.wait_until_idle()
