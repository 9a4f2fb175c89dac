"""The graph where MediaPipe's ends the process or waits forever, and what ours has besides."""

from __future__ import annotations

import gc
import re
import threading
from pathlib import Path

import pytest

import backedge.compat.mediapipe as mp
from backedge import BackedgeError, Calculator, Input, Output, register
from backedge.compat.mediapipe.framework import calculator_options_pb2
from backedge.compat.mediapipe.framework.formats import detection_pb2
from backedge.compat.mediapipe.python import packet_creator, packet_getter
from backedge.protos.pool import POOL
from tests.flow import threads_left

PASS = 'input_stream: "in" node { calculator: "PassThroughCalculator" input_stream: "in" output_stream: "out" }'


@register("CompatTestDoubling")
class Doubling(Calculator):
    """Sends twice what it gets; refuses 13."""

    number = Input[int]()
    double = Output[int]()

    def process(self) -> None:
        if self.number.value == 13:
            raise ValueError("13 is not doubled")
        self.double.send(2 * self.number.value)


DOUBLE = 'input_stream: "in" node { calculator: "CompatTestDoubling" input_stream: "in" output_stream: "out" }'


def build(text: str, stream: str = "out") -> tuple[mp.CalculatorGraph, list[mp.Packet]]:
    """A graph and the packets that will be seen on one of its streams."""
    graph, seen = mp.CalculatorGraph(graph_config=text), []
    graph.observe_output_stream(stream, lambda _, packet: seen.append(packet))
    return graph, seen


def test_unknown_stream_names_those_there_are() -> None:
    """Feeding or closing a stream that is not a graph input is a RuntimeError that lists the inputs."""
    graph, _ = build(PASS)
    graph.start_run()
    with pytest.raises(RuntimeError, match=r'no graph input stream "inn"; did you mean "in"\?'):
        graph.add_packet_to_input_stream("inn", packet_creator.create_int(1), 0)
    with pytest.raises(RuntimeError, match=r'no graph input stream "out"'):
        graph.close_input_stream("out")
    graph.close()


def test_callback_that_raises_ends_the_run() -> None:
    """An exception in a callback is the run's error, with the callback's own as its cause."""
    graph = mp.CalculatorGraph(graph_config=PASS)

    def fail(name: str, packet: mp.Packet) -> None:
        raise KeyError(name)

    graph.observe_output_stream("out", fail)
    graph.start_run()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(1), 0)
    with pytest.raises(RuntimeError, match=r"KeyError: 'out'"):
        graph.close()
    assert not graph.has_error()


def test_starting_twice_is_refused() -> None:
    """A graph that runs cannot be started."""
    graph, _ = build(PASS)
    graph.start_run()
    with pytest.raises(RuntimeError, match=r"running already"):
        graph.start_run()
    graph.close()


def test_observing_a_running_graph_is_refused() -> None:
    """Streams are observed before the run, or between two."""
    graph, _ = build(PASS)
    with graph:
        graph.start_run()
        with pytest.raises(RuntimeError, match=r"before start_run"):
            graph.observe_output_stream("out", print)
    graph.observe_output_stream("in", print)


def test_waiting_for_output_ends_with_the_run() -> None:
    """A caller who waits after the end of a run returns once; the next wait is an error, since nothing will come."""
    graph, _ = build(PASS)
    with pytest.raises(RuntimeError, match=r"never run"):
        graph.wait_for_observed_output()
    graph.start_run()
    graph.close()
    graph.wait_for_observed_output()
    with pytest.raises(RuntimeError, match=r"no packet can be observed"):
        graph.wait_for_observed_output()


def test_calculators_errors_are_of_both_types() -> None:
    """An error that a calculator raises reaches handlers of ValueError, of RuntimeError and of our own errors."""
    for kind in (ValueError, RuntimeError, BackedgeError):
        graph, _ = build(DOUBLE)
        graph.start_run()
        graph.add_packet_to_input_stream("in", packet_creator.create_int(13), 0)
        with pytest.raises(kind, match=r"13 is not doubled"):
            graph.close()


def test_invalid_configs_are_of_both_types() -> None:
    """A graph that cannot run reaches handlers of ValueError, of RuntimeError and of our own errors, with its place."""
    for kind in (ValueError, RuntimeError, BackedgeError):
        with pytest.raises(kind, match=r"<graph_config>:1:8: error: calculator \"Nope\""):
            mp.CalculatorGraph(graph_config='node { calculator: "Nope" }')


def fail_inside(graph: mp.CalculatorGraph) -> None:
    """Raises a KeyError while the graph runs."""
    with graph:
        graph.start_run()
        raise KeyError("failed")


def test_leaving_the_block_closes_the_graph() -> None:
    """A graph as a context manager is closed at the end of the block, and cancelled where the block raises."""
    graph, seen = build(PASS)
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", packet_creator.create_int(1), 0)
    assert len(seen) == 1
    with pytest.raises(KeyError, match="failed"):
        fail_inside(graph)
    with graph:
        graph.start_run()


