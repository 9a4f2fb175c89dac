"""Arrays in packets cannot be written by those who receive them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge import Calculator, CalculatorGraph, Input, Output, SideInput, SideOutput, register
from backedge.errors import CalculatorError
from tests.flow import end, watch


@register("test.SendArrays")
class SendArrays(Calculator):
    """Sends an array and a list of arrays for every number, and sets one as a side packet."""

    number = Input[int]()
    array = Output[np.ndarray]("ARRAY")
    arrays = Output[list[np.ndarray]]("ARRAYS")
    made = SideOutput[np.ndarray]("MADE")

    def open(self) -> None:
        self.made.set(np.zeros(3))

    def process(self) -> None:
        self.array.send(np.zeros(3))
        self.arrays.send([np.zeros(3), np.zeros(3)])


def feed(graph: CalculatorGraph) -> None:
    """Let the graph do what there is to do with one number."""
    graph.add_packet_to_input_stream("n", 1, 0)
    graph.wait_until_idle()


SENDER = """
input_stream: "n"
node {
  calculator: "test.SendArrays" input_stream: "n"
  output_stream: "ARRAY:a" output_stream: "ARRAYS:b" output_side_packet: "MADE:made"
}
"""


@register("test.WriteArray")
class WriteArray(Calculator):
    """Writes to what it gets."""

    number = Input[int](optional=True)
    array = Input[np.ndarray]("ARRAY", optional=True)
    given = SideInput[np.ndarray]("GIVEN", optional=True)

    def process(self) -> None:
        (self.given.value if self.given.connected else self.array.value)[0] = 7


def test_what_calculators_send_is_read_only(threads: int) -> None:
    """Arrays that calculators send cannot be written, nor those in lists and in side packets."""
    with CalculatorGraph(SENDER, num_threads=threads) as graph:
        seen = watch(graph, "a", "b", bounds=False)
        graph.start_run()
        graph.add_packet_to_input_stream("n", 1, 0)
        end(graph)
        arrays = [seen["a"][0].value, *seen["b"][0].value, graph.get_output_side_packet("made")]
    assert [array.flags.writeable for array in arrays] == [False] * 4


@pytest.mark.parametrize(
    "node",
    [
        'node { calculator: "test.WriteArray" input_stream: "ARRAY:a" }',
        'node { calculator: "test.WriteArray" input_stream: "n" input_side_packet: "GIVEN:made" }',
        'node { calculator: "test.WriteArray" input_stream: "n" input_side_packet: "GIVEN:given" }',
    ],
    ids=["stream", "made side packet", "given side packet"],
)
def test_writing_is_an_error_of_who_writes(threads: int, node: str) -> None:
    """The node that tries is named; what the caller gave stays as it was, and writeable."""
    given = np.zeros(3)
    graph = CalculatorGraph(SENDER + node, num_threads=threads)
    graph.start_run({"given": given})
    with pytest.raises(CalculatorError, match=r"test\.WriteArray .* failed in process.*read-only"):
        feed(graph)
    graph.cancel()
    given[1] = 1
    assert given.tolist() == [0, 1, 0]


@pytest.mark.parametrize("value", [np.zeros(3), [np.zeros(3), np.ones(3)]], ids=["array", "list"])
def test_what_is_fed_stays_the_callers(threads: int, value: Any) -> None:
    """The graph gets read-only views; the caller's own arrays can still be written."""
    with CalculatorGraph('input_stream: "a"', num_threads=threads) as graph:
        seen = watch(graph, "a", bounds=False)["a"]
        graph.start_run()
        graph.add_packet_to_input_stream("a", value, 0)
        graph.wait_until_idle()
    mine = value if isinstance(value, list) else [value]
    theirs = seen[0].value if isinstance(value, list) else [seen[0].value]
    for own, view in zip(mine, theirs, strict=True):
        assert own.flags.writeable
        assert not view.flags.writeable
        assert np.shares_memory(own, view)
