"""Type resolution: what a stream carries once Any, "same as" and unions are followed."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import Calculator, CalculatorGraph, ConfigError, Input, Output, SideInput, SideOutput, register
from backedge.authoring.packet_types import members
from backedge.config import load_graph
from backedge.formats import Image, ImageFrame
from tests.graph_text import do, graph_of


@register("test.TakesInt")
class TakesInt(Calculator):
    """int to str."""

    number = Input[int]("NUMBER")
    text = Output[str]("TEXT")
    limit = SideInput[float]("LIMIT", optional=True)

    def process(self) -> None:
        """Nothing to do."""


@register("test.TakesFloat")
class TakesFloat(Calculator):
    """float to float."""

    number = Input[float]("NUMBER")
    half = Output[float]("HALF")

    def process(self) -> None:
        """Nothing to do."""


@register("test.Same")
class Same(Calculator):
    """Passes on any type."""

    source = Input[Any]("ANY")
    target = Output[Any]("ANY", same_as=source)

    def process(self) -> None:
        """Nothing to do."""


@register("test.OneOf")
class OneOf(Calculator):
    """Takes numbers of either kind."""

    source = Input[int | float]("ANY")
    target = Output[int | float]("ANY", same_as=source)

    def process(self) -> None:
        """Nothing to do."""


@register("test.TakesText")
class TakesText(Calculator):
    """str to str."""

    text = Input[str]("TEXT")
    shout = Output[str]("SHOUT")

    def process(self) -> None:
        """Nothing to do."""


@register("test.MakesWords")
class MakesWords(Calculator):
    """Makes a text to start from."""

    side = SideOutput[str]("MADE")


def same(inputs: str, outputs: str) -> str:
    """A node that passes on any type."""
    return do(inputs, outputs, calculator="test.Same")


INT_TO_TEXT = do("NUMBER:n", "TEXT:t", calculator="test.TakesInt")


def types(text: str) -> dict[str, Any]:
    """The resolved types of all streams."""
    return CalculatorGraph(text).plan.stream_types


def refused(text: str) -> str:
    """The text of the error that building ends with."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(load_graph(text, file="graph.pbtxt"))
    return str(caught.value)


def test_a_graph_input_takes_the_type_of_its_reader() -> None:
    """Graph inputs are of any type until a node says otherwise."""
    assert types(graph_of("n", INT_TO_TEXT)) == {"n": int, "t": str}
    assert types(graph_of("a", do("a", "b"))) == {"a": Any, "b": Any}


def test_types_go_forward() -> None:
    """A port that is the same as another carries the type of a producer down a chain."""
    found = types(graph_of("n", INT_TO_TEXT, same("ANY:t", "ANY:u"), same("ANY:u", "ANY:v")))
    assert found == {"n": int, "t": str, "u": str, "v": str}


def test_types_go_back() -> None:
    """A port that is the same as another carries the type of a reader up a chain, to the graph's input."""
    found = types(graph_of("x", same("ANY:x", "ANY:y"), same("ANY:y", "ANY:n"), INT_TO_TEXT))
    assert found == {"x": int, "y": int, "n": int, "t": str}


def test_types_go_round_a_loop() -> None:
    """A back edge carries types too, and a loop of "same as" alone ends."""
    loop = do("ANY:b", "ANY:a", calculator="test.Same", more='input_stream_info { tag_index: "ANY" back_edge: true }')
    assert types(graph_of("", loop, same("ANY:a", "ANY:b"))) == {"a": Any, "b": Any}
    taking = do("NUMBER:b", "TEXT:t", calculator="test.TakesInt")
    assert types(graph_of("", loop, same("ANY:a", "ANY:b"), taking)) == {"a": int, "b": int, "t": str}


def test_a_union_is_narrowed() -> None:
    """A port for one of several types takes the one it is connected to, from either side."""
    one_of = do("ANY:a", "ANY:n", calculator="test.OneOf")
    assert types(graph_of("a", one_of, INT_TO_TEXT)) == {"a": int, "n": int, "t": str}
    after = do("ANY:h", "ANY:x", calculator="test.OneOf")
    halves = do("NUMBER:f", "HALF:h", calculator="test.TakesFloat")
    assert types(graph_of("f", halves, after))["x"] is float


def test_a_mismatch_between_nodes() -> None:
    """A stream of the wrong type is an error that names both ends and both types."""
    text = graph_of("n", INT_TO_TEXT, do("NUMBER:t", "HALF:h", calculator="test.TakesFloat", more='name: "half"'))
    assert refused(text) == (
        'graph.pbtxt:4:52: error: input stream "t" of node "half": test.TakesFloat takes float at NUMBER, '
        'but test.TakesInt (node "test.TakesInt") makes it str'
    )


def test_a_mismatch_across_a_chain() -> None:
    """The mismatch is found through nodes that pass any type."""
    text = graph_of(
        "n",
        INT_TO_TEXT,
        same("ANY:t", "ANY:u"),
        do("NUMBER:u", "HALF:h", calculator="test.TakesFloat", more='name: "half"'),
    )
    assert refused(text) == (
        'graph.pbtxt:6:52: error: input stream "u" of node "half": test.TakesFloat takes float at NUMBER, '
        'but test.Same (node "test.Same") makes it str'
    )


