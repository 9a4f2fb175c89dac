"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from math import isfinite
from typing import Any, TypeVar

import click

from backedge.tools.completion.words import complete_backends, complete_files, complete_settings

F = TypeVar("F", bound=Callable[..., Any] | click.Command)


class FiniteRange(click.FloatRange):
    """A number within limits; `click.FloatRange` takes nan for one."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number; one that is infinite, or none, ends the command line with an error."""
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


def _set_up_logging(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    from backedge.tools.console import set_up_logging

    # Called for each of the two options; the one that comes later knows both.
    given: dict[str, bool] = context.meta.setdefault("backedge.verbosity", {})
    given[str(parameter.name)] = value
    set_up_logging(quiet=given.get("quiet", False), verbose=given.get("verbose", False))


def _import_calculators(context: click.Context, _parameter: click.Parameter, modules: tuple[str, ...]) -> None:
    if modules:
        from backedge.tools.user_modules import import_calculators

        import_calculators(modules)
    context.meta["backedge.calculators"] = modules


def _use_models_folder(_context: click.Context, _parameter: click.Parameter, folder: str | None) -> None:
    if folder is not None:
        from backedge.models.cache import FOLDER_VARIABLE

        # Whatever looks for a model, calculators too, asks the variable.
        os.environ[FOLDER_VARIABLE] = folder


def verbosity_options(command: F) -> F:
    """Add ``-q`` and ``-v``."""
    shared: Any = {"is_flag": True, "is_eager": True, "expose_value": False, "callback": _set_up_logging}
    quiet = click.option("-q", "--quiet", **shared, help="Show errors only: no summary, no progress bar.")
    verbose = click.option("-v", "--verbose", **shared, help="Show more, and tracebacks of errors in your own code.")
    return quiet(verbose(command))


def calculators_option(command: F) -> F:
    """Add ``--calculators``, which imports the modules at once."""
    help_text = "A .py file, or a module, that defines calculators of your own. Repeatable."
    complete = complete_files(".py")
    return _repeatable("--calculators", "MODULE", _import_calculators, help_text, shell_complete=complete)(command)


def _repeatable(name: str, metavar: str, act: Callable[..., None], help_text: str, **more: Any) -> Callable[[F], F]:
    """An option that may be given several times, and takes effect while the command line is parsed."""
    return click.option(name, metavar=metavar, multiple=True, callback=act, expose_value=False, help=help_text, **more)


def _add_subgraphs(context: click.Context, _parameter: click.Parameter, folders: tuple[str, ...]) -> None:
    if folders:
        from backedge import subgraphs
    for folder in folders:
        subgraphs.add_folder(folder, recursive=True)
    context.meta["backedge.subgraphs"] = folders


def subgraphs_option(command: F) -> F:
    """Add ``--subgraphs``, which makes the graphs known at once."""
    help_text = (
        "A folder of graphs, and of folders of them, that nodes can name by their type; those beside GRAPH need no "
        "option. Repeatable."
    )
    folder = click.Path(exists=True, file_okay=False)
    return _repeatable("--subgraphs", "DIR", _add_subgraphs, help_text, type=folder)(command)


def models_option(command: F) -> F:
    """Add ``--models``."""
    return click.option(
        "--models",
        metavar="DIR",
        shell_complete=complete_files(),
        callback=_use_models_folder,
        expose_value=False,
        help="Folder the models are kept in.  [default: $BACKEDGE_MODELS, or the user's cache]",
    )(command)


def _use_backend(_context: click.Context, _parameter: click.Parameter, name: str | None) -> None:
    if name is not None:
        from backedge.calculators.inference.backend import BACKEND_VARIABLE, find_backend

        # Whatever loads a model asks the variable.
        os.environ[BACKEND_VARIABLE] = find_backend(name).name


def backend_option(command: F) -> F:
    """Add ``--backend``."""
    return click.option(
        "--backend",
        metavar="NAME",
        shell_complete=complete_backends,
        callback=_use_backend,
        expose_value=False,
        help="Inference engine: litert, openvino or tflite-runtime.  [default: $BACKEDGE_BACKEND, or the first that is "
        "installed]",
    )(command)


def given_words(option: str) -> tuple[str, ...]:
    """The words that were given for ``--calculators`` or ``--subgraphs``, for a process that is to do the same."""
    words: tuple[str, ...] = click.get_current_context().meta[f"backedge.{option}"]
    return words


def _read_settings(_context: click.Context, parameter: click.Parameter, assignments: tuple[str, ...]) -> dict[str, str]:
    settings = {}
    for assignment in assignments:
        key, equals, value = assignment.partition("=")
        if not equals or not key:
            raise click.UsageError(f'{parameter.opts[0]} needs NODE.FIELD=VALUE, not "{assignment}"')
        settings[key] = value
    return settings


def settings_option(name: str, parameter: str, help_text: str) -> Callable[[F], F]:
    """An option whose values a command gets as a dict by ``NODE.FIELD``."""
    return click.option(
        name,
        parameter,
        metavar="NODE.FIELD=VALUE",
        multiple=True,
        callback=_read_settings,
        shell_complete=complete_settings,
        help=help_text,
    )


set_option = settings_option(
    "--set",
    "options",
    "Set an option of a node, also inside subgraphs; FIELD=VALUE sets one of the graph's own. Repeatable.",
)
"""Adds ``--set``."""


def access_options(command: F) -> F:
    """Add ``--allow-write`` and ``--allow-network``."""
    write = click.option(
        "--allow-write",
        "writable",
        metavar="DIR",
        type=click.Path(),
        multiple=True,
        help="A folder in which the graph may write over files that its options name. Without, it may create files in "
        "the working directory. What you name yourself is always written. Repeatable.",
    )
    network = click.option(
        "--allow-network", "network", is_flag=True, help="Let the graph open addresses that its options name."
    )
    return write(network(command))


checks_option = click.option(
    "--checks/--no-checks",
    "checks",
    default=True,
    help="Look at what calculators send and return, and name the line that sends a value of the wrong type or at a "
    "wrong timestamp.  [default: checks]",
)


json_option = click.option("--json", "as_json", is_flag=True, help="Print results as JSON.")

threads_option = click.option(
    "--threads", metavar="N", type=click.IntRange(0), help="Worker threads, instead of what the graph says."
)


def running_options(command: F) -> F:
    """Add what all commands that run a graph take: how it is found and set up, its models, and what is printed."""
    for add in (
        verbosity_options,
        json_option,
        backend_option,
        models_option,
        set_option,
        subgraphs_option,
        calculators_option,
    ):
        command = add(command)
    return command
