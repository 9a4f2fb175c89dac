"""PacketClonerCalculator: what it waits for, and what it settles."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.packet import Packet
from tests.flow import B, P, end, watch
from tests.graph_text import do, graph_of

IMMEDIATE = 'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }'
GATED = graph_of(
    "a a_on tick tick_on",
    do("tick ALLOW:tick_on", "some_ticks", calculator="GateCalculator"),
    do("a ALLOW:a_on", "some_a", calculator="GateCalculator"),
    do("some_a TICK:some_ticks", "cloned_a", calculator="PacketClonerCalculator"),
)


@pytest.fixture(params=["tick", "TICK:tick"])
def tick(request: pytest.FixtureRequest) -> str:
    """The port of the tick: the last of the untagged inputs, or the one with the tag."""
    port: str = request.param
    return port


def cloner(tick: str, names: str, more: str = "") -> str:
    """A graph that clones the streams with one-letter names in `names`."""
    outputs = " ".join(f"cloned_{name}" for name in names)
    node = do(" ".join([*names, tick]), outputs, more=more, calculator="PacketClonerCalculator")
    return graph_of(" ".join([*names, "tick"]), node)


def start(text: str, threads: int, names: str) -> tuple[CalculatorGraph, list[list[Packet[Any]]]]:
    """A running graph, and what the clones of `names` are, bounds left out."""
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, *(f"cloned_{name}" for name in names), bounds=False)
    graph.start_run()
    return graph, list(seen.values())


def put(graph: CalculatorGraph, timestamp: int, **values: Any) -> None:
    """Feed streams one after the other, and let the graph come to rest."""
    for stream, value in values.items():
        graph.add_packet_to_input_stream(stream, P(timestamp, value))
    graph.wait_until_idle()


def test_packet_at_the_tick(threads: int, tick: str) -> None:
    """A packet that comes with the tick is cloned at once."""
    graph, clones = start(cloner(tick, "a"), threads, "a")
    put(graph, 10000, a=1, tick=1000)
    assert clones == [[P(10000, 1)]]
    end(graph)


def test_ticks_wait_until_the_inputs_are_settled(threads: int, tick: str) -> None:
    """A tick that is ahead of the input is answered when the input has passed it."""
    graph, clones = start(cloner(tick, "a"), threads, "a")
    put(graph, 5000, a=1)
    for timestamp in (10000, 10001, 10002):
        put(graph, timestamp, tick=0)
    assert clones == [[]]
    put(graph, 15000, a=2)
    assert clones == [[P(10000, 1), P(10001, 1), P(10002, 1)]]
    end(graph)


def test_five_inputs(threads: int, tick: str) -> None:
    """All are cloned at every tick, each with its own type."""
    graph, clones = start(cloner(tick, "abcde"), threads, "abcde")
    first, second = [10, 20.0, 30, 40.0, 50], [100, 200.0, 300, 400.0, 500]
    put(graph, 10000, **dict(zip("abcde", first, strict=True)), tick=0)
    put(graph, 10001, tick=0)
    put(graph, 10002, tick=0)
    assert clones == [[P(10000, value)] for value in first]
    put(graph, 20000, **dict(zip("abcde", second, strict=True)), tick=0)
    put(graph, 20001, tick=0)
    put(graph, 20002, tick=0)
    assert clones == [
        [*(P(at, old) for at in (10000, 10001, 10002)), P(20000, new)] for old, new in zip(first, second, strict=True)
    ]
    end(graph)


def test_immediate_ticks(threads: int, tick: str) -> None:
    """Under the immediate policy a tick clones what has come so far, be it older or newer than the tick."""
    graph, clones = start(cloner(tick, "ab", IMMEDIATE), threads, "ab")
    put(graph, 0, tick=0)
    put(graph, 10000, a=1, b=10.0, tick=1000)
    put(graph, 15000, tick=1500)
    put(graph, 10001, a=2, b=20.0)
    put(graph, 20000, tick=2000)
    put(graph, 30000, a=3, b=30.0)
    put(graph, 25000, tick=3000)
    put(graph, 38000, a=4)
    put(graph, 39000, b=40.0)
    put(graph, 40000, tick=4000)
    ticks = (10000, 15000, 20000, 25000, 40000)
    assert clones == [
        [P(at, value) for at, value in zip(ticks, (1, 1, 2, 3, 4), strict=True)],
        [P(at, value) for at, value in zip(ticks, (10.0, 10.0, 20.0, 30.0, 40.0), strict=True)],
    ]
    end(graph)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([("tick", 100, False), ("a", 200, False)], [B(100)]),
        ([("a", 100, True), ("tick", 100, True), ("tick", 110, False), ("a", 200, False)], [P(100), B(110)]),
        (
            [("a", 100, True), ("tick", 100, True), ("a", 110, True), ("tick", 200, False), ("a", 200, False)],
            [P(100), B(200)],
        ),
    ],
    ids=["nothing to clone", "no more ticks", "no tick for a newer packet"],
)
def test_settled_ticks_settle_the_clones(
    threads: int, steps: list[tuple[str, int, bool]], expected: list[Packet[Any]]
) -> None:
    """The clone is merely settled where the tick is, through the tick's time and no further."""
    with CalculatorGraph(GATED, num_threads=threads) as graph:
        seen = watch(graph, "cloned_a")["cloned_a"]
        graph.start_run()
        for stream, timestamp, on in steps:
            graph.add_packet_to_input_stream(f"{stream}_on", P(timestamp, on))
            graph.add_packet_to_input_stream(stream, P(timestamp))
        graph.wait_until_idle()
        assert seen == expected
        end(graph)
