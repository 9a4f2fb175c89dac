"""The other input policies in graphs, fed step by step, in many orders, and from several threads."""

from __future__ import annotations

import gc
import random
import threading
import weakref
from typing import Any

import pytest

from backedge import CalculatorGraph
from backedge.runtime.policies import POLICIES
from backedge.timestamp import DONE, POSTSTREAM, PRESTREAM
from tests.conformance.behaviours.policy_bench import END, WAIT, PolicyBench
from tests.framework.nodes import WAIT as PATIENCE
from tests.framework.nodes import B, Do, P, add, do, end, graph_of, settle, values, watch


def handler(name: str, options: str = "") -> str:
    """An input stream handler and its options."""
    if options:
        options = f"options {{ [mediapipe.{name}InputStreamHandlerOptions.ext] {{ {options} }} }}"
    return f'input_stream_handler {{ input_stream_handler: "{name}InputStreamHandler" {options} }} '


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
    assert bench.take() == END


def test_clocks_are_aligned(threads: int) -> None:
    """Until both streams have come the base runs alone; then the other one is shifted to the base's clock for good."""
    align = handler("TimestampAlign", 'timestamp_base_tag_index: "CAMERA"')
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
    """The distance between packets of each stream stays what it is."""
    align = handler("TimestampAlign", 'timestamp_base_tag_index: ":0"')
    with CalculatorGraph(graph_of("base in", do("base in", "x y", more=align)), num_threads=threads) as graph:
        seen = watch(graph, "x", "y", bounds=False)
        graph.start_run()
        add(graph, "in", 0)
        assert seen == {"x": [], "y": []}
        add(graph, "base", 100_000_000)
        assert [packet.timestamp for packet in seen["y"]] == [100_000_000]
        add(graph, "in", 500_000)
        add(graph, "in", 1_000_000)
        assert len(seen["y"]) == 1
        add(graph, "base", 101_000_000)
        end(graph)
    assert [packet.timestamp for packet in seen["x"]] == [100_000_000, 101_000_000]
    assert [packet.timestamp for packet in seen["y"]] == [100_000_000, 100_500_000, 101_000_000]


