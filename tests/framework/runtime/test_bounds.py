"""Timestamp bounds: how they are made, how they travel, and who is called because of them."""

from __future__ import annotations

import threading
from typing import Any

from backedge import CalculatorGraph
from backedge import timestamp as ts
from tests.do_calculator import Do, add_up, forward, forward_later, nothing, tell_settled
from tests.flow import WAIT, B, P, add, end, settle, values, watch
from tests.graph_text import do, do_options, graph_of, input_policy

ARBITRARY = do_options("arbitrary: true")


def valve(node: Do) -> None:
    """Pass the data on where the control is true, else tell that nothing comes."""
    if node.inputs[1].value:
        forward(node)
    else:
        node.outputs[0].set_next_timestamp_bound(node.timestamp + 1)


def test_an_explicit_bound_travels_on(threads: int) -> None:
    """A bound set in process() passes nodes that merely promise an offset, and lets a join go on just so far."""
    passed: list[int] = []
    merged: list[int] = []
    text = graph_of(
        "in gate",
        do("in gate", "gated", "PROCESS:valve", ARBITRARY),
        do("gated", "passed"),
        do("passed", "shifted", "OPEN:promise PROCESS:shift"),
        do("in shifted", "", "PROCESS:merge"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.observe_output_stream("gated", lambda _, packet: passed.append(packet.timestamp))

        def start(shift: int) -> None:
            promise = lambda node: node.outputs[0].set_offset(shift)  # noqa: E731 - one line says it
            merge = lambda node: merged.append(node.timestamp)  # noqa: E731 - one line says it
            graph.start_run({"valve": valve, "promise": promise, "shift": forward_later(shift), "merge": merge})

        def feed(*steps: tuple[int, bool]) -> tuple[list[int], list[int]]:
            for timestamp, is_open in steps:
                graph.add_packet_to_input_stream("in", P(timestamp))
                graph.add_packet_to_input_stream("gate", P(timestamp, is_open))
            graph.wait_until_idle()
            return passed, merged

        start(0)
        assert feed((1, True), (2, True), (3, False), (4, False)) == ([1, 2], [1, 2, 3, 4])
        assert feed((5, True), (6, False)) == ([1, 2, 5], [1, 2, 3, 4, 5, 6])
        end(graph)
        assert merged == [1, 2, 3, 4, 5, 6]
        merged.clear()
        start(-1)
        assert feed((7, True)) == ([1, 2, 5, 7], [6])  # not at 7: the shifted stream is settled through 6 only
        end(graph)
        assert merged == [6, 7]


def test_a_packet_at_the_others_bound_is_not_enough(threads: int) -> None:
    """A join waits while one input has a packet at the very timestamp that the other may still reach."""
    text = graph_of(
        "plain filtered",
        do("filtered", "even", "PROCESS:even", ARBITRARY),
        do("plain even", "sum", "PROCESS:add_up"),
    )

    def even(node: Do) -> None:
        if node.inputs[0].value % 2 == 0:
            forward(node)
        else:
            node.outputs[0].set_next_timestamp_bound(ts.next_allowed(node.timestamp))

    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "sum", bounds=False)["sum"]
        graph.start_run({"even": even, "add_up": add_up})
        graph.add_packet_to_input_stream("plain", P(1, 1))
        graph.add_packet_to_input_stream("filtered", P(1, 2))
        graph.wait_until_idle()
        assert seen == [P(1, 3)]
        graph.add_packet_to_input_stream("filtered", P(2, 3))
        graph.add_packet_to_input_stream("plain", P(3, 3))
        graph.wait_until_idle()
        assert seen == [P(1, 3)]
        graph.add_packet_to_input_stream("filtered", P(3, 4))
        graph.wait_until_idle()
        assert seen == [P(1, 3), P(3, 7)]
        end(graph)
    assert seen == [P(1, 3), P(3, 7)]


def numbers_and_bounds(count: int) -> Any:
    """The `process` of a source that sends 0, 1, 2, … at 0, 20, 40, … and a bound at 10, 30, 50, …."""
    timestamps = iter(range(0, count * 20, 10))

    def process(node: Do) -> None:
        timestamp = next(timestamps)
        if timestamp % 20 == 0:
            node.outputs[0].send(timestamp // 20, timestamp)
        else:
            node.outputs[0].set_next_timestamp_bound(timestamp)
        if timestamp == (count - 1) * 20:
            node.stop()

    return process


def test_bounds_go_round_a_loop(threads: int) -> None:
    """A running sum in a loop with a delay goes on through timestamps at which there are only bounds."""
    text = graph_of(
        "",
        do("", "numbers", "PROCESS:numbers"),
        do(
            "numbers old_sum",
            "sum",
            "PROCESS:add_up",
            'input_stream_info { tag_index: ":1" back_edge: true }' + input_policy("EarlyClose"),
        ),
        do("sum", "old_sum", "OPEN:first PROCESS:delay", do_options("offset: 20")),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "sum", bounds=False)["sum"]
        first = lambda node: node.outputs[0].send(0, 0)  # noqa: E731 - one line says it
        graph.start_run(
            {"numbers": numbers_and_bounds(101), "add_up": add_up, "first": first, "delay": forward_later(20)}
        )
        graph.wait_until_done()
    assert seen == [P(i * 20, i * (i + 1) // 2) for i in range(101)]


def test_an_open_batch_holds_bounds_back(threads: int) -> None:
    """While a batch is being collected no bound overtakes the packets that are in it."""
    batch = input_policy("Default", "batch_size: 10")
    text = graph_of("", do("", "numbers", "PROCESS:numbers"), do("numbers", "out", more=batch), do("out"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"numbers": numbers_and_bounds(101)})
        graph.wait_until_done()
    assert values(seen) == list(range(101))


def test_bounds_pass_the_immediate_policy(threads: int) -> None:
    """A node that never waits moves its outputs along with bounds, too."""
    text = graph_of(
        "a",
        do("a", "bounds", "PROCESS:only_bound", ARBITRARY),
        do("bounds", "bounds_2", more=input_policy("Immediate")),
        do("bounds_2 a", "x y"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y", bounds=False)
        graph.start_run({"only_bound": lambda node: node.outputs[0].set_next_timestamp_bound(node.timestamp + 1)})
        for timestamp in range(4):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle()
        assert seen == {"x": [], "y": [P(timestamp) for timestamp in range(4)]}
        end(graph)
    assert seen == {"x": [], "y": [P(timestamp) for timestamp in range(4)]}


def test_an_offset_settles_what_process_did_not_send(threads: int) -> None:
    """An output of offset 0 is settled although process() sends nothing: the join behind does not wait."""
    text = graph_of("a", do("a", "bounds", "PROCESS:nothing"), do("bounds a", "x y"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "y", bounds=False)["y"]
        graph.start_run({"nothing": nothing})
        for timestamp in range(4):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle()
        assert values(seen) == [0, 1, 2, 3]


def test_bounds_alone_are_no_reason_to_run(threads: int) -> None:
    """The engine does not call a node without process_timestamp_bounds where its input is merely settled."""
    text = graph_of(
        "a",
        do("a", "later", "PROCESS:later", ARBITRARY),
        do("later", "bounds", "PROCESS:nothing"),
        do("bounds", "out", "PROCESS:tell"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "out", bounds=False)["out"]
        graph.start_run({"later": forward_later(3), "nothing": nothing, "tell": tell_settled})
        for timestamp in range(4):
            add(graph, "a", timestamp)
        end(graph)
    assert seen == []


def test_what_fixed_size_drops_is_settled_when_the_next_call_ends() -> None:
    """Packets that are dropped while a node is busy settle its outputs no earlier than the calls around them."""
    entered, may_leave, told = (threading.Semaphore(0) for _ in range(3))
    text = graph_of(
        "a tick",
        do("a", "thinned", "PROCESS:wait", input_policy("FixedSize")),
        do("thinned a", "x y", calculator="PassThroughCalculator"),
    )

    def wait(node: Do) -> None:
        entered.release()
        assert may_leave.acquire(timeout=WAIT)
        forward(node)

    with CalculatorGraph(text, num_threads=2) as graph:
        seen = watch(graph, "x", "y", bounds=False)
        graph.observe_output_stream("tick", lambda *_: told.release())
        graph.start_run({"wait": wait})
        for timestamp in range(4):
            graph.add_packet_to_input_stream("a", P(timestamp))
        for call in range(2):
            # In the call, and everything else has gone as far as it can: the join runs before what is fed after it.
            assert entered.acquire(timeout=WAIT)
            graph.add_packet_to_input_stream("tick", P(call))
            assert told.acquire(timeout=WAIT)
            assert seen == {"x": [P(0)][:call], "y": [P(0)][:call]}
            may_leave.release()
        graph.wait_until_idle()
        assert seen == {"x": [P(0), P(3)], "y": [P(timestamp) for timestamp in range(4)]}
        end(graph)


def test_the_last_packet_can_be_held_until_the_end(threads: int) -> None:
    """A node that sends its last packet in close() may promise its timestamp before: joins run up to just before it."""
    held: list[Any] = []

    def hold(node: Do) -> None:
        node.outputs[0].set_next_timestamp_bound(node.timestamp)
        held[:] = [node.inputs[0].packet]

    text = graph_of(
        "a",
        do("a", "b"),
        do("b", "last", "PROCESS:hold CLOSE:send", ARBITRARY),
        do("a last", "x y"),
    )
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "x", "y", bounds=False)
        graph.start_run({"hold": hold, "send": lambda node: node.outputs[0].send_packet(held[0])})
        for timestamp in range(4):
            add(graph, "a", timestamp)
            assert seen == {"x": [P(earlier, "a") for earlier in range(timestamp)], "y": []}
        end(graph)
    assert values(seen["x"]) == ["a"] * 4
    assert seen["y"] == [P(3, "a")]


def test_calls_in_parallel_may_set_bounds_now_and_then() -> None:
    """With max_in_flight no call's bound takes back another's, and nothing but bounds comes out."""

    def now_and_then(node: Do) -> None:
        if node.timestamp % 20 == 0:
            output = node.outputs[0]
            output.set_next_timestamp_bound(max(node.timestamp + 1, output.next_timestamp_bound))

    node = do("a", "b", "PROCESS:work", "max_in_flight: 5 " + ARBITRARY)
    with CalculatorGraph(graph_of("a", node), num_threads=4) as graph:
        seen = watch(graph, "b")["b"]
        graph.start_run({"work": now_and_then})
        for timestamp in range(10, 100, 10):
            graph.add_packet_to_input_stream("a", P(timestamp))
        graph.wait_until_idle()
        assert seen[-1] == B(80)
        assert values(seen) == []
        assert [packet.timestamp for packet in seen] == sorted({packet.timestamp for packet in seen})


def test_an_offset_does_not_take_back_a_bound(threads: int) -> None:
    """A bound that process() has set beyond the offset holds."""

    def promise(node: Do) -> None:
        if node.timestamp % 20 == 0:
            node.outputs[0].set_next_timestamp_bound(10_000)

    with CalculatorGraph(graph_of("a", do("a", "b", "PROCESS:promise")), num_threads=threads) as graph:
        seen = watch(graph, "b")["b"]
        graph.start_run({"promise": promise})
        for timestamp in range(10, 100, 10):
            add(graph, "a", timestamp)
        assert seen == [B(10), B(9_999)]


def test_a_rare_input_is_settled_by_bounds(threads: int) -> None:
    """Frames wait for a rare input until its bound has passed them; what shows in between is the lesser bound."""
    node = do(
        "CONFIG:config VIDEO:frame", "CONFIG:output_config VIDEO:output_frame", calculator="PassThroughCalculator"
    )
    text = 'input_stream: "INFREQUENT:config" input_stream: "FREQUENT:frame"' + node
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "output_frame", "output_config")
        frames, configs = seen["output_frame"], seen["output_config"]
        graph.start_run()
        for stream, timestamp, told in (
            ("frame", 0, []),
            ("bound", 10_000, [P(0, "frame")]),
            ("frame", 20_000, [B(9_999)]),
            ("bound", 30_000, [P(20_000, "frame")]),
            ("frame", 40_000, [B(29_999)]),
            ("config", 50_000, [P(40_000, "frame")]),
            ("frame", 60_000, [B(50_000)]),
            ("bound", 70_000, [P(60_000, "frame")]),
        ):
            if stream == "bound":
                settle(graph, "config", timestamp - 1)
            else:
                add(graph, stream, timestamp)
            assert frames == told
            frames.clear()
        assert configs == [B(0), B(9_999), B(20_000), B(29_999), B(40_000), P(50_000, "config"), B(60_000)]
