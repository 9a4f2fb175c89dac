"""`graph_runner explain` runs a graph until it stalls, and says why."""

from __future__ import annotations

from typing import Any

import click

from backedge.tools.command_options import running_options, threads_option
from backedge.tools.completion.words import complete_graphs


@click.command()
@click.argument("graph", shell_complete=complete_graphs)
@click.option(
    "-i",
    "--input",
    "inputs",
    metavar="[NAME=]FILE|DIR|GLOB|CAMERA|demo",
    multiple=True,
    help="Pictures to feed, as for `run`. Repeatable.",
)
@click.option("--side", metavar="NAME=VALUE", multiple=True, help="An input side packet. Repeatable.")
@threads_option
@click.option(
    "--frames", metavar="N", type=click.IntRange(1), default=100, show_default=True, help="Frames that are enough."
)
@running_options
def explain(graph: str, *, frames: int, as_json: bool, **request: Any) -> None:
    """Run GRAPH until it stalls, and say which node waits for which stream, at which timestamp, and what to do.

    Frames are fed one by one, each when the graph has come to rest. A node that still has the same packets five frames
    later, because another stream does not go on, is stuck; so is what is left when the input has ended.

    Exits with 1 if the graph stalls.

    \b
    Example:
      graph_runner explain HandTracking --input demo --frames 10
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.graph_files import find_graph
    from backedge.tools.running.explaining import find_stall, print_stall
    from backedge.tools.running.run_request import Request

    stall = find_stall(Request(find_graph(graph), **request), frames)
    print_stall(stall, as_json=as_json)
    if stall.is_stuck:
        raise click.exceptions.Exit(1)
