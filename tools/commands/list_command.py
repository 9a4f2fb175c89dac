"""`graph_runner list`: the calculators there are."""

from __future__ import annotations

import click

from backedge.tools.command_options import calculators_option, json_option, verbosity_options


@click.command("list")
@click.argument("pattern", default="")
@calculators_option
@json_option
@verbosity_options
def list_calculators(pattern: str, as_json: bool) -> None:
    """List the calculators there are, with their ports.

    PATTERN is a word that is looked for in names, ports with their types, and descriptions, such as 'landmarks', or a
    pattern for names such as 'Begin*'; capitals do not matter. Of a single calculator everything is shown: its options,
    its input policy and all that its author says.
    """
    from backedge.tools.listing import find_calculators, print_calculators

    print_calculators(find_calculators(pattern), pattern, as_json=as_json)
