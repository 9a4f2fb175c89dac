"""Packets that a node takes in another type than their stream carries: converted for it, whatever the graph is like."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    GraphError,
    Input,
    Inputs,
    Output,
    PacketTypeError,
    SideInput,
    SideOutput,
    calculator,
    register,
)
from backedge.formats import Image, ImageFrame
from tests.flow import P, end, values, watch
from tests.graph_text import do, graph_of, input_policy

PICTURE = np.arange(2 * 3 * 3, dtype=np.uint8).reshape(2, 3, 3)


@calculator("converted.Kind")
def kind_of(image: np.ndarray) -> str:
    """What came."""
    return type(image).__name__


@calculator("converted.Frame")
def frame_kind(image: ImageFrame) -> str:
    """What came to a port for pictures."""
    return type(image).__name__


@calculator("converted.Negative")
def negative(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A new array."""
    return 255 - image


@calculator("converted.Count")
def count(image: ImageFrame) -> int:
    """A whole number."""
    return image.width


@calculator("converted.Half")
def half(number: float) -> str:
    """Something that only a float has."""
    return number.hex()


@calculator("converted.Flat")
def flat(image: ImageFrame) -> np.ndarray:
    """An array that is no picture."""
    return image.data.ravel().astype(np.float64)


@register("converted.Anything")
class Anything(Calculator):
    """Promises nothing of what it passes on."""

    source = Input[Any]("ANY")
    target = Output[Any]("ANY")

    def process(self) -> None:
        self.target.send(self.source.value)


@register("converted.Kinds")
class Kinds(Calculator):
    """Says what comes to each of its inputs, "-" for nothing."""

    arrays = Inputs[np.ndarray]("A")
    control = Input[int]("CONTROL", optional=True)
    kinds = Output[str]("KINDS")

    def process(self) -> None:
        kinds = ["-" if port.is_empty else type(port.value).__name__ for port in self.arrays]
        if self.timestamp >= self.kinds.next_timestamp_bound:
            self.kinds.send(" ".join(kinds))


KIND = do("IMAGE:x", "kind", calculator="converted.Kind")
FRAME = do("IMAGE:x", "frame", calculator="converted.Frame")


def run(text: str, fed: dict[str, list[Any]], output: str, threads: int) -> list[Any]:
    """What comes out when values are fed at 0, 1, …, all checks being on."""
    with CalculatorGraph(text, num_threads=threads, check_types=True) as graph:
        seen = watch(graph, output, bounds=False)
        graph.start_run()
        for timestamp in range(max(map(len, fed.values()))):
            for name, items in fed.items():
                if items[timestamp] is not None:
                    graph.add_packet_to_input_stream(name, items[timestamp], timestamp)
        end(graph)
    return [packet.value for packet in seen[output]]


@pytest.mark.parametrize("value", [ImageFrame(PICTURE), Image(PICTURE), PICTURE])
def test_an_array_port_reads_pictures_and_arrays_from_outside(value: Any, threads: int) -> None:
    """A graph input that is read as an array takes pictures as well as arrays."""
    assert run(graph_of("x", KIND), {"x": [value]}, "kind", threads) == ["ndarray"]


@pytest.mark.parametrize("nodes", [(KIND, FRAME), (FRAME, KIND)])
def test_one_stream_feeds_both_kinds_of_port(nodes: tuple[str, str], threads: int) -> None:
    """Each reader of a graph input gets what it takes, whichever is named first; observers see what was fed."""
    frame = ImageFrame(PICTURE)
    for output, kind in (("kind", "ndarray"), ("frame", "ImageFrame")):
        assert run(graph_of("x", *nodes), {"x": [frame]}, output, threads) == [kind]
    assert run(graph_of("x", *nodes), {"x": [frame]}, "x", threads) == [frame]
    with CalculatorGraph(graph_of("x", *nodes)) as graph:
        graph.start_run()
        with pytest.raises(
            PacketTypeError, match=r'"x" carries ImageFrame, but the packet at 0 holds ndarray \(uint8, 2x3x3\)'
        ):
            graph.add_packet_to_input_stream("x", PICTURE, 0)


def test_pictures_that_pass_through_nodes_of_any_type(threads: int) -> None:
    """Nodes that pass anything on, with or without a promise, hand on the picture; the reader of arrays converts."""
    through = do("x", "y", calculator="PassThroughCalculator")
    promising_nothing = do("ANY:y", "ANY:z", calculator="converted.Anything")
    text = graph_of("x", through, promising_nothing, do("IMAGE:z", "kind", calculator="converted.Kind"))
    frame = ImageFrame(PICTURE)
    assert run(text, {"x": [frame]}, "kind", threads) == ["ndarray"]
    assert run(text, {"x": [frame]}, "z", threads) == [frame]


