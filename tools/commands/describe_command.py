"""`graph_runner describe`: all about one calculator or graph."""

from __future__ import annotations

import click

from backedge.tools.command_options import calculators_option, json_option, subgraphs_option, verbosity_options
from backedge.tools.completion.words import complete_entries


@click.command()
@click.argument("name", shell_complete=complete_entries)
@calculators_option
@subgraphs_option
@json_option
@verbosity_options
def describe(name: str, *, as_json: bool) -> None:
    """Tell all about a calculator or a graph.

    These are its ports with their types, its options with their limits and defaults, a calculator's input policy, what
    its author says, and a node to copy. NAME is its name, long or short, the file of a graph, or - for a graph from
    standard input.

    \b
    Examples:
      graph_runner describe Gate
      graph_runner describe HandTracking --json
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.listing.whole_entries import find_entry, print_entry

    print_entry(find_entry(name), as_json=as_json)
