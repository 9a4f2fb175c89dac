"""`graph_runner run --hz`: rates by timestamps and by the clock."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import chain, repeat
from pathlib import Path

import pytest

from backedge import CalculatorGraph
from backedge.tools.running.rate_meter import RateMeter
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.summary import Summary
from tests.tools.command_line import Result
from tests.tools.conftest import FRAMES

Run = Callable[..., Result]


def test_rates_are_those_of_timestamps_and_of_the_clock(tmp_path: Path) -> None:
    """Intervals of 10, 30 and 20 ms by timestamps, of 100, 100 and 400 ms by the clock."""
    graph = CalculatorGraph('input_stream: "a"')
    times = iter([0.0, 0.1, 0.2, 0.6])
    summary = Summary(tmp_path)
    with RateMeter(["a"], lambda: next(times)).watch(WatchedRun(graph, graph.plan, {}, summary)), graph:
        graph.start_run()
        for timestamp in (0, 10_000, 40_000, 60_000):
            graph.add_packet_to_input_stream("a", timestamp, timestamp)
    rate = summary.rates["a"]
    assert rate.packets == 4
    by_timestamps, by_clock = rate.by_timestamps, rate.by_clock
    assert by_timestamps.per_second == pytest.approx(50)
    assert by_timestamps.jitter_ms == pytest.approx(8.165, abs=1e-3)
    assert by_timestamps.shortest_ms == pytest.approx(10)
    assert by_timestamps.longest_ms == pytest.approx(30)
    assert by_clock.per_second == pytest.approx(5)
    assert by_clock.jitter_ms == pytest.approx(141.42, abs=0.01)


def test_it_is_told_once_a_second(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """On stderr, while the run lasts."""
    graph = CalculatorGraph('input_stream: "a"')
    times = chain([0.0, 0.5, 1.0, 1.5, 2.0], repeat(2.0))
    meter = RateMeter(["a"], lambda: next(times))
    with meter.watch(WatchedRun(graph, graph.plan, {}, Summary(tmp_path))), graph:
        graph.start_run()
        for timestamp in range(5):
            graph.add_packet_to_input_stream("a", timestamp, 500_000 * timestamp)
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert told[0].startswith("a: by timestamps 2.00 a second (jitter 0.00 ms")


def test_the_summary_has_the_rates(run: Run, sizes: Path, clip: Path) -> None:
    """For people and for programs; of the clip's 30 pictures a second."""
    assert "rate     size: by timestamps 30.00 a second" in run("run", sizes, "-i", clip, "--hz", "size").stdout
    summary = json.loads(run("run", sizes, "-i", clip, "--hz", "size", "--json").stdout)
    assert summary["rates"]["size"]["packets"] == FRAMES
    assert summary["rates"]["size"]["by_timestamps"]["per_second"] == pytest.approx(30, abs=0.01)


def test_a_stream_without_packets_has_no_rate(run: Run, sizes: Path, clip: Path, tmp_path: Path) -> None:
    """One packet is too few as well."""
    graph = tmp_path / "none.pbtxt"
    graph.write_text(sizes.read_text() + 'input_stream: "never"')
    result = run("run", graph, "-i", clip, "--hz", "never")
    assert "rate     never: 0 packets, too few for a rate" in result.stdout


def test_an_unknown_stream_is_refused(run: Run, sizes: Path) -> None:
    """With the near name."""
    result = run("run", sizes, "-i", "demo", "--hz", "sise")
    assert result.status == 2
    assert '--hz: the graph has no stream "sise"; did you mean "size"?' in result.stderr
