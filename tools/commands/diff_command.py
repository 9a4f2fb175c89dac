"""`graph_runner diff`: what differs between two graphs in meaning."""

from __future__ import annotations

from typing import Final

import click

from backedge.tools.command_options import calculators_option, json_option, subgraphs_option, verbosity_options
from backedge.tools.completion.words import complete_graphs

_TROUBLE: Final = 2


@click.command()
@click.argument("before", metavar="A", shell_complete=complete_graphs)
@click.argument("after", metavar="B", shell_complete=complete_graphs)
@calculators_option
@subgraphs_option
@json_option
@verbosity_options
def diff(before: str, after: str, as_json: bool) -> None:
    """Say what differs between two graphs in meaning.

    Nodes that are there in one only, options by their values, wiring, side packets, executors. Layout, comments, the
    order of nodes, and whether something is in a subgraph or written in its place make no difference. Nodes are matched
    by their names, or else by calculator and wiring. One of the two may be - for standard input.

    Exit status, as diff's: 0 they mean the same, 1 they differ, 2 one of them is wrong or not there.

    \b
    Example:
      graph_runner diff face_detection_short_range_cpu face_detection_full_range_cpu
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.errors import BackedgeError
    from backedge.tools.command_failures import tell_failures
    from backedge.tools.comparing.graph_comparison import compare_graphs
    from backedge.tools.comparing.report import print_changes
    from backedge.tools.graph_files import build_named_graph

    plans, wrong = [], []
    for name in (before, after):
        try:
            plans.append(build_named_graph(name))
        except BackedgeError as error:
            wrong.append(error)
    if wrong:
        tell_failures(wrong, as_json=as_json)
        raise click.exceptions.Exit(_TROUBLE)
    changes = compare_graphs(*plans)
    print_changes(changes, as_json=as_json)
    if changes:
        raise click.exceptions.Exit(1)
