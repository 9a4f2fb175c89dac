"""`graph_runner new`: a calculator, a graph or a package to start from, with its test."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from backedge.tools.command_options import json_option, verbosity_options

if TYPE_CHECKING:
    from backedge.tools.scaffolding.starts import Start

_FOLDER: Final = click.argument(
    "folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path)
)


@click.group()
def new() -> None:
    """Make a working start, with its test: a calculator, a graph, or a package of both.

    Nothing is ever written over.

    \b
    Examples:
      graph_runner new calculator BrightnessCalculator
      graph_runner new graph HandGestures graphs/
      graph_runner new package acme_gestures
    """  # noqa: D301 - click's sign for lines that are not to be joined


@new.command()
@click.argument("name")
@_FOLDER
@json_option
@verbosity_options
def calculator(name: str, folder: Path, *, as_json: bool) -> None:
    """Make the module of a calculator with an option, and its test.

    NAME consists of words that begin with capitals; "Calculator" is added if it is not its end.

    \b
    Example:
      graph_runner new calculator Brightness
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.scaffolding.names import calculator_name
    from backedge.tools.scaffolding.starts import new_calculator

    _make(new_calculator(calculator_name(name), folder), as_json=as_json)


@new.command()
@click.argument("name")
@_FOLDER
@json_option
@verbosity_options
def graph(name: str, folder: Path, *, as_json: bool) -> None:
    """Make a graph that runs on pictures, and its test.

    NAME, which becomes its type, consists of words that begin with capitals.

    \b
    Example:
      graph_runner new graph HandGestures
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.scaffolding.names import graph_name
    from backedge.tools.scaffolding.starts import new_graph

    _make(new_graph(graph_name(name), folder), as_json=as_json)


@new.command()
@click.argument("name")
@_FOLDER
@json_option
@verbosity_options
def package(name: str, folder: Path, *, as_json: bool) -> None:
    """Make a package that can be installed: a calculator, a graph, tests, and what announces both to every graph.

    NAME consists of small letters, digits and _.

    \b
    Example:
      graph_runner new package acme_gestures
    """  # noqa: D301 - click's sign for lines that are not to be joined
    from backedge.tools.scaffolding.names import package_name
    from backedge.tools.scaffolding.starts import new_package

    _make(new_package(package_name(name), folder), as_json=as_json)


def _make(start: Start, *, as_json: bool) -> None:
    from backedge.tools.console import is_quiet, print_json
    from backedge.tools.scaffolding.starts import write_start

    write_start(start)
    if as_json:
        print_json({"files": list(map(str, start.files)), "next": list(start.next_steps)})
        return
    for path in start.files:
        click.echo(f"made {path}")
    if not is_quiet():
        click.echo("go on with")
        for step in start.next_steps:
            click.echo(f"    {step}")
