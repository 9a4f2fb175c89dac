"""Texts to print when something fails: one clear text for a user's mistake, a traceback for a mistake of ours.

A text about a line of a file shows the line, with a caret under the place, as compilers do.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from types import FrameType

from backedge.dependencies import advice_on
from backedge.errors import BackedgeError, CalculatorError, ConfigError, Diagnostic, Location, ResourceError
from backedge.tools.user_modules import UserCodeError

_ENGINE = ("backedge.runtime", "backedge.authoring", "backedge.tools", "importlib", "runpy")
"""Modules that stand between a failure and the calculator, or the imported module, that it came from."""


def explain(error: Exception, *, verbose: bool = False) -> str:
    """The text to print for `error`.

    Args:
        error: what ended the command.
        verbose: show the traceback of a user's own calculator too.
    """
    if isinstance(error, ConfigError):
        return explain_config_error(error)
    if advice := advice_on(error):
        return f"error: {advice}"
    if not isinstance(error, BackedgeError):
        return (
            f"{_traceback(error)}this is a mistake in backedge, not in your graph; please report it with the text above"
        )
    cause = _foreign_cause(error)
    if cause is None:
        return f"error: {error}"
    if isinstance(cause, ResourceError):
        return f"error: {cause}"  # about a file or a camera, whichever node it was that needed it
    place = _place_in_user_code(cause)
    if place is None and not isinstance(cause, BackedgeError):
        return f"{_traceback(cause)}error: {error}"
    text = f"error: {error}" + (f"\n    {place}" if place else "")
    return f"{_traceback(cause)}{text}" if verbose and place else text


def _foreign_cause(error: BackedgeError) -> BaseException | None:
    """Find the error that a calculator, or a user's module, raised and that `error` is about."""
    current: BaseException | None = error
    while current is not None:
        if isinstance(current, CalculatorError | UserCodeError):
            return current.__cause__
        current = current.__cause__
    return None


def _place_in_user_code(cause: BaseException) -> str | None:
    """Find the place in the user's own code where `cause` was raised; None if it was not raised there."""
    if isinstance(cause, SyntaxError) and cause.filename:
        return f"at {cause.filename}:{cause.lineno}: {(cause.text or '').strip()}"
    frames = [
        (frame, line)
        for frame, line in traceback.walk_tb(cause.__traceback__)
        if not any(_is_within(_module(frame), module) for module in _ENGINE)
    ]
    if not frames or _is_within(_module(frames[0][0]), "backedge"):
        return None
    # What the user's code called in turn, numpy say, is not where the user looks first.
    own_file = frames[0][0].f_code.co_filename
    frame, line = [(frame, line) for frame, line in frames if frame.f_code.co_filename == own_file][-1]
    summary = traceback.FrameSummary(own_file, line, frame.f_code.co_name)
    return f"at {own_file}:{line}, in {summary.name}: {summary.line}"


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_within(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _traceback(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def explain_config_error(error: ConfigError) -> str:
    """Every complaint of `error`, each with its excerpt."""
    return "\n".join(explain_diagnostic(diagnostic) for diagnostic in error.diagnostics)


def explain_diagnostic(diagnostic: Diagnostic) -> str:
    """The complaint, the line it is about, and what to do; in that order."""
    first, *hint = str(diagnostic).split("\n", 1)
    shown = excerpt(diagnostic.location) if diagnostic.location else ""
    return "\n".join(part for part in (first, shown, *hint) if part)


def excerpt(location: Location) -> str:
    """The line at `location` under its number, and a caret under its column; "" where the file has no such line."""
    path = Path(location.file)
    if location.line is None or not path.is_file():
        return ""
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if location.line > len(lines):
        return ""
    line = lines[location.line - 1]
    margin = f"{location.line:>5} | "
    shown = f"{margin}{line.rstrip()}"
    if location.column is None:
        return shown
    # A tab before the caret keeps it below the same character, however wide the terminal shows tabs.
    indent = "".join("\t" if character == "\t" else " " for character in line[: location.column - 1])
    return f"{shown}\n{' ' * (len(margin) - 2)}| {indent}^"