def test_graphs_run_on_threads_of_their_own() -> None:
    """Feeding does not wait for calculators, and callbacks come on another thread, as in MediaPipe."""
    graph = mp.CalculatorGraph(graph_config=PASS)
    threads = []
    graph.observe_output_stream("out", lambda *_: threads.append(threading.current_thread()))
    graph.start_run()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(1), 0)
    graph.close()
    assert threads != [threading.current_thread()]


def test_config_may_ask_for_the_callers_thread() -> None:
    """With an ApplicationThreadExecutor everything happens in the calls, and errors appear where MediaPipe's do."""
    graph, seen = build(PASS + 'executor { type: "ApplicationThreadExecutor" }')
    threads = []
    graph.observe_output_stream("out", lambda *_: threads.append(threading.current_thread()))
    graph.start_run()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(1), 5)
    graph.wait_until_idle()
    assert threads == [threading.current_thread()]
    graph.add_packet_to_input_stream("in", packet_creator.create_int(1), 5)
    with pytest.raises(ValueError, match=r"timestamps must increase"):
        graph.wait_until_idle()
    with pytest.raises(ValueError, match=r"timestamps must increase"):
        graph.close()
    assert len(seen) == 1


@pytest.mark.parametrize("name", ["int", "int8", "uint64"])
def test_typed_numbers_are_numbers_for_calculators(name: str) -> None:
    """A calculator gets an int whatever C++ type the packet was made with, and what it computes is an ``int``."""
    create = getattr(packet_creator, f"create_{name}")
    graph, seen = build(DOUBLE)
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", create(21), 0)
    assert seen[0].cpp_type == "int"
    assert packet_getter.get_int(seen[0]) == packet_getter.get_uint(seen[0]) == 42


def test_timestamps_are_ints() -> None:
    """A timestamp that a calculator takes from a packet is an ``int``, whatever the packet's C++ type."""
    graph, seen = build("""
        node {
          calculator: "SidePacketToStreamCalculator"
          input_side_packet: "value"
          input_side_packet: "TIMESTAMP:time"
          output_stream: "AT_TIMESTAMP:out"
        }
    """)
    with graph:
        graph.start_run({"value": packet_creator.create_bool(True), "time": packet_creator.create_int64(7)})
    assert type(seen[0].timestamp.value) is int


def test_strings_are_what_the_stream_holds() -> None:
    """C++ has one type of strings: bytes become str, and str bytes, where a calculator asks for it."""
    text = 'input_stream: "in" node { calculator: "CompatTestText" input_stream: "in" output_stream: "out" }'

    @register("CompatTestText")
    class Text(Calculator):
        text = Input[str]()
        data = Output[bytes]()

        def process(self) -> None:
            self.data.send(self.text.value.upper().encode())

    graph, seen = build(text)
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("in", packet_creator.create_string(b"abc"), 0)
    assert packet_getter.get_str(seen[0]) == "ABC"


def test_options_reach_calculators_as_they_have_them() -> None:
    """A message of options, or one that it extends, becomes the calculator's own options in a side packet."""
    text = """
        input_stream: "in"
        node {
          calculator: "FlowLimiterCalculator"
          input_stream: "in"
          input_stream: "FINISHED:out"
          input_stream_info { tag_index: "FINISHED" back_edge: true }
          input_side_packet: "OPTIONS:options"
          output_stream: "out"
        }
    """
    name = "mediapipe.FlowLimiterCalculatorOptions"
    graph, _ = build(text)
    options = POOL.message_class(name)(max_in_flight=3)
    around = calculator_options_pb2.CalculatorOptions()
    around.Extensions[POOL.extension(name)].CopyFrom(options)
    for message in (options, around):
        with graph:
            graph.start_run({"options": packet_creator.create_proto(message)})
    with pytest.raises(ValueError, match=r'side packet "options" must be FlowLimiterCalculatorOptions'):
        graph.start_run({"options": packet_creator.create_proto(calculator_options_pb2.CalculatorOptions())})


def test_subgraphs_are_found_in_the_resource_folder(tmp_path: Path) -> None:
    """Nodes can name graphs that are where MediaPipe keeps them, and paths are relative to the resource folder too."""
    modules = tmp_path / "mediapipe" / "modules" / "compat_test"
    modules.mkdir(parents=True)
    (modules / "inner.pbtxt").write_text(
        f'type: "CompatTestInner" output_stream: "out" {PASS}'.replace(" node", "\nnode")
    )
    (modules / "outer.pbtxt").write_text(PASS.replace("PassThroughCalculator", "CompatTestInner"))
    mp.resource_util.set_resource_dir(str(tmp_path))
    graph = mp.CalculatorGraph(binary_graph_path="mediapipe/modules/compat_test/outer.pbtxt")
    assert 'name: "compattestinner__PassThroughCalculator"' in graph.text_config
    mp.resource_util.set_resource_dir("")
    with pytest.raises(FileNotFoundError, match=r"outer\.pbtxt"):
        mp.CalculatorGraph(binary_graph_path="mediapipe/modules/compat_test/outer.pbtxt")


