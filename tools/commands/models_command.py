"""`graph_runner models`: which models there are, where they are, and fetching them."""

from __future__ import annotations

import click

from backedge.tools.command_options import json_option, models_option, verbosity_options
from backedge.tools.completion.words import complete_models


@click.group(invoke_without_command=True)
@click.pass_context
def models(context: click.Context) -> None:
    """See, fetch and find the models that graphs use.

    \b
    Examples:
      graph_runner models
      graph_runner models fetch
    """  # noqa: D301 - click's sign for lines that are not to be joined
    if context.invoked_subcommand is None:
        context.invoke(list_models, as_json=False)


@models.command("list")
@models_option
@json_option
@verbosity_options
def list_models(as_json: bool) -> None:
    """List the models, and which of them are on this machine.

    \b
    Example:
      graph_runner models list --json
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.local_models import print_models

    print_models(as_json=as_json)


@models.command()
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete_models)
@models_option
@verbosity_options
def fetch(names: tuple[str, ...]) -> None:
    """Fetch models, by default all of them; those that are here already are left alone.

    \b
    Example:
      graph_runner models fetch palm_detection_lite hand_landmark_lite
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.local_models import fetch_models

    for path in fetch_models(names or None):
        click.echo(path)


@models.command("path")
@click.argument("name", required=False, shell_complete=complete_models)
@models_option
@verbosity_options
def path(name: str | None) -> None:
    """Print where the model NAME is; without NAME, the folder that models are kept in.

    \b
    Example:
      graph_runner models path palm_detection_lite
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.models import model_path, models_folder

    click.echo(models_folder() if name is None else model_path(name, fetch=False))
