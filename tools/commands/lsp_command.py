"""`graph_runner lsp`: the language server, which editors start."""

from __future__ import annotations

import click

from backedge.tools.command_options import verbosity_options


@click.command()
@click.option("--stdio", is_flag=True, help="Talk through standard input and output, as it always does.")
@verbosity_options
def lsp(*, stdio: bool) -> None:
    """Tell an editor what it wants to know of graphs: the language server.

    An editor starts it and talks to it by the Language Server Protocol, through standard input and output: errors as
    one types, with quick fixes; completion, hover, go to definition, references, rename, outline, folding and
    formatting. docs/editors.md has the settings for VS Code, Neovim, Helix and Zed.

    It knows the calculators of the installed packages and those of the project: of the table [tool.backedge] in the
    pyproject.toml of the file's folder, or of one above. It needs pip install 'backedge[lsp]'.

    \b
    Example:
      graph_runner lsp
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from importlib.util import find_spec

    from backedge.errors import DependencyError

    del stdio  # some editors give it to every server
    if find_spec("pygls") is None:
        raise DependencyError("the language server needs the package pygls; run `pip install 'backedge[lsp]'`")
    from backedge.tools.language_server.lsp_program import run

    raise click.exceptions.Exit(run())