def test_an_array_is_wrapped_for_a_port_of_pictures(threads: int) -> None:
    """From picture to array and back to a picture, none of which says so in the graph."""
    text = graph_of(
        "x",
        do("IMAGE:x", "y", calculator="converted.Negative"),
        do("IMAGE:y", "frame", calculator="converted.Frame"),
    )
    assert run(text, {"x": [ImageFrame(PICTURE)]}, "frame", threads) == ["ImageFrame"]
    [sent] = run(text, {"x": [ImageFrame(PICTURE)]}, "y", threads)
    assert np.array_equal(sent, 255 - PICTURE)


def test_an_int_is_a_float_for_who_takes_floats(threads: int) -> None:
    """The conversion of a number, too, is the reader's: the stream carries ints."""
    text = graph_of(
        "x", do("IMAGE:x", "n", calculator="converted.Count"), do("NUMBER:n", "h", calculator="converted.Half")
    )
    assert run(text, {"x": [ImageFrame(PICTURE)]}, "h", threads) == [(3.0).hex()]
    assert run(text, {"x": [ImageFrame(PICTURE)]}, "n", threads) == [3]


FIXED = "trigger_queue_size: 2 target_queue_size: 1"


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("", ["ndarray ndarray", "ndarray -"]),
        (input_policy("Default", "batch_size: 2"), ["ndarray ndarray", "ndarray -"]),
        (input_policy("Barrier"), ["ndarray ndarray"]),
        (input_policy("EarlyClose"), ["ndarray ndarray"]),
        (input_policy("FixedSize", FIXED), ["ndarray ndarray", "ndarray -"]),
        (input_policy("Immediate"), ["ndarray -", "ndarray -"]),
        (input_policy("SyncSet", 'sync_set { tag_index: "A:0" tag_index: "A:1" }'), ["ndarray ndarray", "ndarray -"]),
        (input_policy("TimestampAlign", 'timestamp_base_tag_index: "A"'), ["ndarray -", "ndarray ndarray"]),
    ],
)
def test_every_policy_gives_what_was_converted(policy: str, expected: list[str], threads: int) -> None:
    """Packets are converted as they arrive, whatever rule takes them out of the queue."""
    node = do("A:0:x A:1:y", "KINDS:k", calculator="converted.Kinds", more=policy)
    frames = [ImageFrame(PICTURE), ImageFrame(PICTURE)]
    with CalculatorGraph(graph_of("x y", node), num_threads=threads) as graph:
        seen = watch(graph, "k", bounds=False)
        graph.start_run()
        for at, frame in enumerate(frames):
            graph.add_packet_to_input_stream("x", frame, at)
            graph.wait_until_idle()
            if not at:
                graph.add_packet_to_input_stream("y", frame, at)
                graph.wait_until_idle()
        end(graph)
    assert values(seen["k"]) == expected


def test_the_mux_policy_gives_what_was_converted(threads: int) -> None:
    """The stream that the control packet selects is converted; the control is left alone."""
    policy = input_policy("Mux")
    node = do("A:0:x A:1:y CONTROL:c", "KINDS:k", calculator="converted.Kinds", more=policy)
    frame = ImageFrame(PICTURE)
    fed: dict[str, list[Any]] = {"x": [frame, frame], "y": [frame, frame], "c": [1, 0]}
    assert run(graph_of("x y c", node), fed, "k", threads) == ["- ndarray", "ndarray -"]


def test_queues_with_limits_convert(threads: int) -> None:
    """A queue that is full holds converted packets as any other does."""
    text = graph_of("x", KIND) + "max_queue_size: 1 report_deadlock: true"
    assert run(text, {"x": [ImageFrame(PICTURE)] * 5}, "kind", threads) == ["ndarray"] * 5


def test_parallel_calls_get_converted_packets(threads: int) -> None:
    """With calls in flight each of them gets its converted packet, and results leave in order."""
    node = do("IMAGE:x", "kind", calculator="converted.Kind", more="max_in_flight: 3")
    assert run(graph_of("x", node), {"x": [ImageFrame(PICTURE)] * 5}, "kind", threads) == ["ndarray"] * 5


@calculator("converted.Blend")
def blend(image: np.ndarray, before: ImageFrame | None = None) -> np.ndarray:
    """What came, and what was made of it before, which goes round as a picture."""
    return image if before is None else image // 2 + before.data // 2


def test_a_back_edge_converts(threads: int) -> None:
    """An array that comes round a loop is a picture to the node that takes pictures."""
    text = graph_of(
        "x",
        do(
            "MAIN:x LOOP:y",
            "PREV_LOOP:before",
            calculator="PreviousLoopbackCalculator",
            more='input_stream_info { tag_index: "LOOP" back_edge: true }',
        ),
        do("IMAGE:x BEFORE:before", "y", calculator="converted.Blend"),
    )
    frames = [ImageFrame(np.full((1, 1), level, np.uint8)) for level in (0, 200, 200)]
    assert [array.tolist() for array in run(text, {"x": frames}, "y", threads)] == [[[0]], [[100]], [[150]]]


