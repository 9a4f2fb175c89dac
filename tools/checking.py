"""`graph_runner check` finds what is wrong with graphs, and prints it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import click

from backedge.config.complaints import Complaints
from backedge.errors import ConfigError, Diagnostic, Location, RegistrationError, ResourceError
from backedge.planning import build_graph
from backedge.tools.colours import echo, paint_for
from backedge.tools.console import counted, print_json
from backedge.tools.failures import diagnostic_to_json, explain_diagnostic
from backedge.tools.graph_files import named_source
from backedge.tools.running.named_files import NamedFile, named_files
from backedge.tools.standard_input import DASH, NAME


@dataclass(frozen=True, slots=True)
class Report:
    """Complaints about one graph.

    Attributes:
        path: its file.
        nodes: how many nodes it has when it is expanded; 0 if it cannot be built.
        diagnostics: everything that is wrong, or, in a graph that can run, what was certainly not meant.
        conversions: the connections that convert what comes, a line each.
        named_files: the files and addresses that options name.
    """

    path: Path
    nodes: int
    diagnostics: tuple[Diagnostic, ...]
    conversions: tuple[str, ...] = ()
    named_files: tuple[NamedFile, ...] = ()

    def of_severity(self, severity: str) -> list[Diagnostic]:
        """The errors, the warnings, or the notes."""
        return [diagnostic for diagnostic in self.diagnostics if diagnostic.severity == severity]


def check_graph(name: str, options: Mapping[str, str] | None = None) -> Report:
    """Build the graph `name`, see `build_named_graph`, and note what is wrong with it.

    Args:
        name: the graph.
        options: options to set, by ``NODE.FIELD``.
    """
    path, complaints = Path(NAME if name == DASH else name), Complaints()
    try:
        source = named_source(name, complaints)
        path = source if isinstance(source, Path) else path
        plan = build_graph(source, complaints, options=options)
    except ConfigError as error:
        return Report(path, 0, error.diagnostics)
    except (ResourceError, RegistrationError) as error:
        return Report(path, 0, (Diagnostic(str(error), Location(str(path))),))
    return Report(path, len(plan.nodes), plan.warnings, tuple(plan.conversions), tuple(named_files(plan)))


def print_report(reports: Sequence[Report], *, as_json: bool, quiet: bool = False, verbose: bool = False) -> None:
    """Print on stdout what was found, as compilers do or as JSON.

    Args:
        reports: what was found.
        as_json: print JSON.
        quiet: print the errors alone.
        verbose: print which connections convert, and which files and addresses options name, too.
    """
    if as_json:
        print_json([_to_json(report) for report in reports])
        return
    paint = paint_for(sys.stdout)
    if quiet:
        for error in chain.from_iterable(report.of_severity("error") for report in reports):
            echo(explain_diagnostic(error, paint), paint)
        return
    for report in reports:
        for diagnostic in report.diagnostics:
            echo(explain_diagnostic(diagnostic, paint), paint)
        for line in (*report.conversions, *report.named_files) if verbose else ():
            click.echo(f"{report.path}: {line}")
        if not report.of_severity("error"):
            echo(f"{report.path}: {paint('ok', 'ok')}, {counted(report.nodes, 'node')}", paint)
    kinds = ("error", "warning", "note")
    totals = [counted(sum(len(report.of_severity(kind)) for report in reports), kind) for kind in kinds]
    if found := [total for total in totals if not total.startswith("0 ")]:
        click.echo(", ".join(found))


def _to_json(report: Report) -> dict[str, object]:
    return {
        "file": str(report.path),
        "nodes": report.nodes,
        "errors": [diagnostic_to_json(error) for error in report.of_severity("error")],
        "warnings": [diagnostic_to_json(warning) for warning in report.of_severity("warning")],
        "files": [{"option": file.place, "path": file.path, "written": file.is_written} for file in report.named_files],
        "notes": [diagnostic_to_json(note) for note in report.of_severity("note")],
    }
