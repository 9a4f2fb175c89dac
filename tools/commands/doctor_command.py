"""`graph_runner doctor`: what this installation is made of, for a look at what is wrong or slow."""

from __future__ import annotations

import click

from backedge.tools.command_options import json_option, models_option, verbosity_options


@click.command()
@models_option
@json_option
@verbosity_options
def doctor(as_json: bool) -> None:
    """Tell what this installation is: versions, whether its core is compiled, inference backends, models.

    \b
    Example:
      graph_runner doctor --json
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.installation_report import print_report

    print_report(as_json=as_json)
