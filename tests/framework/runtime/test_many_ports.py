"""What a graph costs grows with a node's ports, not with their square: counted in lines that run, not in seconds."""

from __future__ import annotations

import random
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.authoring import Calculator, Inputs, Outputs, register

PORTS = 60


@register
class SilentCalculator(Calculator):
    """Sends something in its first stream only, and promises nothing of the others."""

    timestamp_offset = None

    given = Inputs[Any]("", minimum=1)
    sent = Outputs[Any]("", minimum=1)

    def process(self) -> None:
        self.sent[0].send(1)


class Lines:
    """A count of the lines that Python runs.

    Attributes:
        count: how many there were while it was counting.
        counting: whether it is.
    """

    def __init__(self) -> None:
        self.count = 0
        self.counting = False

    def trace(self, _frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        """What Python calls for each function, and where this answers with itself, for each of its lines."""
        if not self.counting:
            return None
        self.count += event == "line"
        return self.trace

    @contextmanager
    def on_all_threads(self) -> Iterator[None]:
        """Let the threads that are started in the block be counted, too."""
        before = threading.gettrace()
        threading.settrace(self.trace)
        try:
            yield
        finally:
            threading.settrace(before)

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count while the block runs."""
        before = sys.gettrace()
        self.counting = True
        sys.settrace(self.trace)
        try:
            yield
        finally:
            sys.settrace(before)
            self.counting = False


def wide(ports: int, options: str = "") -> str:
    """A graph of one node with so many inputs and outputs."""
    inputs = "".join(f'input_stream: "in{number}"\n' for number in range(ports))
    outputs = "".join(f'output_stream: "out{number}"\n' for number in range(ports))
    return f'{inputs} node {{ calculator: "PassThroughCalculator" {inputs} {outputs} {options} }}'


Order = Callable[[Sequence[int]], Sequence[int]]
ORDERS: dict[str, Order] = {
    "in order": lambda numbers: numbers,
    "backwards": lambda numbers: numbers[::-1],
    "by chance": lambda numbers: random.Random(1).sample(numbers, len(numbers)),
}


def require_linear(work: Callable[[int], int]) -> None:
    """Check that twice the ports take about twice the lines; with their square it would be more than three times."""
    few, many = work(PORTS), work(2 * PORTS)
    assert many < 2.3 * few, f"{few} lines for {PORTS} ports, {many} for {2 * PORTS}"


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("fed", [True, False], ids=["fed", "unfed"])
def test_closing_the_streams_of_a_node(threads: int, order: Order, fed: bool) -> None:
    """One after the other, in whatever order, with a packet in one of them or without, until the graph is closed."""

    def lines_to_close(ports: int) -> int:
        lines = Lines()
        with lines.on_all_threads():
            graph = CalculatorGraph(wide(ports), num_threads=threads)
            graph.start_run()
            if fed:
                graph.add_packet_to_input_stream("in0", 1, 0)
            graph.wait_until_idle()
            with lines.counted():
                for number in order(range(ports)):
                    graph.close_input_stream(f"in{number}")
                graph.close()
        return lines.count

    require_linear(lines_to_close)


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_feeding_the_streams_of_a_node(threads: int, order: Order) -> None:
    """A packet for each, three times."""

    def lines_to_feed(ports: int) -> int:
        lines = Lines()
        with lines.on_all_threads(), CalculatorGraph(wide(ports), num_threads=threads) as graph:
            graph.start_run()
            graph.wait_until_idle()
            with lines.counted():
                for timestamp in range(3):
                    for number in order(range(ports)):
                        graph.add_packet_to_input_stream(f"in{number}", number, timestamp)
                graph.wait_until_idle()
            return lines.count

    require_linear(lines_to_feed)


def test_explaining_what_a_node_waits_for() -> None:
    """Each of its streams, with the reason that it does not move."""

    def lines_to_explain(ports: int) -> int:
        names = "".join(f'output_stream: "mid{number}"\n' for number in range(ports))
        graph = CalculatorGraph(
            f'input_stream: "in" node {{ calculator: "SilentCalculator" input_stream: "in" {names} }}'
            f'node {{ calculator: "SilentCalculator" {names.replace("output", "input")} output_stream: "out" }}'
        )
        with graph:
            graph.start_run()
            graph.add_packet_to_input_stream("in", 1, 0)
            graph.wait_until_idle()
            lines = Lines()
            with lines.counted():
                waits = graph.explain().waits
        assert len(waits) == ports - 1
        assert all("sent nothing there and promises nothing" in wait.reason for wait in waits)
        return lines.count

    require_linear(lines_to_explain)
