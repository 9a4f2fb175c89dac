"""`graph_runner bench`: how long graphs take, alone or side by side with others or with MediaPipe."""

from __future__ import annotations

from typing import Any

import click

from backedge.tools.command_options import (
    calculators_option,
    given_words,
    json_option,
    models_option,
    set_option,
    settings_option,
    subgraphs_option,
    verbosity_options,
)
from backedge.tools.completion.words import complete_graphs


@click.command()
@click.argument("what", metavar="[GRAPH|SUITE[/CASE]]...", nargs=-1, shell_complete=complete_graphs)
@click.option("--list", "list_only", is_flag=True, help="List the suites and their cases.")
@click.option(
    "-i",
    "--input",
    "inputs",
    metavar="[NAME=]FILE|DIR|GLOB|CAMERA|demo",
    multiple=True,
    help="Pictures to measure with, as for `run`.  [default: a synthetic hand] Repeatable for a graph.",
)
@click.option("--turns", metavar="N", type=click.IntRange(1), help="How often each side works.")
@click.option("--frames", metavar="N", type=click.IntRange(1), help="Frames, or packets, of a turn.")
@click.option("--mediapipe", metavar="PYTHON", help="Compare suites with MediaPipe: an interpreter that has it.")
@click.option("--vs", "other_graph", metavar="GRAPH", help="Compare GRAPH with another one, in turns.")
@settings_option(
    "--vs-set",
    "other_options",
    "Compare GRAPH with itself, or --vs, with this option besides those of --set. Repeatable.",
)
@click.option("--vs-threads", "other_threads", metavar="N", type=click.IntRange(0), help="The same with N threads.")
@click.option(
    "--vs-python", "other_python", metavar="PYTHON", help="Compare with another backedge: an interpreter that has it."
)
@click.option("--side", metavar="NAME=VALUE", multiple=True, help="An input side packet of GRAPH. Repeatable.")
@click.option(
    "--threads",
    metavar="N",
    type=click.IntRange(0),
    help="Worker threads, instead of what GRAPH says; also of suite `graphs`.",
)
@click.option("--markdown", is_flag=True, help="Print a suite's results as a table for a page.")
@calculators_option
@subgraphs_option
@set_option
@models_option
@json_option
@verbosity_options
def bench(what: tuple[str, ...], *, list_only: bool, as_json: bool, **given: Any) -> None:
    """Measure how long a graph takes for a frame, and which nodes it spends the time in; or run suites of benchmarks.

    Compared are two graphs, the same graph set up in two ways, two installations of backedge, or, in suites, backedge
    and MediaPipe. Each side is a process of its own, and they take turns: what else the machine does slows down both,
    and the ratio of each turn is taken by itself.

    \b
    Examples:
      graph_runner bench HandTracking --side num_hands=1 --input clip.mp4
      graph_runner bench my_graph.pbtxt --vs before.pbtxt
      graph_runner bench HandTracking --vs-set min_detection_confidence=0.9
      graph_runner bench engine solutions/hand* --mediapipe ~/mediapipe/bin/python
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.benchmarks.bench_request import BenchRequest, run_bench
    from backedge.tools.benchmarks.case_report import print_cases

    if list_only:
        print_cases(as_json=as_json)
        return
    if not what:
        raise click.UsageError("name a graph or suites to measure; --list shows the suites")
    calculators, folders = given_words("calculators"), given_words("subgraphs")
    run_bench(BenchRequest(what, as_json=as_json, calculators=calculators, subgraphs=folders, **given))
