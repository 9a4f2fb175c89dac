"""Graphs on an ApplicationThreadExecutor, which work while the caller waits; the expected results are MediaPipe's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Output, register
from backedge.errors import CalculatorError, ThrottledError
from backedge.packet import Packet
from backedge.runtime.calculator_graph import AddMode
from tests.do_calculator import Do
from tests.flow import P, end, watch
from tests.graph_text import do, graph_of

ON_WAITING_THREAD = 'executor { type: "ApplicationThreadExecutor" }'
FIXED_SIZE = 'input_stream_handler { input_stream_handler: "FixedSizeInputStreamHandler" }'
PASS = graph_of("a", ON_WAITING_THREAD, do("a", "b"))
CHAIN = graph_of("a", ON_WAITING_THREAD, do("a", "b"), do("b", "c"))


def timestamps(packets: list[Packet[Any]]) -> list[int]:
    """When the packets are."""
    return [packet.timestamp for packet in packets]


def feed(graph: CalculatorGraph, *at: int) -> None:
    """Add packets without waiting."""
    for timestamp in at:
        graph.add_packet_to_input_stream("a", P(timestamp))


@pytest.mark.parametrize(("opened", "expected"), [(False, [4]), (True, [1, 4])])
def test_packets_come_together_in_queues(opened: bool, expected: list[int]) -> None:
    """Nothing runs before the caller waits; a node that is open has taken the first packet out of its queue already."""
    with CalculatorGraph(PASS.replace("output_stream", f"{FIXED_SIZE} output_stream")) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        if opened:
            graph.wait_until_idle()
        feed(graph, 1, 2, 3, 4)
        assert seen == []
        graph.wait_until_idle()
        assert timestamps(seen) == expected
        end(graph)


def test_graph_inputs_are_observed_at_once() -> None:
    """An observer of a graph input sees a packet as soon as it is fed, and not yet what comes of it."""
    with CalculatorGraph(PASS) as graph:
        seen = watch(graph, "a", "b", bounds=False)
        graph.start_run()
        feed(graph, 1, 2)
        assert [timestamps(packets) for packets in seen.values()] == [[1, 2], []]
        graph.close_all_input_streams()
        assert seen["b"] == []
        graph.wait_until_done()
    assert timestamps(seen["b"]) == [1, 2]


def test_waiting_for_room_runs_no_more_than_it_takes() -> None:
    """A packet that does not fit waits until a call has made room, beginning downstream."""
    with CalculatorGraph(f"max_queue_size: 1 {CHAIN}") as graph:
        seen = watch(graph, "b", "c", bounds=False)
        graph.start_run()
        progress = []
        for timestamp in (1, 2, 3, 4):
            feed(graph, timestamp)
            progress.append([timestamps(packets) for packets in seen.values()])
        assert progress == [[[], []], [[], []], [[1], []], [[1, 2], [1]]]
        end(graph)
    assert [timestamps(packets) for packets in seen.values()] == [[1, 2, 3, 4]] * 2


def test_packets_that_do_not_fit_can_be_refused() -> None:
    """An add is refused while one packet is with the node and one in its queue."""
    with CalculatorGraph(f"max_queue_size: 1 {PASS}") as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        graph.start_run()
        graph.wait_until_idle()
        feed(graph, 1, 2)
        for timestamp in (3, 4):
            with pytest.raises(ThrottledError):
                feed(graph, timestamp)
        graph.wait_until_idle()
        feed(graph, 5, 6)
        end(graph)
    assert timestamps(seen) == [1, 2, 5, 6]


def test_waiting_for_a_packet_makes_one_call_after_the_other() -> None:
    """A wait for a packet makes calls until an observed stream has moved, and no further."""
    with CalculatorGraph(CHAIN) as graph:
        seen = watch(graph, "b", "c", bounds=False)
        graph.start_run()
        feed(graph, 1, 2)
        progress = []
        for _ in range(2):
            graph.wait_for_observed_output()
            progress.append([timestamps(packets) for packets in seen.values()])
        assert progress == [[[1], []], [[1], [1]]]
        end(graph)
    assert [timestamps(packets) for packets in seen.values()] == [[1, 2]] * 2


def test_a_join_that_is_fed_on_one_side_grows() -> None:
    """A queue grows at once where all nodes wait for each other, as there is nothing else that could be done."""
    text = graph_of("a b", "max_queue_size: 1", ON_WAITING_THREAD, do("a b", "c d"))
    with CalculatorGraph(text) as graph:
        seen = watch(graph, "c", bounds=False)["c"]
        graph.graph_input_stream_add_mode = AddMode.ADD_IF_NOT_FULL
        graph.start_run()
        graph.wait_until_idle()
        feed(graph, 1, 2, 3)
        end(graph)
    assert timestamps(seen) == [1, 2, 3]


@pytest.mark.parametrize("phase", ["OPEN", "PROCESS"])
def test_failures_are_told_to_who_waits(phase: str) -> None:
    """The call that waits raises the failure; starting and feeding do not, as nothing has been tried yet."""

    def fail(_: Do) -> None:
        raise ValueError("no")

    graph = CalculatorGraph(PASS.replace("output_stream", f'input_side_packet: "{phase}:fail" output_stream'))
    graph.start_run({"fail": fail})
    feed(graph, 1)
    for wait in (graph.wait_until_idle, graph.wait_until_done):
        with pytest.raises(CalculatorError, match=f"failed in {phase.lower()}.*no"):
            wait()


def test_callbacks_may_feed() -> None:
    """A packet that is fed from within does not wait for room, and is processed by the call that waits."""
    with CalculatorGraph(f"max_queue_size: 1 {PASS}") as graph:
        seen: list[int] = []

        def feed_more(_: str, packet: Packet[Any]) -> None:
            seen.append(packet.timestamp)
            if packet.timestamp == 0:
                feed(graph, 1, 2, 3)

        graph.observe_output_stream("b", feed_more)
        graph.start_run()
        feed(graph, 0)
        graph.wait_until_idle()
        assert seen == [0, 1, 2, 3]
        end(graph)


@register("test.Count")
class Count(Calculator):
    number = Output[int]()

    def open(self) -> None:
        self.next = 0

    def process(self) -> None:
        if self.next == 5:
            self.stop()
        self.number.send(self.next, self.next)
        self.next += 1


@pytest.mark.parametrize(
    ("wait", "expected"),
    [(CalculatorGraph.wait_for_observed_output, [0]), (CalculatorGraph.wait_until_idle, [0, 1, 2, 3, 4])],
)
def test_sources_run_while_somebody_waits(wait: Callable[[CalculatorGraph], None], expected: list[int]) -> None:
    """A source runs only as far as the caller waits for, be it a packet, rest or the end of the run."""
    source = 'node { calculator: "test.Count" output_stream: "b" }'
    with CalculatorGraph(graph_of("", ON_WAITING_THREAD, source)) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        assert seen == []
        wait(graph)
        assert timestamps(seen) == expected
        graph.wait_until_done()
    assert timestamps(seen) == [0, 1, 2, 3, 4]


def test_the_caller_can_have_it_otherwise() -> None:
    """With num_threads=0 calls do the work at once, whatever the config says."""
    with CalculatorGraph(PASS, num_threads=0) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run()
        feed(graph, 1)
        assert timestamps(seen) == [1]
