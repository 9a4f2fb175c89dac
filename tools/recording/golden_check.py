"""`graph_runner test`: words of a command line, and the comparison that they ask for."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import click

from backedge.planning import build_graph
from backedge.recording.golden import GoldenReport, check_golden
from backedge.tools.graph_files import find_graph
from backedge.tools.local_models import show_fetching
from backedge.tools.running.side_packet_values import read_side_packets
from backedge.tools.standard_streams import quiet_native_libraries


def run_golden_test(
    golden: str,
    graph: str,
    tolerances: Iterable[str],
    *,
    side: Iterable[str] = (),
    threads: int | None = None,
    options: Mapping[str, str] | None = None,
) -> GoldenReport:
    """Compare what a graph gives with a recording of it.

    Args:
        golden: the recording.
        graph: file or name of the graph.
        tolerances: ``STREAM=NUMBER`` words.
        side: ``NAME=VALUE`` words.
        threads: number of worker threads, None for what the graph says.
        options: options to set, by ``NODE.FIELD``.

    Raises:
        click.UsageError: a word is none of those.
        BackedgeError: the graph is wrong or fails, or the recording does not fit it or cannot be read.
    """
    allowed = read_tolerances(tolerances)
    plan = build_graph(find_graph(graph), options=options)
    side_packets = read_side_packets(side, plan)
    with quiet_native_libraries(), show_fetching():
        return check_golden(golden, plan, allowed, side_packets=side_packets, num_threads=threads)


def read_tolerances(words: Iterable[str]) -> dict[str, float]:
    """Tolerances by stream, from ``STREAM=NUMBER`` words.

    Raises:
        click.UsageError: a word is none, or its number is below zero.
    """
    tolerances = {}
    for word in words:
        stream, _, text = word.partition("=")
        try:
            tolerances[stream] = float(text)
        except ValueError:
            tolerances[stream] = math.nan
        if not 0 <= tolerances[stream] < math.inf:
            raise click.UsageError(f'--tolerance needs STREAM=NUMBER, such as landmarks=1e-4, not "{word}"')
    return tolerances
