"""Golden recordings: `backedge.testing.replay` passes while a graph gives what was recorded, and tells what differs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import CalculatorGraph, GraphError, ResourceError, calculator
from backedge.formats import NormalizedLandmarks
from backedge.recording import record
from backedge.testing import replay

POINTS = NormalizedLandmarks(np.array([[0.5, 0.25, 0], [0.75, 0.5, 1]], np.float32))


@calculator
def GoldenShiftCalculator(landmarks: NormalizedLandmarks, *, by: float = 0.0) -> NormalizedLandmarks:
    """Move landmarks to the right."""
    return NormalizedLandmarks(landmarks.points + np.array([by, 0, 0], np.float32))


@calculator
def GoldenLimitCalculator(landmarks: NormalizedLandmarks, *, limit: int = 99) -> int | None:
    """Count landmarks, where there are not too many."""
    return len(landmarks) if len(landmarks) < limit else None


def graph_of(by: float = 0.0, limit: int = 99, output: str = "count") -> str:
    """A graph with one input and two streams to compare."""
    return f"""
        input_stream: "points"
        node {{ calculator: "GoldenShiftCalculator" name: "shift" input_stream: "points" output_stream: "moved"
                node_options {{ [type.googleapis.com/GoldenShiftCalculatorOptions] {{ by: {by} }} }} }}
        node {{ calculator: "GoldenLimitCalculator" input_stream: "moved" output_stream: "{output}"
                node_options {{ [type.googleapis.com/GoldenLimitCalculatorOptions] {{ limit: {limit} }} }} }}
    """


@pytest.fixture
def golden(tmp_path: Path) -> Path:
    """A recording of three packets in each stream."""
    make_golden(tmp_path / "golden.mcap", ["points", "moved", "count"])
    return tmp_path / "golden.mcap"


def make_golden(path: Path, streams: list[str]) -> None:
    """Record streams of the graph."""
    graph = CalculatorGraph(graph_of())
    with record(graph, path, streams), graph:
        graph.start_run()
        for timestamp in (10, 20, 30):
            graph.add_packet_to_input_stream("points", POINTS, timestamp)


def told_by(golden: Path, graph: str, *arguments: Any, **options: Any) -> list[str]:
    """The lines of the failure, without the file's name."""
    with pytest.raises(AssertionError) as caught:
        replay(golden, graph, *arguments, **options)
    return str(caught.value).replace(str(golden), "golden").splitlines()


def test_the_same_graph_passes(golden: Path, threads: int) -> None:
    """On any number of threads."""
    replay(golden, graph_of(), num_threads=threads)


def test_the_first_difference_is_told_with_both_values(golden: Path, threads: int) -> None:
    """The stream, the time, the place in the value, how far apart; and how many packets differ."""
    assert told_by(golden, graph_of(by=0.125), num_threads=threads) == [
        "golden: the graph does not give what was recorded; first",
        '  stream "moved" at 10: points[0, 0] should be 0.5, but is 0.625 (by 0.125)',
        'stream "moved": 3 packets, 3 differing',
        'stream "count": 3 packets, none differing',
    ]


def test_numbers_may_differ_within_a_streams_tolerance(golden: Path) -> None:
    """And not beyond it."""
    replay(golden, graph_of(by=0.125), {"moved": 0.2})
    assert told_by(golden, graph_of(by=0.125), {"moved": 0.1})[1].endswith("but is 0.625 (by 0.125); allowed is 0.1")


def test_missing_packets_are_told(golden: Path) -> None:
    """What was recorded and does not come."""
    assert told_by(golden, graph_of(limit=1))[1:] == [
        '  stream "count" at 10: the packet is missing that was recorded: 2',
        'stream "moved": 3 packets, none differing',
        'stream "count": 3 packets, 3 differing',
    ]


def test_unexpected_packets_are_told(tmp_path: Path) -> None:
    """What comes and was not recorded."""
    graph = CalculatorGraph(graph_of(limit=1))
    with record(graph, tmp_path / "golden.mcap", ["points", "count"]), graph:
        graph.start_run()
        graph.add_packet_to_input_stream("points", POINTS, 10)
    told = told_by(tmp_path / "golden.mcap", graph_of())
    assert told[1] == '  stream "count" at 10: there is a packet that was not recorded: 2'


def test_options_can_be_set(golden: Path) -> None:
    """As for a graph."""
    replay(golden, graph_of(by=0.125), options={"shift.by": 0.0})


def test_a_recording_that_breaks_off_is_compared_as_far_as_it_goes(golden: Path) -> None:
    """What comes after its end is no difference."""
    golden.write_bytes(golden.read_bytes()[:-300])
    replay(golden, graph_of())


@pytest.mark.parametrize(
    ("streams", "graph", "tolerances", "told"),
    [
        (["points"], graph_of(), {}, "only the graph's input streams were recorded, so there is nothing to compare"),
        (["moved"], graph_of(), {}, 'graph input stream "points" was not recorded; it has moved'),
        (["points", "count"], graph_of(output="counted"), {}, 'there is no stream "count"; did you mean "counted"'),
        (
            ["points", "count"],
            graph_of(),
            {"cuont": 1.0},
            'no recorded stream to compare "cuont"; did you mean "count"',
        ),
        (["points", "count"], graph_of(), {"points": 1.0}, 'there is no recorded stream to compare "points"'),
    ],
)
def test_what_does_not_fit_is_refused(
    tmp_path: Path, streams: list[str], graph: str, tolerances: dict[str, float], told: str
) -> None:
    """Before anything runs, and not as a difference."""
    make_golden(tmp_path / "golden.mcap", streams)
    with pytest.raises(GraphError, match=re.escape(told)):
        replay(tmp_path / "golden.mcap", graph, tolerances)


def test_a_missing_recording_is_told(tmp_path: Path) -> None:
    """By its name."""
    with pytest.raises(ResourceError, match=r"golden\.mcap: expected a recording"):
        replay(tmp_path / "golden.mcap", graph_of())