@register("converted.Source")
class Source(Calculator):
    """Makes a picture as a side packet, and a number."""

    picture = SideOutput[ImageFrame]("PICTURE")
    number = SideOutput[int]("NUMBER")

    def open(self) -> None:
        self.picture.set(ImageFrame(PICTURE))
        self.number.set(4)


@register("converted.Side")
class Side(Calculator):
    """Says which side packets it got."""

    tick = Input[Any]("TICK")
    array = SideInput[np.ndarray]("ARRAY", optional=True)
    number = SideInput[float]("NUMBER", optional=True)
    frame = SideInput[ImageFrame]("FRAME", optional=True)
    kinds = Output[str]("KINDS")

    def process(self) -> None:
        sides = (self.array, self.number, self.frame)
        self.kinds.send(" ".join(type(side.value).__name__ for side in sides if side.connected))


def test_side_packets_are_converted(threads: int) -> None:
    """Side packets that a node makes, and those from outside, are converted as streams are."""
    maker = 'node { calculator: "converted.Source" output_side_packet: "PICTURE:p" output_side_packet: "NUMBER:n" }'
    reader = do("TICK:x", "KINDS:k", "ARRAY:p NUMBER:n FRAME:p", calculator="converted.Side")
    assert run(graph_of("x", maker, reader), {"x": [0]}, "k", threads) == ["ndarray float ImageFrame"]


@pytest.mark.parametrize("given", [PICTURE, ImageFrame(PICTURE), Image(PICTURE)])
def test_side_packets_from_outside_are_converted(given: Any, threads: int) -> None:
    """A side packet from outside that is read as an array may be a picture."""
    with CalculatorGraph(
        graph_of("x", do("TICK:x", "KINDS:k", "ARRAY:p", calculator="converted.Side")), num_threads=threads
    ) as graph:
        seen = watch(graph, "k", bounds=False)
        graph.start_run({"p": given})
        graph.add_packet_to_input_stream("x", P(0))
        end(graph)
    assert values(seen["k"]) == ["ndarray"]


def test_side_packets_for_both_kinds_of_reader_are_pictures() -> None:
    """A side packet from outside that one node reads as a picture is one, whichever is named first."""
    for ports in ("ARRAY:p FRAME:p", "FRAME:p ARRAY:p"):
        graph = CalculatorGraph(graph_of("x", do("TICK:x", "KINDS:k", ports, calculator="converted.Side")))
        assert graph.plan.side_packet_types == {"p": ImageFrame}


def test_what_cannot_be_converted_names_the_connection_and_the_sender(threads: int) -> None:
    """An array that is no picture is the fault of who sent it; the message names the stream and its reader."""
    text = graph_of("x", do("IMAGE:x", "y", calculator="converted.Flat"), FRAME.replace("IMAGE:x", "IMAGE:y"))
    with pytest.raises(GraphError) as caught:
        run(text, {"x": [ImageFrame(PICTURE)]}, "frame", threads)
    message = str(caught.value)
    assert 'converted.Flat (node "converted.Flat")' in message.replace("'", '"')
    assert (
        'stream "y" into node "converted.Frame", ndarray → ImageFrame: ImageFrame: no image format has float64 pixels '
        "of shape (18,)" in message
    )


@calculator("converted.Float64")
def float64(image: np.ndarray) -> np.ndarray:
    """What often happens to pixels by mistake."""
    return image / 2


def test_a_dtype_that_only_the_reader_names_is_checked_when_types_are(threads: int) -> None:
    """An array of another dtype than its reader names is found with checks, and blamed on who sent it."""
    text = graph_of("x", do("x", "y", calculator="converted.Float64"), do("y", "z", calculator="converted.Negative"))
    with pytest.raises(GraphError) as caught:
        run(text, {"x": [PICTURE]}, "z", threads)
    assert 'converted.Float64 (node "converted.Float64") failed' in str(caught.value).replace("'", '"')
    assert (
        'stream "y" into node "converted.Negative", ndarray → NDArray[uint8]: '
        "ndarray (float64, 2x3x3), but NDArray[uint8] is wanted" in str(caught.value)
    )


def test_connections_outside_the_table_are_refused() -> None:
    """A picture is no number: the graph is refused with both types."""
    text = graph_of("x", FRAME, do("NUMBER:frame", "h", calculator="converted.Half"))
    with pytest.raises(ConfigError, match=r"converted.Half takes float at NUMBER, but converted.Frame .* makes it str"):
        CalculatorGraph(text)
