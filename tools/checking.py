"""What `graph_runner check` finds and prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from backedge.errors import ConfigError, Diagnostic, Location, RegistrationError, ResourceError
from backedge.planning import build_graph
from backedge.tools.console import print_json
from backedge.tools.graph_files import find_graph
from backedge.tools.source_excerpt import explain_diagnostic


@dataclass(frozen=True, slots=True)
class Report:
    """What is to be said of one graph.

    Attributes:
        path: its file.
        nodes: how many nodes it has when it is expanded; 0 if it cannot be built.
        diagnostics: everything that is wrong.
    """

    path: Path
    nodes: int
    diagnostics: tuple[Diagnostic, ...]


def check_graph(name: str) -> Report:
    """Build the graph `name`, see `find_graph`, and note what is wrong with it."""
    path = find_graph(name)
    try:
        plan = build_graph(path)
    except ConfigError as error:
        return Report(path, 0, error.diagnostics)
    except (ResourceError, RegistrationError) as error:
        return Report(path, 0, (Diagnostic(str(error), Location(str(path))),))
    return Report(path, len(plan.nodes), ())


def print_report(reports: Sequence[Report], *, as_json: bool) -> None:
    """Print on stdout what was found, as compilers do or as JSON."""
    if as_json:
        print_json([_to_json(report) for report in reports])
        return
    for report in reports:
        for diagnostic in report.diagnostics:
            click.echo(explain_diagnostic(diagnostic))
        if not report.diagnostics:
            click.echo(f"{report.path}: ok, {report.nodes} {'node' if report.nodes == 1 else 'nodes'}")
    errors = sum(len(report.diagnostics) for report in reports)
    if errors:
        click.echo(f"{errors} {'error' if errors == 1 else 'errors'}")


def _to_json(report: Report) -> dict[str, object]:
    return {
        "file": str(report.path),
        "nodes": report.nodes,
        "errors": [
            {
                "file": where.file if (where := diagnostic.location) else None,
                "line": where.line if where else None,
                "column": where.column if where else None,
                "message": diagnostic.message,
                "hint": diagnostic.hint,
            }
            for diagnostic in report.diagnostics
        ],
    }
