"""MediaPipe's traces of gates and loops, as its own engine gave them."""

from __future__ import annotations

from backedge import CalculatorGraph
from backedge import timestamp as ts
from tests.nodes import B, Do, P, add, do, do_options, end, graph_of, settle, watch

BACK = 'input_stream_info { tag_index: "LOOP" back_edge: true }'
LOOP = graph_of(
    "a",
    do("MAIN:a LOOP:l", "PREV_LOOP:prev", more=BACK, calculator="PreviousLoopbackCalculator"),
    do("a", "l", calculator="PassThroughCalculator"),
)
GATE = graph_of(
    "a allow",
    do("a ALLOW:allow", "out STATE_CHANGE:state", calculator="GateCalculator"),
    do("out", "down", calculator="PassThroughCalculator"),
)


def test_the_loop_gives_the_previous_packet(threads: int) -> None:
    """The first frame has no predecessor and is settled only; each later one gets its predecessor's packet."""
    with CalculatorGraph(LOOP, num_threads=threads) as graph:
        seen = watch(graph, "prev")
        graph.start_run()
        for timestamp in (10, 20, 30):
            add(graph, "a", timestamp)
        assert seen["prev"] == [B(10), P(20, "a"), P(30, "a")]
        end(graph)


def test_a_packet_the_loop_dropped(threads: int) -> None:
    """Where the loop gave no packet, the frame after it is settled only."""
    text = graph_of(
        "a",
        do("MAIN:a LOOP:l", "PREV_LOOP:prev", more=BACK, calculator="PreviousLoopbackCalculator"),
        do("a", "l", "PROCESS:drop_20"),
    )

    def drop_20(node: Do) -> None:
        if node.timestamp != 20:
            node.outputs[0].forward(node.inputs[0])

    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "prev")
        graph.start_run({"drop_20": drop_20})
        for timestamp in (10, 20, 30):
            add(graph, "a", timestamp)
        assert seen["prev"] == [B(10), P(20, "a"), B(30)]


def test_a_loop_through_its_own_output_starts_and_ends(threads: int) -> None:
    """A loop that feeds on itself gets going from nothing, and closes when its input does."""
    text = graph_of(
        "a",
        do("MAIN:a LOOP:c", "PREV_LOOP:prev", more=BACK, calculator="PreviousLoopbackCalculator"),
        do("a prev", "c", "PROCESS:count"),
    )

    def count(node: Do) -> None:
        node.outputs[0].send(node.inputs[1].get(0) + 1)

    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run({"count": count})
        for timestamp in range(1, 6):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert seen["c"] == [P(timestamp) for timestamp in range(1, 6)]


def test_a_gate(threads: int) -> None:
    """What the gate drops is a bound downstream; its state is told when it changes."""
    with CalculatorGraph(GATE, num_threads=threads) as graph:
        seen = watch(graph, "out", "state", "down")
        graph.start_run()
        for timestamp, allow in ((10, True), (20, False), (30, True)):
            graph.add_packet_to_input_stream("allow", allow, timestamp)
            add(graph, "a", timestamp)
    assert seen["out"] == seen["down"] == [P(10, "a"), B(20), P(30, "a")]
    assert seen["state"] == [B(10), P(20).at(20)._replace(value=False), P(30)._replace(value=True)]


def test_a_gate_whose_control_is_merely_settled(threads: int) -> None:
    """Without a control packet the data is dropped, once it is clear that none comes."""
    with CalculatorGraph(GATE, num_threads=threads) as graph:
        seen = watch(graph, "out")
        graph.start_run()
        add(graph, "a", 10)
        assert seen["out"] == []
        settle(graph, "allow", 20)
        assert seen["out"] == [B(10)]


def test_two_inputs_after_a_gate_run_without_it(threads: int) -> None:
    """A join behind a dropping gate runs for every packet of its other input."""
    text = GATE + do("a down", "x y", calculator="PassThroughCalculator")
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y")
        graph.start_run()
        graph.close_input_stream("allow")
        for timestamp in (1, 2):
            add(graph, "a", timestamp)
    assert seen == {"x": [P(1, "a"), P(2, "a")], "y": [B(1), B(2)]}


def test_immediate_pass_through_at_the_end_of_one_input(threads: int) -> None:
    """The extra call at the end of an input moves the outputs of offset 0 to the bound of the others."""
    text = graph_of(
        "a c",
        'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }',
        do("a c", "b d", calculator="PassThroughCalculator"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "b", "d")
        graph.start_run()
        add(graph, "a", 1)
        assert seen == {"b": [P(1, "a")], "d": [B(1)]}
        graph.close_input_stream("c")
        graph.wait_until_idle()
        assert seen == {"b": [P(1, "a"), B(2)], "d": [B(1), B(2)]}


def test_a_loop_with_a_node_that_promises_nothing_stands_still(threads: int) -> None:
    """One node without an offset in the loop, and the graph stops after the first frame."""
    frames: list[int] = []

    def drop(node: Do) -> None:
        frames.append(node.timestamp)

    for options, expected in (("arbitrary: true", [1]), ("offset: 0", [1, 2, 3])):
        frames.clear()
        text = graph_of(
            "a",
            do("MAIN:a LOOP:l", "PREV_LOOP:prev", more=BACK, calculator="PreviousLoopbackCalculator"),
            do("a prev", "l", "PROCESS:drop", do_options(options)),
        )
        with CalculatorGraph(text, num_threads=threads) as graph:
            graph.start_run({"drop": drop})
            for timestamp in (1, 2, 3):
                add(graph, "a", timestamp)
            assert frames == expected


def test_the_end_of_time(threads: int) -> None:
    """A frame at Max goes through a loop, which then ends."""
    with CalculatorGraph(LOOP, num_threads=threads) as graph:
        seen = watch(graph, "prev", bounds=False)
        graph.start_run()
        add(graph, "a", 1)
        add(graph, "a", ts.MAX)
        end(graph)
    assert seen["prev"] == [P(ts.MAX, "a")]
