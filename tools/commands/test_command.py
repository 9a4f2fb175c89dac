"""`graph_runner test`: compare what a graph gives with a recording of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click

from backedge.tools.command_options import running_options, threads_option
from backedge.tools.completion.words import complete_files, complete_graphs


@click.command()
@click.argument("golden", shell_complete=complete_files(".mcap"))
@click.argument("graph", shell_complete=complete_graphs)
@click.option(
    "--tolerance",
    "tolerances",
    metavar="STREAM=NUMBER",
    multiple=True,
    help="How far numbers of a stream may be from those recorded; everything else has to be the same, bit for bit. "
    "Repeatable.",
)
@click.option(
    "--side", metavar="NAME=VALUE", multiple=True, help="A side packet in place of the recorded one. Repeatable."
)
@threads_option
@running_options
def test(golden: str, graph: str, *, tolerances: Iterable[str], as_json: bool, **request: Any) -> None:
    """Feed GRAPH with the inputs in the recording GOLDEN, and compare the other streams that were recorded.

    Exit status 1 if they differ; the first difference is shown with both values.

    \b
    Examples:
      graph_runner run my_graph.pbtxt --input demo --record golden.mcap
          --record-stream inputs --record-stream outputs
      graph_runner test golden.mcap my_graph.pbtxt --tolerance landmarks=1e-4
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.recording.golden_check import run_golden_test

    report = run_golden_test(golden, graph, tolerances, **request)
    click.echo(report.to_json() if as_json else str(report))
    if not report.is_same:
        raise click.exceptions.Exit(1)
