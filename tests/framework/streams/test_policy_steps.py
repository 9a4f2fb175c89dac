"""The barrier, aligned clocks and sync sets: step by step, and in many orders."""

from __future__ import annotations

import random

import pytest

from backedge import CalculatorGraph
from backedge.streams.policies import POLICIES
from backedge.timestamp import DONE, POSTSTREAM, PRESTREAM
from tests.do_calculator import Do
from tests.flow import P, add, end, watch
from tests.framework.streams.policy_bench import END, WAIT, PolicyBench
from tests.graph_text import do, graph_of, input_policy


def test_the_barrier_takes_the_heads() -> None:
    """One packet of each stream, whatever the timestamps; an empty stream that has ended closes the node at once."""
    bench = PolicyBench(POLICIES["BarrierInputStreamHandler"], "abc")
    assert bench.take() == WAIT
    bench.add("a", 10, 30, 20)
    assert bench.take() == WAIT
    bench.add("b", 0)
    assert bench.take() == WAIT
    bench.add("c", 0, 0)
    assert bench.take() == (0, [P(10), P(0), P(0)])
    bench.add("c", 0)
    assert bench.take() == WAIT
    bench.add("b", 1)
    bench.settle(DONE, "b")
    assert bench.take() == (0, [P(30), P(1), P(0)])
    assert [len(stream.queue) for stream in bench.streams.values()] == [1, 0, 1]
    assert bench.take() == END


def test_clocks_are_aligned(threads: int) -> None:
    """Until both streams have come the base runs alone; then the other one is shifted to the base's clock for good."""
    align = input_policy("TimestampAlign", 'timestamp_base_tag_index: "CAMERA"')
    node = do("VIDEO:in CAMERA:base", "VIDEO:out CAMERA:base_out", more=align, calculator="PassThroughCalculator")
    with CalculatorGraph(graph_of("in base", node), num_threads=threads) as graph:
        seen = watch(graph, "out", "base_out", bounds=False)
        graph.start_run()
        for step, out, base_out in (
            (("base", 101), 0, 1),
            (("base", 102), 0, 2),
            (("in", 1), 0, 2),
            (("base", 103), 1, 3),
            (("base", 104), 1, 3),
            (("in", 4), 1, 4),
        ):
            add(graph, *step)
            assert (len(seen["out"]), len(seen["base_out"])) == (out, base_out)
        end(graph)
    assert seen["out"] == [P(103, "in"), P(106, "in")]
    assert [packet.timestamp for packet in seen["base_out"]] == [101, 102, 103, 104]


def test_aligned_clocks_may_tick_differently(threads: int) -> None:
    """The distance between packets of each stream stays what it is: the slower one is repeated in between."""
    align = input_policy("TimestampAlign", 'timestamp_base_tag_index: ":0"')
    node = do("camera video video", "slow fast", more=align, calculator="PacketClonerCalculator")
    with CalculatorGraph(graph_of("video camera", node), num_threads=threads) as graph:
        seen = watch(graph, "slow", "fast", bounds=False)
        graph.start_run()
        slow = [P(100_000_000, 0), P(100_500_000, 0), P(101_000_000, 1)]
        fast = [P(100_000_000, 0), P(100_500_000, 1), P(101_000_000, 2)]
        for stream, timestamp, value, count in (
            ("video", 0, 0, 0),
            ("camera", 100_000_000, 0, 1),
            ("video", 500_000, 1, 1),
            ("video", 1_000_000, 2, 1),
            ("camera", 101_000_000, 1, 3),
        ):
            graph.add_packet_to_input_stream(stream, P(timestamp, value))
            graph.wait_until_idle()
            assert seen == {"slow": slow[:count], "fast": fast[:count]}
        end(graph)
    assert seen == {"slow": slow, "fast": fast}