DETECTIONS = """
input_stream: "a"
node { calculator: "MergeDetectionsToVectorCalculator" input_stream: "a" output_stream: "b" }
"""
LOOP = """node {
  calculator: "BeginLoopDetectionCalculator" input_stream: "ITERABLE:b" output_stream: "ITEM:out"
  output_stream: "BATCH_END:end"
}"""
TO_RECTS = """node {
  calculator: "DetectionsToRectsCalculator" input_stream: "DETECTIONS:b" output_stream: "NORM_RECTS:out"
}"""


def feed_detection(node: str, found: detection_pb2.Detection) -> list[mp.Packet]:
    """Return what a calculator makes of a list of one detection."""
    graph, seen = build(DETECTIONS + node)
    with graph:
        graph.start_run()
        graph.add_packet_to_input_stream("a", packet_creator.create_proto(found).at(1))
    return seen


def test_detections_without_a_relative_box_can_be_passed_on() -> None:
    """Detections come out as they went in, whichever way they say where they are, if they do."""
    nowhere = detection_pb2.Detection(score=[0.5], label=["cat"])
    somewhere = detection_pb2.Detection(score=[0.5])
    somewhere.location_data.bounding_box.xmin = 7
    for found in (nowhere, somewhere):
        [packet] = feed_detection(LOOP, found)
        assert packet_getter.get_proto(packet) == found
        assert packet.cpp_type == "::mediapipe::Detection"


def test_who_needs_a_relative_box_says_so() -> None:
    """A calculator that asks where the thing is fails, and tells why."""
    with pytest.raises(RuntimeError, match="the Detection has no relative_bounding_box, which is needed here"):
        feed_detection(TO_RECTS, detection_pb2.Detection(score=[1]))


@pytest.mark.parametrize(("observed", "told"), [("in", True), ("out", False)])
def test_a_packet_after_the_end_is_minded_by_who_observes_the_input(observed: str, told: bool) -> None:
    """The call itself succeeds; the next wait fails if the program observes the stream that the packet is for."""
    graph, seen = build(PASS, observed)
    graph.start_run()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(1), 0)
    graph.close_all_packet_sources()
    graph.wait_until_idle()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(2), 5)
    if told:
        with pytest.raises(ValueError, match="is closed, but is given a packet at 5"):
            graph.wait_until_done()
    else:
        graph.wait_until_done()
    assert [packet.timestamp.value for packet in seen] == [0]


@pytest.mark.parametrize(("node", "size"), [("", 3), ("buffer_size_hint: 7", 7), ("buffer_size_hint: 2", 3)])
def test_queues_are_as_long_as_a_node_hints(node: str, size: int) -> None:
    """The largest of the graph's limit and the hints of its nodes."""
    text = PASS.replace("output_stream", f"{node} output_stream")
    assert mp.CalculatorGraph(graph_config=f"max_queue_size: 3 {text}").max_queue_size == size


def test_a_queue_that_all_wait_for_has_grown_when_the_call_returns() -> None:
    """Adding only where there is room, without waiting in between: the join fed on one side takes every packet."""
    text = (
        'input_stream: "a" input_stream: "b" max_queue_size: 1 num_threads: 1 '
        'node { calculator: "PassThroughCalculator" input_stream: "a" input_stream: "b" '
        'output_stream: "c" output_stream: "d" }'
    )
    graph, seen = build(text, "c")
    graph.graph_input_stream_add_mode = mp.GraphInputStreamAddMode.ADD_IF_NOT_FULL
    graph.start_run()
    graph.wait_until_idle()
    for timestamp in (1, 2, 3):
        graph.add_packet_to_input_stream("a", packet_creator.create_int(timestamp), timestamp)
    graph.close()
    assert [packet.timestamp.value for packet in seen] == [1, 2, 3]


def test_a_dropped_graph_is_cancelled_and_its_threads_end() -> None:
    """A graph that is dropped while it runs does not live on, although its callback holds it."""
    before = set(threading.enumerate())

    def run() -> None:
        graph = mp.CalculatorGraph(graph_config=PASS)
        graph.observe_output_stream("out", lambda _, packet: (graph, packet))
        graph.start_run()
        assert set(threading.enumerate()) > before

    with pytest.warns(ResourceWarning, match='a graph of "PassThroughCalculator" was dropped'):  # noqa: PT031 - dropped, and found
        run()
        gc.collect()
    assert threads_left(before) == []


def test_an_error_has_the_line_of_the_calculator() -> None:
    """The text of a failure shows the line of the author's code, as that of our own graph does."""
    graph, _ = build(DOUBLE)
    graph.start_run()
    graph.add_packet_to_input_stream("in", packet_creator.create_int(13), 0)
    with pytest.raises(RuntimeError, match=rf'at {re.escape(__file__)}:\d+, in process: raise ValueError\("13 is not'):
        graph.wait_until_done()
