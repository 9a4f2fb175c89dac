"""`graph_runner help`: what a command does."""

from __future__ import annotations

import click

from backedge.tools.command_group import no_such_command
from backedge.tools.completion.words import complete_commands


@click.command("help")
@click.argument("verb", nargs=-1, shell_complete=complete_commands)
@click.pass_context
def show_help(context: click.Context, verb: tuple[str, ...]) -> None:
    """Show what a command does, as its --help; without VERB, which commands there are.

    \b
    Examples:
      graph_runner help run
      graph_runner help models fetch
    """  # noqa: D301 - click's sign for lines that are not to be joined
    around = context.parent
    assert around is not None  # it is a command of the group
    shown = around
    for name in verb:
        group = shown.command
        found = group.get_command(shown, name) if isinstance(group, click.Group) else None
        if found is None:
            if isinstance(group, click.Group):
                raise no_such_command(group, name, shown)
            raise click.UsageError(f'"{shown.command_path}" has no commands, so no "{name}"', shown)
        shown = click.Context(found, parent=shown, info_name=name)
    click.echo(shown.get_help())
