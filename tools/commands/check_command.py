"""`graph_runner check` says everything that is wrong with graphs."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import click

from backedge.tools.command_options import (
    calculators_option,
    given_words,
    json_option,
    set_option,
    subgraphs_option,
    verbosity_options,
)
from backedge.tools.command_run import run_command
from backedge.tools.completion.words import complete_graphs


@click.command()
@click.argument("graphs", metavar="GRAPH...", nargs=-1, required=True, shell_complete=complete_graphs)
@click.option("--watch", is_flag=True, help="Check again whenever a file that was read has changed, until Ctrl-C.")
@calculators_option
@subgraphs_option
@set_option
@json_option
@verbosity_options
def check(graphs: tuple[str, ...], options: dict[str, str], *, watch: bool, as_json: bool) -> None:
    """Say everything that is wrong with graphs, without running them.

    A GRAPH is a file, the name of a graph that an installed package ships, or - for standard input.
    Exits with 1 if anything is wrong. Warnings are of what can run, but certainly does not do what was meant. With -v
    it also shows which connections convert what comes, such as a picture into its pixels, and every file and address
    that options name.

    \b
    Examples:
      graph_runner check my_graph.pbtxt HandTracking
      graph_runner check my_graph.pbtxt --calculators my_calculators.py --watch
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.checking import check_graph, print_report
    from backedge.tools.console import is_quiet

    verbose = logging.getLogger("backedge").isEnabledFor(logging.DEBUG)
    if watch:
        words = _words(graphs, options, as_json=as_json, quiet=is_quiet(), verbose=verbose)
        _watch(graphs, list(words))
    reports = [check_graph(graph, options) for graph in graphs]
    print_report(reports, as_json=as_json, quiet=is_quiet(), verbose=verbose)
    if any(report.of_severity("error") for report in reports):
        raise click.exceptions.Exit(1)


def _watch(graphs: tuple[str, ...], words: list[str]) -> None:
    from backedge.tools.standard_input import DASH
    from backedge.tools.watching.rerun import run_on_changes

    if DASH in graphs:
        raise click.UsageError("--watch: standard input can be read only once; name a file")
    modules = [module for module in given_words("calculators") if module.endswith(".py")]
    run_on_changes(_check_once, words, [Path(name).absolute() for name in (*graphs, *modules)])


def _check_once(words: list[str]) -> None:
    """What the process does that checks once."""
    run_command(check, words, "graph_runner check")


def _words(
    graphs: tuple[str, ...], options: dict[str, str], *, as_json: bool, quiet: bool, verbose: bool
) -> Iterator[str]:
    """The command line that does the same once."""
    for name in ("calculators", "subgraphs"):
        for value in given_words(name):
            yield from (f"--{name}", value)
    for key, value in options.items():
        yield from ("--set", f"{key}={value}")
    yield from (word for word, given in (("--json", as_json), ("-q", quiet), ("-v", verbose)) if given)
    yield from ("--", *graphs)
