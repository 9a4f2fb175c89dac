"""`graph_runner check` says everything that is wrong with graphs."""

from __future__ import annotations

import logging

import click

from backedge.tools.command_options import (
    calculators_option,
    json_option,
    set_option,
    subgraphs_option,
    verbosity_options,
)


@click.command()
@click.argument("graphs", metavar="GRAPH...", nargs=-1, required=True)
@calculators_option
@subgraphs_option
@set_option
@json_option
@verbosity_options
def check(graphs: tuple[str, ...], options: dict[str, str], as_json: bool) -> None:
    """Say everything that is wrong with graphs, without running them.

    A GRAPH is a file, or the name of a graph that an installed package ships.
    Exits with 1 if anything is. Warnings are of what can run, but certainly does not do what was meant. With -v it also
    shows which connections convert what comes, such as a picture into its pixels, and every file and address that
    options name.
    """
    from backedge.tools.checking import check_graph, print_report
    from backedge.tools.console import is_quiet

    reports = [check_graph(graph, options) for graph in graphs]
    verbose = logging.getLogger("backedge").isEnabledFor(logging.DEBUG)
    print_report(reports, as_json=as_json, quiet=is_quiet(), verbose=verbose)
    if any(report.of_severity("error") for report in reports):
        raise click.exceptions.Exit(1)
