"""Tests of graphs against recordings of them."""

from __future__ import annotations

from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from backedge.config import GraphConfig
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan
from backedge.recording.golden import check_golden


def replay(
    golden: str | PathLike[str],
    graph: GraphConfig | GraphPlan | str | bytes | Path,
    tolerances: Mapping[str, float] | None = None,
    *,
    side_packets: Mapping[str, Any] | None = None,
    options: Mapping[str, Any] | None = None,
    num_threads: int | None = None,
) -> None:
    """Fail unless a graph gives again what was recorded of it.

    A regression test in one line::

        def test_tracking_is_as_it_was() -> None:
            replay("golden/hand.mcap", Path("graphs/hand.pbtxt"), {"landmarks": 1e-4})

    The recording has the graph's input streams, which are fed, and others, which are compared: ``graph_runner run
    --record`` makes it, with ``--record-stream`` for each stream. ``graph_runner test`` does the same on the command
    line. Needs the extra ``mcap``.

    Args:
        golden: the recording, an ``.mcap`` file.
        graph: see `CalculatorGraph`.
        tolerances: how far numbers of a stream may be from those recorded, by its name; all else has to be the same,
            bit for bit.
        side_packets: values in place of those recorded, by name.
        options: options to set, see `CalculatorGraph`.
        num_threads: see `CalculatorGraph`.

    Raises:
        AssertionError: it gives something else; says which packet of which stream is the first, with both values.
        ConfigError: the graph is wrong.
        GraphError: the graph fails, or does not fit the recording.
        ResourceError: the recording cannot be read.
    """
    __tracebackhide__ = True  # pytest shows the test's line, and not ours
    plan = graph if isinstance(graph, GraphPlan) else build_graph(graph, options=options)
    report = check_golden(golden, plan, tolerances, side_packets=side_packets, num_threads=num_threads)
    if not report.is_same:
        raise AssertionError(str(report))
