"""`graph_runner doctor`: what this installation is made of, for a look at what is wrong or slow."""

from __future__ import annotations

import click

from backedge.tools.command_options import json_option, models_option, verbosity_options


@click.command()
@click.option(
    "--camera",
    metavar="NUMBER|DEVICE",
    help="Open a camera, and tell how large its pictures are. Without, cameras are listed only.",
)
@models_option
@json_option
@verbosity_options
def doctor(camera: str | None, *, as_json: bool) -> None:
    """Tell what this installation is, and how to get what is missing.

    These are versions, processor cores, whether the core is compiled, inference backends, models, the packages that
    single features need, and cameras.

    \b
    Examples:
      graph_runner doctor --json
      graph_runner doctor --camera 0
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.installation_report import print_report

    print_report(camera=camera, as_json=as_json)
