"""`graph_runner list`: the calculators and graphs there are."""

from __future__ import annotations

import click

from backedge.tools.command_options import (
    calculators_option,
    json_option,
    subgraphs_option,
    verbosity_options,
)
from backedge.tools.completion.words import complete_entries


@click.command("list")
@click.argument("pattern", default="", shell_complete=complete_entries)
@calculators_option
@subgraphs_option
@json_option
@verbosity_options
def list_calculators(pattern: str, as_json: bool) -> None:
    """List the calculators and graphs there are, with their ports.

    PATTERN is a word that is looked for in names, ports with their types, and descriptions, such as 'landmarks', or a
    pattern for names such as 'Begin*'; capitals do not matter. Of a single one everything is shown, as by `describe`.

    \b
    Examples:
      graph_runner list landmarks
      graph_runner list 'Begin*' --json
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.listing.brief_listing import print_listing

    print_listing(pattern, as_json=as_json)
