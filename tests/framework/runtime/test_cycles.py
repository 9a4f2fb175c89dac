"""Graphs with loops: sums and filters whose output comes back as an input."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge import timestamp as ts
from tests.do_calculator import Do, add_up, sender
from tests.flow import P, values, watch
from tests.graph_text import do, do_options, graph_of, input_policy

BACK = 'input_stream_info { tag_index: ":1" back_edge: true } '


EARLY = input_policy("EarlyClose")
ONE_LATER = do_options("offset: 1")


def zero(node: Do) -> None:
    """Begin with 0 at 0."""
    node.outputs[0].send(0, 0)


def one_later(node: Do) -> None:
    """Pass the packet on one unit later."""
    packet = node.inputs[0].packet
    node.outputs[0].send(packet.value, packet.timestamp + 1)


def times(factor: float) -> Callable[[Do], None]:
    """Pass the number on, multiplied."""
    return lambda node: node.outputs[0].send(node.inputs[0].value * factor)


def delayed(source: str, target: str) -> str:
    """A node that delays a stream by one unit."""
    return do(source, target, "OPEN:zero PROCESS:one_later", ONE_LATER)


def run(threads: int, text: str, stream: str, **side_packets: Any) -> list[Any]:
    """The packets of a stream, of a graph whose source sends 1 to 5."""
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, stream, bounds=False)[stream]
        send = sender(P(timestamp, timestamp + 1) for timestamp in range(5))
        known: dict[str, Any] = {"send": send, "add_up": add_up, "zero": zero, "one_later": one_later}
        graph.start_run({**known, **side_packets})
        graph.wait_until_done()
    return seen


def test_a_running_sum(threads: int) -> None:
    """A sum that comes back one unit later adds up all that came before, and ends with its input."""
    text = graph_of(
        "",
        do("", "numbers", "PROCESS:send"),
        do("numbers old_sum", "sum", "PROCESS:add_up", BACK + EARLY),
        delayed("sum", "old_sum"),
    )
    assert run(threads, text, "sum") == [P(i, (i + 1) * (i + 2) // 2) for i in range(5)]


def test_a_running_sum_without_timestamps(threads: int) -> None:
    """With the barrier policy everywhere timestamps need not even grow."""
    sums: list[int] = []
    text = graph_of(
        "",
        input_policy("Barrier"),
        do("", "numbers", "PROCESS:send"),
        do("numbers old_sum", "sum", "PROCESS:add_up", BACK),
        do("sum", "old_sum", "OPEN:early"),
        do("sum", "", "PROCESS:collect"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run(
            {
                "send": sender(P(timestamp, timestamp + 1) for timestamp in range(5)),
                "add_up": add_up,
                "early": lambda node: node.outputs[0].send(0, ts.MIN),
                "collect": lambda node: sums.append(node.inputs[0].value),
            }
        )
        graph.wait_until_done()
    assert sums == [1, 3, 6, 10, 15]


DIRECT_FORM_1 = graph_of(
    "",
    do("", "x", "PROCESS:send"),
    delayed("x", "a"),
    do("a", "b", "PROCESS:b1"),
    do("x b", "c", "PROCESS:add_up", EARLY),
    do("c f", "y", "PROCESS:add_up", BACK + EARLY),
    delayed("y", "d"),
    do("d", "e", "PROCESS:a1"),
    delayed("d", "g"),
    do("g", "h", "PROCESS:a2"),
    do("e h", "f", "PROCESS:add_up", EARLY),
)
DIRECT_FORM_2 = graph_of(
    "",
    do("", "x", "PROCESS:send"),
    do("x f", "a", "PROCESS:add_up", BACK + EARLY),
    delayed("a", "b"),
    do("b", "d", "PROCESS:a1"),
    delayed("b", "c"),
    do("c", "e", "PROCESS:a2"),
    do("d e", "f", "PROCESS:add_up", EARLY),
    do("b", "g", "PROCESS:b1"),
    do("a g", "y", "PROCESS:add_up", EARLY),
)


@pytest.mark.parametrize("text", [DIRECT_FORM_1, DIRECT_FORM_2], ids=["direct form 1", "direct form 2"])
def test_a_recursive_filter(threads: int, text: str) -> None:
    """A filter (1 + 2/z) / (1 - 1.5/z + 0.9/z²) over 1 to 5 is right in two arrangements of two nested loops each."""
    packets = run(threads, text, "y", b1=times(2.0), a1=times(1.5), a2=times(-0.9))
    expected: list[float] = []
    for n in range(5):
        before = [*reversed(expected), 0.0, 0.0]
        expected.append((n + 1) + 2.0 * n + 1.5 * before[0] - 0.9 * before[1])
    assert values(packets) == pytest.approx(expected)
    assert [packet.timestamp for packet in packets] == list(range(5))
