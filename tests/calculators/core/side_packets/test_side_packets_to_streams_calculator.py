"""SidePacketsToStreamsCalculator: a source of what is in side packets."""

from __future__ import annotations

from typing import Any

import pytest

from backedge import CalculatorGraph, ConfigError, GraphError, Packet
from backedge import timestamp as ts
from tests.flow import watch
from tests.graph_text import do


def graph_for(options: str, sides: str = "p q", outputs: str = "a b") -> str:
    """The calculator alone, with options."""
    more = f"options {{ [mediapipe.SidePacketsToStreamsCalculatorOptions.ext] {{ {options} }} }}"
    return do("", outputs, sides, more, "SidePacketsToStreamsCalculator")


@pytest.mark.parametrize(
    ("options", "side_packets", "expected"),
    [
        ("", {"p": ["x", "y"], "q": [Packet(1, 7), 2]}, ([("x", 0), ("y", 1)], [(1, 0), (2, 1)])),
        (
            "num_inputs: 2 set_timestamp: PRE_STREAM",
            {"p": ["x"], "q": [1]},
            ([("x", ts.PRESTREAM)], [(1, ts.PRESTREAM)]),
        ),
        ("set_timestamp: WHOLE_STREAM", {"p": ["x"], "q": [1]}, ([("x", ts.POSTSTREAM)], [(1, ts.POSTSTREAM)])),
        ("set_timestamp: NONE", {"p": [Packet("x", 4)], "q": [Packet(1, 9)]}, ([("x", 4)], [(1, 9)])),
        ("vectors_of_packets: false", {"p": ["x"], "q": 1}, ([(["x"], 0)], [(1, 0)])),
        ("", {"p": [], "q": []}, ([], [])),
    ],
)
def test_lists_become_streams(
    threads: int, options: str, side_packets: dict[str, Any], expected: tuple[list[Any], list[Any]]
) -> None:
    """Each side packet is a stream of its own, with the timestamps that the option says, and then it ends."""
    graph = CalculatorGraph(graph_for(options), num_threads=threads)
    seen = watch(graph, "a", "b", bounds=False)
    graph.start_run(side_packets)
    graph.wait_until_done()
    assert (seen["a"], seen["b"]) == expected


@pytest.mark.parametrize(
    ("options", "side_packets", "message"),
    [
        ("", {"p": [1], "q": [1, 2]}, r"equally many packets, but they have \[1, 2\]"),
        ("", {"p": [1], "q": 3}, 'side packet "q" must be list, but is int 3'),
        ("set_timestamp: NONE", {"p": [1], "q": [2]}, "no packet can have timestamp Unset"),
    ],
)
def test_wrong_lists(options: str, side_packets: dict[str, Any], message: str) -> None:
    """Lists of different lengths, none at all, and packets that lack a timestamp are errors."""
    graph = CalculatorGraph(graph_for(options))
    with pytest.raises(GraphError, match=message):  # noqa: PT012 - some are found when the graph starts
        graph.start_run(side_packets)
        graph.wait_until_done()


@pytest.mark.parametrize(
    ("options", "sides", "message"),
    [
        ("num_inputs: 1", "p q", "num_inputs is 1, but there are 2"),
        ("", "p", "1 side packets need as many outputs, not 2"),
        ("set_timestamp: NONE vectors_of_packets: false", "p q", "set_timestamp NONE needs vectors_of_packets"),
    ],
)
def test_options_that_do_not_fit(options: str, sides: str, message: str) -> None:
    """Ports are counted, and single side packets need a timestamp."""
    with pytest.raises(ConfigError, match=message):
        CalculatorGraph(graph_for(options, sides))
