"""The order in which several sources produce."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, SideOutput, register
from backedge.errors import DeadlockError
from tests.do_calculator import Do, sender
from tests.flow import WAIT, P, values, watch
from tests.graph_text import do, graph_of

ONE_AT_A_TIME = pytest.mark.parametrize("threads", [0, 1], ids=["inline", "1 thread"])


@ONE_AT_A_TIME
def test_layers_with_several_sources(threads: int) -> None:
    """A layer is exhausted before the next begins; sources of one layer take turns."""
    counter = count()
    sent: dict[str, int] = {}

    def send_five(node: Do) -> None:
        at = sent.setdefault(node.node_name, 0)
        node.outputs[0].send(next(counter), at)
        sent[node.node_name] = at + 1
        if at == 4:
            node.stop()

    layers = {"a": 0, "b": 1, "c": 1, "d": 2}
    sources = [
        do("", name, "PROCESS:send_five", f'name: "{name}" source_layer: {layer}') for name, layer in layers.items()
    ]
    with CalculatorGraph(graph_of("", *sources), num_threads=threads) as graph:
        seen = watch(graph, *layers, bounds=False)
        graph.start_run({"send_five": send_five})
        graph.wait_until_done()
    assert next(counter) == 20
    assert seen["a"] == [P(at, at) for at in range(5)]
    assert seen["d"] == [P(at, 15 + at) for at in range(5)]
    for at, (b, c) in enumerate(zip(seen["b"], seen["c"], strict=True)):
        assert b.timestamp == c.timestamp == at
        assert {b.value, c.value} == {5 + 2 * at, 6 + 2 * at}


def promises(bounds: Iterable[tuple[int, ...]], order: list[str]) -> Callable[[Do], None]:
    """The `process` of a source that promises bounds, one tuple for its outputs in each call, and sends nothing."""
    left = iter(bounds)

    def promise(node: Do) -> None:
        following = next(left, None)
        if following is None:
            node.stop()
        order.append(node.node_name)
        for output, bound in zip(node.outputs, following, strict=True):
            output.set_next_timestamp_bound(bound)

    return promise


@ONE_AT_A_TIME
def test_the_output_that_lags_behind_counts(threads: int) -> None:
    """Of a source with several outputs the one that is least far decides when it is its turn."""
    order: list[str] = []
    text = graph_of(
        "", do("", "a b", "PROCESS:two", 'name: "two"'), do("", "c", "PROCESS:one", 'name: "one"'), do("a b c", "")
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run(
            {
                "two": promises([(10, 11), (100, 11), (100, 30)], order),
                "one": promises([(10,), (11,), (20,), (30,), (50,)], order),
            }
        )
        graph.wait_until_done()
    #        -> 10  -> 10  -> 11  -> 11  -> 30  -> 20  -> 30  (two stops) -> 50
    assert order == ["two", "one", "two", "one", "two", "one", "one", "one"]


@register("test.Silent")
class Silent(Calculator):
    """Declares a side packet and never sets it."""

    side = SideOutput[Any]()


def test_the_source_that_lags_behind_goes_first() -> None:
    """Of several sources the one whose stream is least far runs, and at a tie the first."""
    text = graph_of("", do("", "a", "PROCESS:fast"), do("", "b", "PROCESS:slow"))
    order: list[str] = []
    with CalculatorGraph(text) as graph:
        for stream in "ab":
            graph.observe_output_stream(stream, lambda name, packet: order.append(f"{name}{packet.timestamp}"))
        graph.start_run({"fast": sender([P(0), P(10), P(20)]), "slow": sender([P(1), P(2), P(12), P(21)])})
        graph.wait_until_done()
    assert order == ["a0", "b1", "a10", "b2", "b12", "a20", "b21"]


def test_lower_layers_are_exhausted_first(threads: int) -> None:
    """A source of a higher layer produces only when those below have stopped and the graph is idle."""
    order: list[str] = []
    text = graph_of(
        "",
        do("", "late", "PROCESS:send_late", "source_layer: 1"),
        do("", "early", "PROCESS:send_early"),
        do("early", "", "PROCESS:note_early"),
    )

    def send_late(node: Do) -> None:
        order.append("late")
        node.stop()

    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run(
            {
                "send_early": sender([P(1), P(2)]),
                "note_early": lambda node: order.append(f"early {node.timestamp}"),
                "send_late": send_late,
            }
        )
        graph.wait_until_done()
    assert order == ["early 1", "early 2", "late"]


def test_the_next_layer_waits_for_what_is_under_way() -> None:
    """While a worker is busy with packets of one layer the next layer does not begin."""
    late, released, order = threading.Event(), threading.Event(), list[str]()
    text = graph_of(
        "x",
        do("", "early", "PROCESS:send"),
        do("early", "", "PROCESS:work"),
        do("", "late", "PROCESS:send_late", "source_layer: 1"),
        do("x", "", "PROCESS:release"),
    )

    def work(_: Do) -> None:
        assert released.wait(WAIT)
        order.append("worked")

    def send_late(node: Do) -> None:
        order.append("late")
        late.set()
        node.stop()

    def release(_: Do) -> None:
        order.append("fed")
        released.set()

    with CalculatorGraph(text, num_threads=3) as graph:
        graph.start_run({"send": sender([P(1)]), "work": work, "send_late": send_late, "release": release})
        graph.add_packet_to_input_stream("x", P(1))
        graph.wait_until_idle()
        assert late.is_set()
    assert order == ["fed", "worked", "late"]


def test_a_source_that_cannot_open_does_not_keep_the_graph_going(threads: int) -> None:
    """A source that waits for a side packet which no node sets is left out when all else is done."""
    text = graph_of(
        "",
        'node { calculator: "test.Silent" output_side_packet: "never" }',
        do("", "a", "PROCESS:never"),
        do("", "b", "PROCESS:send"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "a", "b", bounds=False)
        graph.start_run({"send": sender([P(1)])})
        graph.wait_until_done()
    assert seen == {"a": [], "b": [P(1)]}


def test_a_lower_layer_that_cannot_open_is_a_deadlock(threads: int) -> None:
    """A source that waits for a lower layer which never opens would wait forever: that is an error."""
    text = graph_of(
        "",
        'node { calculator: "test.Silent" output_side_packet: "never" }',
        do("", "a", "PROCESS:never", 'name: "below"'),
        do("", "b", "PROCESS:send", "source_layer: 1"),
    )
    graph = CalculatorGraph(text, num_threads=threads)
    with pytest.raises(DeadlockError) as caught:  # noqa: PT012 - on workers either call may tell
        graph.start_run({"send": sender([P(1)])})
        graph.wait_until_done()
    assert str(caught.value) == (
        'no source can run: node "below" is in a lower source_layer and has not been opened; '
        "is a side packet missing that a node should have set?"
    )


def test_layers_hold_also_where_a_source_was_held_back(threads: int) -> None:
    """A source of a higher layer whose packet from open() filled a queue still waits for the lower layer."""
    counter = iter(range(100))
    sent: dict[str, int] = {"low": 0, "high": 0}

    def count_to_5(node: Do) -> None:
        name = node.node_name
        node.outputs[0].send(next(counter), sent[name])
        sent[name] += 1
        if sent[name] == 5:
            node.stop()

    def open_high(node: Do) -> None:
        node.outputs[0].send(next(counter), 0)
        sent["high"] = 1

    text = graph_of(
        "",
        "max_queue_size: 1",
        do("", "a", "PROCESS:count", 'name: "low" source_layer: 0'),
        do("", "b", "OPEN:open_high PROCESS:count", 'name: "high" source_layer: 1'),
        do("b", "c"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "a", "c", bounds=False)
        graph.start_run({"count": count_to_5, "open_high": open_high})
        graph.wait_until_done()
    assert values(seen["a"]) == [1, 2, 3, 4, 5]
    assert values(seen["c"]) == [0, 6, 7, 8, 9]
