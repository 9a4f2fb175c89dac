"""A queue that grows while nothing else moves is told: once a run by a warning, or by an error that ends the run."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from backedge import Calculator, CalculatorGraph, Output, SideOutput, register
from backedge.errors import DeadlockError
from tests.do_calculator import forward, nothing, sender
from tests.flow import P, add, end, settle, values, watch
from tests.graph_text import do, do_options, graph_of, input_policy

LIMIT = 5
SILENT = do("image", "found", "PROCESS:nothing", 'name: "Detect" ' + do_options("arbitrary: true"))
STARVED = graph_of("image", f"max_queue_size: {LIMIT}", SILENT, do("image found", "c d", more='name: "Draw"'))
"""A join of pictures with what a node finds that neither sends nor promises anything."""


def warnings_of(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the engine has warned of."""
    return [record.getMessage() for record in caplog.records if record.name == "backedge.runtime.stuck_queues"]


def test_a_queue_past_its_limit_is_told_once(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """The warning names stream, node and what the node waits for; in the next run it comes again."""
    graph = CalculatorGraph(STARVED, num_threads=threads)
    for run in (1, 2):
        graph.start_run({"nothing": nothing})
        for timestamp in range(LIMIT - 1):
            add(graph, "image", timestamp)
        assert len(warnings_of(caplog)) == run - 1
        for timestamp in range(LIMIT - 1, 10 * LIMIT):
            add(graph, "image", timestamp)
        graph.cancel()
        assert len(warnings_of(caplog)) == run
    first, *explanation = warnings_of(caplog)[0].splitlines()
    assert first == f'the queue of stream "image" into node "Draw" is full ({LIMIT}), and grows: nothing can move'
    assert "\n".join(explanation) == (
        'node "Draw" has packets at 0 and waits for stream "found", which is settled through Unstarted only: '
        'node "Detect" (test.Do) sent nothing there and promises nothing: give it a timestamp_offset, or let it send a '
        "packet or set_next_timestamp_bound() for every input"
    )


def test_such_a_run_can_be_ended(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """With max_stuck_packets the warning comes at the limit, and the error when so many packets wait."""
    graph = CalculatorGraph(STARVED, num_threads=threads, max_stuck_packets=2 * LIMIT)
    graph.start_run({"nothing": nothing})
    for timestamp in range(2 * LIMIT - 1):
        add(graph, "image", timestamp)
    assert len(warnings_of(caplog)) == 1
    with pytest.raises(DeadlockError) as caught:
        add(graph, "image", 2 * LIMIT)
    assert str(caught.value).startswith(
        f'throttling deadlock: the queue of stream "image" into node "Draw" is full ({2 * LIMIT}), and nothing can '
        "move that would empty it; raise max_queue_size if so many packets have to wait (-1 for any number)\n"
        'node "Draw" has packets at 0 and waits for stream "found"'
    )
    assert len(warnings_of(caplog)) == 1
    graph.close()


def test_a_graph_without_limits_is_not_judged(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """With max_queue_size: -1 any number of packets may wait."""
    text = STARVED.replace(f"max_queue_size: {LIMIT}", "max_queue_size: -1")
    with CalculatorGraph(text, num_threads=threads) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run({"nothing": nothing})
        for timestamp in range(200):
            graph.add_packet_to_input_stream("image", P(timestamp))
        end(graph)
    assert values(seen["c"]) == list(range(200))
    assert warnings_of(caplog) == []


@register("test.NeverSets")
class NeverSets(Calculator):
    """Has a side packet, and does not set it."""

    never = SideOutput[list[Any]]()


def test_a_node_that_never_opens(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """Packets for a node whose side packet no node sets are told, with the side packet's name."""
    never = 'node { calculator: "test.NeverSets" output_side_packet: "never" }'
    text = graph_of("a", f"max_queue_size: {LIMIT}", never, do("a", "b", "LOG:never", 'name: "closed"'))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        for timestamp in range(2 * LIMIT):
            add(graph, "a", timestamp)
    (warning,) = warnings_of(caplog)
    assert 'stream "a" into node "closed" is full' in warning
    assert 'node "closed" is not open: side packets "never" have not been set' in warning


def test_a_loop_without_a_first_packet(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """A loop that waits for itself is told, with the calculator that is made for loops."""
    back = 'input_stream_info { tag_index: ":1" back_edge: true }'
    text = graph_of("a", f"max_queue_size: {LIMIT}", do("a back", "b", more=back), do("b", "back"))
    with CalculatorGraph(text, num_threads=threads) as graph:
        graph.start_run()
        for timestamp in range(2 * LIMIT):
            add(graph, "a", timestamp)
        graph.cancel()
    (warning,) = warnings_of(caplog)
    assert "lead it through a PreviousLoopbackCalculator" in warning


def test_a_source_that_runs_away_from_the_rest(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """A queue that a source fills is told like one that the caller fills, and such a run can be ended, too."""
    text = graph_of("b", f"max_queue_size: {LIMIT}", do("", "a", "PROCESS:send"), do("a b", "c d", more='name: "join"'))
    graph = CalculatorGraph(text, num_threads=threads, max_stuck_packets=2 * LIMIT)
    with pytest.raises(DeadlockError, match='stream "a" into node "join" is full'):  # noqa: PT012 - workers are early
        graph.start_run({"send": sender(P(i) for i in range(1000))})
        graph.wait_until_idle()
    assert len(warnings_of(caplog)) == 1


def test_several_queues_are_one_message(threads: int) -> None:
    """All queues that are full at the same time are named by one error."""
    text = graph_of("a b", "max_queue_size: 1", do("a b", "c d", more='name: "x"'), do("a b", "e f", more='name: "y"'))
    graph = CalculatorGraph(text, num_threads=threads, max_stuck_packets=2)
    graph.start_run()
    add(graph, "a", 1)
    with pytest.raises(DeadlockError, match=r'"a" into node "x" is full \(2\), .* "a" into node "y" is full \(2\)'):
        add(graph, "a", 2)
    graph.close()


@register("test.Burst")
class Burst(Calculator):
    """Sends many packets at once, to both of its outputs one after the other."""

    many = Output[int]("MANY")
    more = Output[int]("MORE")

    def process(self) -> None:
        for port in (self.many, self.more):
            for timestamp in range(20 * LIMIT):
                port.send(timestamp, timestamp)
        self.many.close()
        self.more.close()
        self.stop()


def test_a_queue_that_is_long_for_a_moment_is_not_told(threads: int, caplog: pytest.LogCaptureFixture) -> None:
    """What counts is what is left when nothing can move any more."""
    burst = 'node { calculator: "test.Burst" output_stream: "MANY:a" output_stream: "MORE:b" }'
    text = graph_of("", f"max_queue_size: {LIMIT}", burst, do("a b", "c d"))
    with CalculatorGraph(text, num_threads=threads, max_stuck_packets=LIMIT) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run()
        graph.wait_until_done()
    assert values(seen["c"]) == list(range(20 * LIMIT))
    assert warnings_of(caplog) == []


def test_a_queue_that_shrank_is_told_when_it_grows_again(caplog: pytest.LogCaptureFixture) -> None:
    """A queue without a limit that has been long before nothing stood still is looked at again."""
    held: list[Any] = []
    graph = CalculatorGraph(graph_of("a b", f"max_queue_size: {LIMIT}", do("a b", "c d", more='name: "join"')))
    graph.observe_output_stream("c", lambda _, packet: held.append(packet))
    graph.start_run()
    graph.pause()
    for timestamp in range(2 * LIMIT):
        graph.add_packet_to_input_stream("a", P(timestamp))
    settle(graph, "b", 2 * LIMIT)
    graph.resume()
    assert len(held) == 2 * LIMIT
    assert warnings_of(caplog) == []
    for timestamp in range(3 * LIMIT, 5 * LIMIT):
        add(graph, "a", timestamp)
    assert len(warnings_of(caplog)) == 1
    graph.cancel()


def test_a_caller_who_feeds_while_a_source_may_run_is_not_told(caplog: pytest.LogCaptureFixture) -> None:
    """Inline, sources run in calls that wait: until then the queues of what is fed grow, and that is no mistake."""
    text = graph_of("a", f"max_queue_size: {LIMIT}", do("", "b", "PROCESS:send"), do("a b", "c d"))
    with CalculatorGraph(text, max_stuck_packets=LIMIT) as graph:
        seen = watch(graph, "c", bounds=False)
        graph.start_run({"send": sender(P(i) for i in range(4 * LIMIT))})
        for timestamp in range(4 * LIMIT):
            graph.add_packet_to_input_stream("a", P(timestamp))
        end(graph)
    assert warnings_of(caplog) == []
    del seen


def test_a_policy_that_cuts_its_queues_when_all_are_long(caplog: pytest.LogCaptureFixture) -> None:
    """A fixed-size policy keeps everything while one stream has nothing; that is told as well."""
    policy = input_policy("FixedSize", "trigger_queue_size: 2 fixed_min_size: true")
    text = graph_of("a b", f"max_queue_size: {LIMIT}", do("a b", "c d", "PROCESS:forward", policy))
    with CalculatorGraph(text) as graph, caplog.at_level(logging.WARNING):
        graph.start_run({"forward": forward})
        for timestamp in range(2 * LIMIT):
            add(graph, "a", timestamp)
        graph.cancel()
    assert len(warnings_of(caplog)) == 1