def test_a_batch_keeps_downstream_waiting(threads: int) -> None:
    """Nothing of a batch is settled downstream before the batch is complete."""
    text = graph_of("a b", do("b", "batched", more=handler("Default", "batch_size: 3")), do("a batched", "x y"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", bounds=False)["x"]
        graph.start_run()
        add(graph, "a", 0)
        for timestamp, expected in ((1, 1), (2, 1), (3, 4)):
            graph.add_packet_to_input_stream("a", P(timestamp))
            add(graph, "b", timestamp)
            assert len(seen) == expected
        end(graph)
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("fixed_min_size", "expected"),
    [
        (False, [[5, 6], [5, 6, 7], [5, 6, 7]]),
        (True, [[1, 2, 3, 4, 5, 6], [3, 4, 5, 6, 7], [4, 5, 6, 7]]),
    ],
)
def test_a_late_stream_loses_what_others_have_lost(threads: int, fixed_min_size: bool, expected: list[Any]) -> None:
    """What was cut from one queue is dropped from the others too when it comes late."""
    options = f"trigger_queue_size: 4 target_queue_size: 3 fixed_min_size: {str(fixed_min_size).lower()}"
    with CalculatorGraph(
        graph_of("a b c", do("a b c", "x y z", more=handler("FixedSize", options))), num_threads=threads
    ) as graph:
        seen = watch(graph, "x", "y", "z", bounds=False)
        graph.start_run()
        for stream, first, last in (("a", 1, 6), ("b", 3, 7), ("c", 4, 7)):
            for timestamp in range(first, last + 1):
                add(graph, stream, timestamp)
        end(graph)
    assert [[packet.timestamp for packet in seen[name]] for name in "xyz"] == expected


@pytest.mark.parametrize("fixed_min_size", ["true", "false"])
def test_cutting_a_full_queue_frees_its_source(threads: int, fixed_min_size: str) -> None:
    """A source that fills a queue at once is not held back for ever by packets that are dropped."""

    def burst(node: Do) -> None:
        for timestamp in range(10):
            node.outputs[0].send(timestamp, timestamp)
        node.stop()

    options = handler("FixedSize", f"fixed_min_size: {fixed_min_size}")
    text = graph_of("", "max_queue_size: 10", do("", "a", "PROCESS:burst"), do("a", "b", more=options))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", bounds=False)["b"]
        graph.start_run({"burst": burst})
        graph.wait_until_done()
    assert seen[-1] == P(9)


@pytest.mark.parametrize("options", ["trigger_queue_size: 3", "trigger_queue_size: 3 fixed_min_size: true"])
def test_streams_that_are_cut_stay_together(threads: int, options: str) -> None:
    """Fed from several threads, what comes out of each stream belongs to the same timestamps."""
    start = threading.Barrier(3)
    node = do("a b c", "x y z", more=handler("FixedSize", options))
    with CalculatorGraph(graph_of("a b c", node), num_threads=threads) as graph:
        seen = watch(graph, "x", "y", "z", bounds=False)
        graph.start_run()

        def feed(stream: str) -> None:
            start.wait(PATIENCE)
            for timestamp in range(50):
                graph.add_packet_to_input_stream(stream, P(timestamp))

        feeders = [threading.Thread(target=feed, args=[stream]) for stream in "abc"]
        for feeder in feeders:
            feeder.start()
        for feeder in feeders:
            feeder.join(PATIENCE)
        end(graph)
    assert seen["x"] == seen["y"] == seen["z"]
    assert seen["x"][-1] == P(49)


GROUPS = {"ace": [":0", ":2", ":4"], "bd": [":1", ":3"], "f": [":5"], "g": [":6"], "h": [":7"]}
STEPS: dict[str, list[tuple[str, int, list[tuple[int, str]]]]] = {
    "ace": [
        ("a", 0, []),
        ("c", 0, []),
        ("a", 10, []),
        ("e", 0, [(0, "ace")]),
        ("c", 10, []),
        ("e", 10, [(10, "ace")]),
        ("c", 30, []),
        ("a", 30, []),
        ("a", 40, []),
        ("c", 40, []),
        ("a", DONE, []),
        ("e", 40, [(30, "ac"), (40, "ace")]),
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
        ("b", 250, []),
        ("b", 300, []),
        ("d", DONE, [(250, "b"), (300, "b")]),
        ("b", DONE, []),
    ],
    "f": [*(("f", timestamp, [(timestamp, "f")]) for timestamp in range(-350, 350, 35)), ("f", DONE, [])],
    "g": [("g", PRESTREAM, [(PRESTREAM, "g")]), ("g", DONE, [])],
    "h": [("h", POSTSTREAM, [(POSTSTREAM, "h")]), ("h", DONE, [])],
}


@pytest.mark.parametrize("seed", range(12))
def test_sync_sets_do_not_disturb_each_other(threads: int, seed: int) -> None:
    """Steps of independent sets can be mixed in any order, whichever set is left for those that are not listed."""
    chance = random.Random(seed)
    listed = [group for group in chance.sample(list(GROUPS), len(GROUPS)) if group != [*GROUPS, ""][seed % 6]]
    sets = " ".join(f"sync_set {{ tag_index: {GROUPS[group]} }}".replace("'", '"') for group in listed)
    got: list[tuple[int, str]] = []

    def note(node: Do) -> None:
        there = {port.name: port.timestamp for port in node.inputs if not port.is_empty}
        got.append((node.timestamp, "".join(there)))
        assert set(there.values()) == {node.timestamp}

    text = graph_of("a b c d e f g h", do("a b c d e f g h", "", "PROCESS:note", handler("SyncSet", sets)))
    left = {group: iter(steps) for group, steps in STEPS.items()}
    order = [group for group, steps in STEPS.items() for _ in steps]
    chance.shuffle(order)
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run({"note": note})
        for group in order:
            stream, timestamp, expected = next(left[group])
            if timestamp == DONE:
                graph.close_input_stream(stream)
            else:
                graph.add_packet_to_input_stream(stream, P(timestamp))
            graph.wait_until_idle()
            assert got == expected
            got.clear()
        graph.wait_until_done()


MUX_NODE = do("INPUT:0:in0 INPUT:1:in1 SELECT:select", "OUTPUT:out", calculator="MuxCalculator")


@pytest.mark.parametrize(
    "rounds",
    [
        [(0, "0"), (1, "1"), (0, "0")],
        [(0, "01"), (1, "01"), (0, "01")],
        [(0, ""), (1, ""), (0, "")],
        [(0, "1"), (1, "0"), (0, "1")],
        [(0, ""), (1, "1"), (1, "0"), (1, "01"), (0, "0")],
    ],
    ids=["selected only", "all", "none", "all but the selected", "mixed"],
)
def test_muxing(threads: int, rounds: list[tuple[int, str]]) -> None:
    """What is selected comes out where it is there; whatever else is there, and where there is nothing, does not."""
    expected = []
    with CalculatorGraph(graph_of("in0 in1 select", MUX_NODE), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        for timestamp, (select, there) in enumerate(rounds):
            for index in "01":
                if index in there:
                    graph.add_packet_to_input_stream(f"in{index}", P(timestamp, int(index)))
                else:
                    settle(graph, f"in{index}", timestamp)
            graph.add_packet_to_input_stream("select", P(timestamp, select))
            graph.wait_until_idle()
            if str(select) in there:
                expected.append(P(timestamp, select))
            assert seen == expected
        end(graph)
    assert seen == expected


@pytest.mark.parametrize("pause", [True, False])
def test_a_mux_tells_where_nothing_was_selected(threads: int, pause: bool) -> None:
    """Where the selected stream has gone past the control packet, the mux settles its output: joins behind go on."""
    text = graph_of("in0 in1 select", MUX_NODE, do("select out", "s o"))
    steps = [
        ("select", 1, 0, 0),
        ("in0", 2, 1000, 1),
        ("in1", 1, 900, 1),
        ("in1", 4, 800, 1),
        ("select", 2, 0, 2),
        ("select", 3, 1, 3),
        ("select", 4, 1, 4),
    ]
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "s", "o")
        graph.start_run()
        for stream, timestamp, value, count in steps:
            graph.add_packet_to_input_stream(stream, P(timestamp, value))
            if pause:
                graph.wait_until_idle()
                assert len(values(seen["s"])) == count
        graph.wait_until_idle()
        assert seen["o"] == [B(0), B(1), P(2, 1000), B(3), P(4, 800)]
        end(graph)


def test_what_is_not_selected_is_let_go(threads: int) -> None:
    """Packets of other streams before the control's time are dropped when they come, though nothing runs."""

    class Frame:
        """Something that can be referred to weakly."""

    frames = [Frame(), Frame()]
    alive = [weakref.ref(frame) for frame in frames]
    with CalculatorGraph(graph_of("in0 in1 select", MUX_NODE), num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run()
        graph.add_packet_to_input_stream("select", P(2, 0))
        graph.add_packet_to_input_stream("in0", P(2))
        graph.wait_until_idle()
        assert seen == [P(2)]
        for timestamp in (1, 2):
            graph.add_packet_to_input_stream("in1", frames.pop(), timestamp)
        graph.wait_until_idle()
        gc.collect()
        assert [ref() for ref in alive] == [None, None]
        end(graph)


def test_control_and_data_are_taken_together() -> None:
    """Five branches on workers of unequal speed, and the mux behind them still gives every packet in order."""
    text = graph_of(
        "a",
        do("a", "b0 b1 b2 b3 b4 select", "PROCESS:deal"),
        *(do(f"b{index}", f"c{index}") for index in range(5)),
        do("c0 c1 c2 c3 c4 select", "out", "PROCESS:choose", handler("Mux")),
    )

    def deal(node: Do) -> None:
        index = node.timestamp % 5
        node.outputs[index].forward(node.inputs[0])
        node.outputs[5].send(index)

    def choose(node: Do) -> None:
        node.outputs[0].forward(node.inputs[node.inputs[5].value])

    with CalculatorGraph(text, num_threads=4) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"deal": deal, "choose": choose})
        for timestamp in range(1000):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert values(seen) == list(range(1000))