GROUPS = {"ace": [":0", ":2", ":4"], "bd": [":1", ":3"], "f": [":5"], "g": [":6"], "h": [":7"]}
STEPS: dict[str, list[tuple[str, int, list[tuple[int, str]]]]] = {
    "ace": [
        ("a", 0, []),
        ("c", 0, []),
        ("a", 10, []),
        ("e", 0, [(0, "ace")]),
        ("c", 10, []),
        ("e", 10, [(10, "ace")]),
        ("e", 20, []),
        ("a", 20, []),
        ("c", 20, [(20, "ace")]),
        ("c", 30, []),
        ("a", 30, []),
        ("a", 40, []),
        ("a", 50, []),
        ("c", 40, []),
        ("a", DONE, []),
        ("e", 40, [(30, "ac"), (40, "ace")]),
        ("c", 50, []),
        ("e", 50, [(50, "ace")]),
        ("c", 60, []),
        ("c", 70, []),
        ("c", DONE, []),
        ("e", DONE, [(60, "c"), (70, "c")]),
    ],
    "bd": [
        ("b", -300, []),
        ("b", -200, []),
        ("b", -100, []),
        ("d", -200, [(-300, "b"), (-200, "bd")]),
        ("d", -20, [(-100, "b")]),
        ("d", -10, []),
        ("b", 0, [(-20, "d"), (-10, "d")]),
        ("d", 0, [(0, "bd")]),
        ("d", 10, []),
        ("b", 10, [(10, "bd")]),
        ("b", 20, []),
        ("d", 200, [(20, "b")]),
        ("b", 100, [(100, "b")]),
        ("b", 200, [(200, "bd")]),
        ("b", 250, []),
        ("b", 300, []),
        ("d", DONE, [(250, "b"), (300, "b")]),
        ("b", DONE, []),
    ],
    "f": [*(("f", timestamp, [(timestamp, "f")]) for timestamp in range(-350, 350, 35)), ("f", DONE, [])],
    "g": [("g", PRESTREAM, [(PRESTREAM, "g")]), ("g", DONE, [])],
    "h": [("h", POSTSTREAM, [(POSTSTREAM, "h")]), ("h", DONE, [])],
}


@pytest.mark.parametrize("at_once", [1, 10], ids=["step by step", "several steps at once"])
@pytest.mark.parametrize("seed", range(12))
def test_sync_sets_do_not_disturb_each_other(threads: int, seed: int, at_once: int) -> None:
    """Steps of independent sets can be mixed in any order, whichever set is left for those that are not listed."""
    chance = random.Random(seed)
    listed = [group for group in chance.sample(list(GROUPS), len(GROUPS)) if group != [*GROUPS, ""][seed % 6]]
    sets = " ".join(f"sync_set {{ tag_index: {GROUPS[group]} }}".replace("'", '"') for group in listed)
    got: list[tuple[int, str]] = []
    expected: list[tuple[int, str]] = []

    def note(node: Do) -> None:
        there = {port.name: port.timestamp for port in node.inputs if not port.is_empty}
        got.append((node.timestamp, "".join(there)))
        assert set(there.values()) == {node.timestamp}

    text = graph_of("a b c d e f g h", do("a b c d e f g h", "", "PROCESS:note", input_policy("SyncSet", sets)))
    left = {group: iter(steps) for group, steps in STEPS.items()}
    order = [group for group, steps in STEPS.items() for _ in steps]
    chance.shuffle(order)
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"note": note})
        while order:
            for _ in range(min(len(order), chance.randint(1, at_once))):
                stream, timestamp, calls = next(left[order.pop()])
                expected += calls
                if timestamp == DONE:
                    graph.close_input_stream(stream)
                else:
                    graph.add_packet_to_input_stream(stream, P(timestamp))
            graph.wait_until_idle()
            # What several sets made of several steps may come in any order, what a set made of a step may not.
            assert (got if at_once == 1 else sorted(got)) == (expected if at_once == 1 else sorted(expected))
            got.clear()
            expected.clear()
        graph.wait_until_done()
