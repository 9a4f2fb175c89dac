"""`graph_runner fmt` lays graph files out in one style."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import click

from backedge.tools.command_options import json_option, verbosity_options
from backedge.tools.completion.words import complete_graph_files

if TYPE_CHECKING:
    from backedge.errors import BackedgeError
    from backedge.tools.formatting.files import Formatted

_WRONG: Final = 2
"""The status where a text cannot be formatted, as ruff's."""


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, shell_complete=complete_graph_files)
@click.option("--check", "checks", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
@click.option("--diff", "shows_diff", is_flag=True, help="Change nothing; show what would change, and exit with 1.")
@json_option
@verbosity_options
def fmt(files: tuple[str, ...], *, checks: bool, shows_diff: bool, as_json: bool) -> None:
    """Lay graph files out in one style: indentation, one field a line, comments below one another.

    Comments stay, and so does the meaning: templates are formatted too. Blocks and lists that were on one line stay on
    it if they fit into 120 columns. A FILE may be a folder, of which all graphs in text format are taken, or - for
    standard input, whose formatted text goes to standard output.

    --json prints a list of the files, each with its name, whether it has changed (or would, with --check or --diff),
    what is wrong with it, and with --diff what would change.

    Exit status: 0 all is formatted, 1 with --check or --diff where something is not, 2 a file has mistakes; it is left
    as it is.

    \b
    Example:
      graph_runner fmt graphs/ my_graph.pbtxt
      graph_runner fmt --check graphs/
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.standard_input import DASH

    if DASH in files:
        if len(files) > 1:
            raise click.UsageError("- is standard input, and goes without files")
        if as_json:
            raise click.UsageError("--json is about files; - goes to standard output")
        _format_standard_input(checks=checks, shows_diff=shows_diff)
        return
    changes = not (checks or shows_diff)
    found = _format_files(files, writes=changes)
    if as_json:
        _print_json(found, shows_diff=shows_diff)
    else:
        _print(found, checks=checks, shows_diff=shows_diff)
    if any(isinstance(each, Exception) for _, each in found):
        raise click.exceptions.Exit(_WRONG)
    if not changes and any(each.has_changed for _, each in found if not isinstance(each, Exception)):
        raise click.exceptions.Exit(1)


def _format_files(names: Iterable[str], *, writes: bool) -> list[tuple[str, Formatted | BackedgeError]]:
    """Format each file; gives its name, and what came of it or why nothing did."""
    from backedge.errors import ConfigError, ResourceError
    from backedge.tools.formatting.files import find_files, format_file, write_formatted

    found: list[tuple[str, Formatted | BackedgeError]] = []
    for path in find_files(names):
        try:
            formatted = format_file(path)
            if writes:
                write_formatted(formatted)
        except (ConfigError, ResourceError) as error:
            found.append((str(path), error))
        else:
            found.append((str(path), formatted))
    return found


def _print(found: list[tuple[str, Formatted | BackedgeError]], *, checks: bool, shows_diff: bool) -> None:
    from backedge.tools.console import is_quiet
    from backedge.tools.failures import explain

    changed = unchanged = 0
    for path, each in found:
        if isinstance(each, Exception):
            click.echo(explain(each), err=True)
            continue
        changed += each.has_changed
        unchanged += not each.has_changed
        if shows_diff:
            click.echo(each.diff(), nl=False)
        elif checks and each.has_changed:
            click.echo(f"would reformat {path}")
    if not is_quiet() and (changed or unchanged or not found):
        click.echo(_summary(changed, unchanged, would=checks or shows_diff), err=shows_diff)


def _print_json(found: list[tuple[str, Formatted | BackedgeError]], *, shows_diff: bool) -> None:
    from backedge.tools.command_failures import errors_to_json
    from backedge.tools.console import print_json

    def plain(path: str, each: Formatted | BackedgeError) -> dict[str, object]:
        if isinstance(each, Exception):
            return {"file": path, "changed": False, "errors": errors_to_json(each)}
        diff = {"diff": each.diff()} if shows_diff else {}
        return {"file": path, "changed": each.has_changed, "errors": [], **diff}

    print_json([plain(path, each) for path, each in found])


def _format_standard_input(*, checks: bool, shows_diff: bool) -> None:
    from backedge.errors import ConfigError, ResourceError
    from backedge.tools.failures import explain
    from backedge.tools.formatting.files import format_standard_input

    try:
        formatted = format_standard_input()
    except (ConfigError, ResourceError) as error:
        click.echo(explain(error), err=True)
        raise click.exceptions.Exit(_WRONG) from error
    if shows_diff:
        click.echo(formatted.diff(), nl=False)
    elif not checks:
        click.echo(formatted.after, nl=False)
    if formatted.has_changed and (checks or shows_diff):
        raise click.exceptions.Exit(1)


def _summary(changed: int, unchanged: int, *, would: bool) -> str:
    words = ("would be reformatted", "already formatted") if would else ("reformatted", "left unchanged")
    counts = [(changed, words[0]), (unchanged, words[1])]
    parts = [f"{count} file{'' if count == 1 else 's'} {what}" for count, what in counts if count]
    return ", ".join(parts) if parts else "no graphs to format"
