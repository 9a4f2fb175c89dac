"""What a command line that fails prints: words for people on stderr, and for programs JSON on stdout."""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from typing import Any

import click

from backedge.errors import CalculatorError, ConfigError, Diagnostic, ResourceError
from backedge.tools.colours import Paint, echo, paint_for
from backedge.tools.standard_streams import guarded_stdout


def tell_failure(error: Exception, words: Sequence[str], *, is_stdout_free: bool) -> None:
    """Print why a command line failed.

    Args:
        error: what ended it.
        words: the command line; with ``--json`` among them stdout gets one document, ``{"errors": [...]}``.
        is_stdout_free: whether nothing was printed on stdout before, which JSON would not fit to.
    """
    tell_failures([error], as_json=is_stdout_free and wants_json(words))


def tell_failures(errors: Sequence[Exception], *, as_json: bool) -> None:
    """Print each of `errors` on stderr, and where JSON is asked for all of them as one document on stdout."""
    paint = paint_for(sys.stderr)
    for error in errors:
        echo(_explained(error, paint), paint, err=True)
    if as_json:
        from backedge.tools.console import print_json

        # Whoever cannot read stdout has the text on stderr.
        with suppress(ResourceError, BrokenPipeError), guarded_stdout():
            print_json({"errors": list(chain.from_iterable(map(errors_to_json, errors)))})


def _explained(error: Exception, paint: Paint) -> str:
    if isinstance(error, click.ClickException):
        told = io.StringIO()
        error.show(told)
        return told.getvalue().rstrip("\n").replace("Error:", paint("Error:", "error"), 1)
    from backedge.tools.failures import explain

    return explain(error, verbose=logging.getLogger("backedge").isEnabledFor(logging.DEBUG), paint=paint)


def wants_json(words: Sequence[str]) -> bool:
    """Tell whether a command line asks for JSON; it may be wrong in other respects."""
    options = words[: words.index("--")] if "--" in words else words
    return "--json" in options


def errors_to_json(error: Exception) -> list[dict[str, Any]]:
    """What is wrong, as ``check --json`` has it."""
    from backedge.tools.failures import diagnostic_to_json

    if isinstance(error, ConfigError):
        found: Sequence[Diagnostic] = error.diagnostics
    else:
        text = error.format_message() if isinstance(error, click.ClickException) else str(error)
        where = error.source if isinstance(error, CalculatorError) else None
        found = [Diagnostic(text or type(error).__name__, where)]
    return [{"type": type(error).__name__, **diagnostic_to_json(diagnostic)} for diagnostic in found]
