"""How often the packets of a join meet is counted where that is asked for."""

from __future__ import annotations

import pytest

from backedge import CalculatorGraph
from backedge.errors import GraphStateError
from backedge.runtime.joins import Join
from tests.do_calculator import sender
from tests.flow import P, end
from tests.graph_text import do, graph_of

RATES = {"a": 30, "b": 25}


def feed(graph: CalculatorGraph) -> None:
    """Feed two seconds of pictures at two rates, in the order of time."""
    times = sorted((round(number * 1e6 / rate), name) for name, rate in RATES.items() for number in range(2 * rate))
    for time, name in times:
        graph.add_packet_to_input_stream(name, P(time))
    end(graph)


def run(text: str, threads: int) -> tuple[Join, ...]:
    """The joins of a graph after a run."""
    graph = CalculatorGraph(text, num_threads=threads, count_joins=True)
    graph.start_run()
    feed(graph)
    return graph.joins()


def test_packets_of_two_rates_rarely_meet(threads: int) -> None:
    """The message has the numbers, and what helps."""
    (join,) = run(graph_of("a b", do("a b", "c d", more='name: "join"')), threads)
    assert (join.together, join.left_alone, join.right_alone) == (10, 50, 40)
    assert join.is_rare
    assert str(join) == (
        'node "join": packets met 10 times, 50 of "a" and 40 of "b" came alone; they meet where their timestamps are '
        "equal: give the node the input policy ApproximateTimeInputStreamHandler, which joins by nearest time, or "
        "bring both sides to one rate with a PacketResamplerCalculator, or keep the last packet of one with a "
        "PacketClonerCalculator"
    )


@pytest.mark.parametrize(("slop", "together"), [(20_000, 50), (1_000, 10)])
def test_a_join_by_nearest_time_is_counted_too(threads: int, slop: int, together: int) -> None:
    """Within the slop they meet, and where it is too small that is what to change."""
    name = "ApproximateTimeInputStreamHandler"
    options = f"options {{ [backedge.{name}Options.ext] {{ slop: {slop} }} }}"
    policy = f'input_stream_handler {{ input_stream_handler: "{name}" {options} }}'
    (join,) = run(graph_of("a b", do("a b", "c d", more=policy)), threads)
    assert (join.together, join.left_alone, join.right_alone) == (together, 60 - together, 50 - together)
    assert join.is_rare == (slop < 20_000)
    assert str(join).endswith("within its slop: raise the slop of its input policy")


def test_streams_of_one_origin_are_no_matter(threads: int) -> None:
    """What a node sends for some of its inputs only is meant to be alone at times."""
    assert run(graph_of("a b", do("a", "c"), do("a c", "d e"), do("b", "f")), threads) == ()


def test_streams_of_the_same_side_count_together(threads: int) -> None:
    """Inputs that come from one graph input are one side."""
    (join,) = run(graph_of("a b", do("a", "c"), do("b a c", "x y z", more='name: "join"')), threads)
    assert (join.left, join.right) == (("b",), ("a", "c"))
    assert (join.together, join.left_alone, join.right_alone) == (10, 40, 50)


def test_what_an_early_end_leaves_is_counted(threads: int) -> None:
    """Packets that came and were never processed have met no other either."""
    handler = 'input_stream_handler { input_stream_handler: "EarlyCloseInputStreamHandler" }'
    graph = CalculatorGraph(graph_of("a b", do("a b", "c d", more=handler)), num_threads=threads, count_joins=True)
    graph.start_run()
    for time in range(5):
        graph.add_packet_to_input_stream("a", P(time))
    graph.add_packet_to_input_stream("b", P(0))
    graph.close_input_stream("b")
    end(graph)
    (join,) = graph.joins()
    assert (join.together, join.left_alone, join.right_alone) == (1, 4, 0)


def test_sources_are_sides(threads: int) -> None:
    """A source's streams meet those of another source as those of graph inputs do."""
    text = graph_of("", do("", "a", "PROCESS:one"), do("", "b", "PROCESS:two"), do("a b", "c d"))
    graph = CalculatorGraph(text, num_threads=threads, count_joins=True)
    graph.start_run({"one": sender(map(P, range(0, 60, 2))), "two": sender(map(P, range(0, 60, 3)))})
    graph.wait_until_done()
    (join,) = graph.joins()
    assert (join.left, join.right) == (("a",), ("b",))
    assert (join.together, join.left_alone, join.right_alone) == (10, 20, 10)


def test_each_run_is_counted_for_itself(threads: int) -> None:
    """A second run begins at nothing."""
    graph = CalculatorGraph(graph_of("a b", do("a b", "c d")), num_threads=threads, count_joins=True)
    for _ in range(2):
        graph.start_run()
        assert [join.together for join in graph.joins()] == [0]
        feed(graph)
        assert [join.together for join in graph.joins()] == [10]


def test_calls_at_the_same_time_are_all_counted() -> None:
    """A node with several calculators at work counts what each of them got."""
    (join,) = run(graph_of("a b", do("a b", "c d", more="max_in_flight: 3")), 3)
    assert (join.together, join.left_alone, join.right_alone) == (10, 50, 40)


def test_joins_are_counted_on_request_only() -> None:
    """Where it is not asked for nothing is counted, and who asks then is told how."""
    graph = CalculatorGraph(graph_of("a b", do("a b", "c d")))
    with pytest.raises(GraphStateError, match="count_joins=True"):
        graph.joins()
