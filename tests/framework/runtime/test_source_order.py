"""Which of several sources produces next."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

import pytest

from backedge import CalculatorGraph
from tests.nodes import Do, P, do, graph_of, watch

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
    """What a source does that promises bounds, one tuple for its outputs in each call, and sends nothing."""
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
