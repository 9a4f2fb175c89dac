"""Texts to print when something fails: one clear text for a user's mistake, a traceback for a mistake of ours.

A text about a line of a file shows the line, with a caret under the place, as compilers do.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from rich.cells import cell_len

from backedge.dependencies import advice_on
from backedge.errors import (
    BackedgeError,
    CalculatorError,
    ConfigError,
    Diagnostic,
    Location,
    ObserverError,
    ResourceError,
)
from backedge.runtime.author_code import place_of_error
from backedge.tools import standard_input
from backedge.tools.colours import PLAIN, Paint
from backedge.tools.user_modules import UserCodeError


def explain(error: Exception, *, verbose: bool = False, paint: Paint = PLAIN) -> str:
    """The text to print for `error`.

    Args:
        error: what ended the command.
        verbose: show the traceback of a user's own calculator too.
        paint: paints what is to be seen first.
    """
    if isinstance(error, ConfigError):
        return explain_config_error(error, paint)
    headline = paint("error:", "error")
    if advice := advice_on(error):
        return f"{headline} {advice}"
    if not isinstance(error, BackedgeError):
        return (
            f"{_traceback(error)}this is a mistake in backedge, not in your graph; please report it with the text above"
        )
    if isinstance(error, ObserverError) and isinstance(error.__cause__, ResourceError):
        return f"{headline} {error.__cause__}"  # about a file that a watcher of the run writes
    failure = _failure_of_others(error)
    cause = failure.__cause__ if failure else None
    if failure is None or cause is None:
        return f"{headline} {error}"
    if isinstance(cause, ResourceError):
        return f"{headline} {cause}"  # about a file or a camera, whichever node it was that needed it
    text = f"{headline} {error}"
    if isinstance(failure, CalculatorError):
        is_placed = failure.source is not None  # then the message shows it
    else:
        place = place_of_error(cause)
        is_placed = place is not None
        text += f"\n    {place}" if place else ""
    is_ours = not is_placed and not isinstance(cause, BackedgeError)
    return f"{_traceback(cause)}{text}" if is_ours or (verbose and is_placed) else text


def _failure_of_others(error: BackedgeError) -> CalculatorError | UserCodeError | None:
    """Find the error of a calculator, or of a user's module, that `error` is about."""
    current: BaseException | None = error
    while current is not None:
        if isinstance(current, CalculatorError | UserCodeError):
            return current
        current = current.__cause__
    return None


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def explain_config_error(error: ConfigError, paint: Paint = PLAIN) -> str:
    """Every complaint of `error`, each with its excerpt."""
    return "\n".join(explain_diagnostic(diagnostic, paint) for diagnostic in error.diagnostics)


def explain_diagnostic(diagnostic: Diagnostic, paint: Paint = PLAIN) -> str:
    """The complaint, the line it is about, and what to do; in that order."""
    first, *hint = str(diagnostic).split("\n", 1)
    where, severity = diagnostic.location, f"{diagnostic.severity}:"
    place = f"{where}: " if where else ""
    told = first.removeprefix(f"{place}{severity}")
    shown = excerpt(where, paint) if where else ""
    painted = f"{paint(place, 'place') if place else ''}{paint(severity, diagnostic.severity)}{told}"
    return "\n".join(part for part in (painted, shown, *hint) if part)


def excerpt(location: Location, paint: Paint = PLAIN) -> str:
    """The line at `location` under its number, and a caret under its column; "" where the file has no such line."""
    lines = _lines(location.file)
    if location.line is None or location.line > len(lines):
        return ""
    line = lines[location.line - 1]
    margin = f"{location.line:>5} | "
    shown = f"{paint(margin, 'margin')}{line.rstrip()}"
    if location.column is None:
        return shown
    # A tab before the caret keeps it below the same character, however wide the terminal shows tabs.
    before = line[: location.column - 1]
    indent = "".join("\t" if character == "\t" else " " * cell_len(character) for character in before)
    below = f"{' ' * (len(margin) - 2)}| "
    return f"{shown}\n{paint(below, 'margin')}{indent}{paint('^', 'caret')}"


def _lines(file: str) -> list[str]:
    """The lines of a file, or of standard input; none where there is no such file."""
    if file == standard_input.NAME:
        data = standard_input.standard_input()
    else:
        path = Path(file)
        data = path.read_bytes() if path.is_file() else b""
    # As places count them: a form feed or a line separator inside of a string ends no line there.
    return data.decode("utf-8-sig", errors="replace").split("\n")


def diagnostic_to_json(diagnostic: Diagnostic) -> dict[str, object]:
    """A complaint in values that JSON has; what is not known is null."""
    where = diagnostic.location
    return {
        "file": where.file if where else None,
        "line": where.line if where else None,
        "column": where.column if where else None,
        "message": diagnostic.message,
        "hint": diagnostic.hint,
    }
