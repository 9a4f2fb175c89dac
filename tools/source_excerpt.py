"""The line of a file that an error is about, with a caret under the place: as compilers show it."""

from __future__ import annotations

from pathlib import Path

from backedge.errors import ConfigError, Diagnostic, Location


def explain_config_error(error: ConfigError) -> str:
    """Every complaint of `error`, each with its excerpt."""
    return "\n".join(explain_diagnostic(diagnostic) for diagnostic in error.diagnostics)


def explain_diagnostic(diagnostic: Diagnostic) -> str:
    """The complaint, the line it is about, and what to do; in that order."""
    first, *hint = str(diagnostic).split("\n", 1)
    shown = excerpt(diagnostic.location) if diagnostic.location else ""
    return "\n".join(part for part in (first, shown, *hint) if part)


def excerpt(location: Location) -> str:
    """The line at `location` under its number, and a caret under its column; "" where there is no such line."""
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
