"""What is wrong with a graph that is shown, said beside it."""

from __future__ import annotations

import click

from backedge.errors import Diagnostic, Location
from backedge.tools.drawing.drawing_model import Drawing
from backedge.tools.failures import explain_diagnostic


def has_errors(drawing: Drawing) -> bool:
    """Tell whether the graph cannot run."""
    return any(problem.severity == "error" for problem in drawing.problems)


def print_errors(drawing: Drawing) -> None:
    """Print the errors on stderr, as `graph_runner check` does."""
    for problem in drawing.problems:
        if problem.severity == "error":
            place = problem.place
            where = Location(place.file, place.line, place.column) if place else None
            click.echo(explain_diagnostic(Diagnostic(problem.message, where, problem.hint)), err=True)
