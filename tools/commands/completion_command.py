"""`graph_runner completion`: what makes a shell complete command lines."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Print what makes SHELL complete command lines.

    Completed are commands and options, calculators, graphs, and of the graph that is named: its streams, side packets
    and options; and files.

    \b
    Examples, for ~/.bashrc, ~/.zshrc and ~/.config/fish/config.fish:
      eval "$(graph_runner completion bash)"
      eval "$(graph_runner completion zsh)"
      graph_runner completion fish | source
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.completion.shells import script

    click.echo(script(shell, context.find_root().command), nl=False)