def test_a_mismatch_with_a_union() -> None:
    """A stream of none of several types is refused, and all of them are named."""
    text = graph_of("n", INT_TO_TEXT, do("ANY:t", "ANY:u", calculator="test.OneOf"))
    assert refused(text) == (
        'graph.pbtxt:4:47: error: input stream "t" of node "test.OneOf": test.OneOf takes int or float at ANY, '
        'but test.TakesInt (node "test.TakesInt") makes it str'
    )


def test_a_graph_input_with_two_readers_that_disagree() -> None:
    """Two nodes that read one graph input must agree."""
    text = graph_of("n", INT_TO_TEXT, do("TEXT:n", "SHOUT:s", calculator="test.TakesText"))
    assert refused(text) == (
        'graph.pbtxt:4:51: error: input stream "n" of node "test.TakesText": test.TakesText takes str at TEXT, '
        'but node "test.TakesInt" takes int'
    )


INT_TO_HALF = do("NUMBER:n", "HALF:h", calculator="test.TakesFloat")


@pytest.mark.parametrize("readers", [(INT_TO_TEXT, INT_TO_HALF), (INT_TO_HALF, INT_TO_TEXT)])
def test_a_graph_input_carries_what_all_its_readers_take(readers: tuple[str, str]) -> None:
    """Of two readers' types that fit, a graph input has the narrower one, whichever is asked first."""
    assert types(graph_of("n", *readers)) == {"n": int, "t": str, "h": float}
    assert types(graph_of("m", same("ANY:m", "ANY:n"), *readers))["m"] is int


@register("test.TakesArrays")
class TakesArrays(Calculator):
    """Arrays of which more or less is said."""

    of_anything = Input[NDArray[Any]]("ANYTHING", optional=True)
    of_bytes = Input[NDArray[np.uint8]]("BYTES", optional=True)
    array = Input[np.ndarray]("ARRAY", optional=True)
    done = Output[bool]("DONE")

    def process(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize("ports", list(permutations(["ANYTHING:x", "BYTES:x", "ARRAY:x"])))
def test_readers_that_say_more_or_less_of_an_array_agree(ports: tuple[str, ...]) -> None:
    """Types that fit both ways are settled, in whatever order they are met; pictures are taken as well."""
    nodes = [do(port, f"DONE:d{index}", calculator="test.TakesArrays") for index, port in enumerate(ports)]
    found = types(graph_of("x", *nodes))["x"]
    assert {ImageFrame, Image} < set(members(found))
    everywhere = types(graph_of("w", same("ANY:w", "ANY:x"), *nodes))
    assert set(members(everywhere["w"])) == set(members(everywhere["x"]))


def test_a_reader_of_arrays_and_one_of_numbers_disagree() -> None:
    """The message names the other reader, and all that it takes."""
    text = graph_of("x", do("ARRAY:x", "DONE:d", calculator="test.TakesArrays"), INT_TO_HALF.replace(":n", ":x"))
    message = 'takes float at NUMBER, but node "test.TakesArrays" takes ndarray or ImageFrame or Image'
    assert message in refused(text)


def test_a_producer_decides_whatever_its_readers_take() -> None:
    """The type of a stream that a node makes is that node's, also behind nodes that pass any type on."""
    halves = do("NUMBER:x", "HALF:f", calculator="test.TakesFloat")
    text = graph_of("x", halves, same("ANY:f", "ANY:n"), INT_TO_TEXT)
    assert 'test.TakesInt takes int at NUMBER, but test.Same (node "test.Same") makes it float' in refused(text)


def test_all_mismatches_are_told() -> None:
    """Every connection that does not fit is one error."""
    wrong = [do("NUMBER:t", f"HALF:h{i}", calculator="test.TakesFloat") for i in range(2)]
    assert refused(graph_of("n", INT_TO_TEXT, *wrong)).count("takes float at NUMBER") == 2


def test_side_packets_are_resolved_too() -> None:
    """A side packet of the wrong type is refused when the graph is built."""
    maker = 'node { calculator: "test.MakesWords" output_side_packet: "MADE:limit" }\n'
    reader = do("NUMBER:n", "TEXT:t", "LIMIT:limit", calculator="test.TakesInt")
    assert refused(graph_of("n", maker, reader)) == (
        'graph.pbtxt:4:104: error: input side packet "limit" of node "test.TakesInt": test.TakesInt takes '
        'float at LIMIT, but test.MakesWords (node "test.MakesWords") makes it str'
    )


def test_side_packets_from_outside_must_agree() -> None:
    """Two nodes that read a side packet from outside must agree on its type, which start_run() then checks."""
    reader = do("NUMBER:n", "TEXT:t", "LIMIT:limit", calculator="test.TakesInt")
    assert CalculatorGraph(graph_of("n", reader)).plan.side_packet_types == {"limit": float}
    other = do("t", "u", "LOG:limit")
    assert 'but node "test.TakesInt" takes float' in refused(graph_of("n", reader, other))
