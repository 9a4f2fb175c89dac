"""Prints what came of cases: a table for a terminal, rows for a page, or JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import click
from rich.table import Table

from backedge.tools.benchmarks.cases import Case, Interpreter, Result
from backedge.tools.benchmarks.comparison import Spread, to_json
from backedge.tools.benchmarks.machine import describe_machine
from backedge.tools.benchmarks.suites import SUITES
from backedge.tools.console import print_json, stdout

_DIGITS: Final = 3

TIMES: Final = " \N{MULTIPLICATION SIGN}"


def number(value: float) -> str:
    """A value to three digits, without an exponent."""
    if value >= 10 ** (_DIGITS - 1):
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 ** (_DIGITS - 2) else f"{value:.2f}"


def _middle(result: Result, spread: Spread) -> float:
    return spread.median if result.is_even else spread.mean


def ratio(spread: Spread | None) -> str:
    """A ratio, and its quartiles."""
    return f"{spread.median:.2f}{TIMES} ({spread.lower:.2f} to {spread.upper:.2f})" if spread else ""


def print_results(results: Sequence[Result], other: Interpreter | None) -> None:
    """Print a table on stdout, and below it what the columns are."""
    table = Table(title="Less is better", title_justify="left")
    table.add_column("case", no_wrap=True)
    compared = any(result.comparison.ratio for result in results)
    headings = ["backedge", other.name if other else "other", "unit", "ratio (half of turns)", "processor"]
    shown = [index for index, heading in enumerate(headings) if compared or heading in ("backedge", "unit")]
    for index in shown:
        table.add_column(headings[index], justify="left" if headings[index] == "unit" else "right")
    for result in results:
        cells = _cells(result)
        table.add_row(result.case, *(cells[index] for index in shown))
    console = stdout()
    console.print(table)
    if not compared:
        return
    console.print(
        "ratio: of our time to the other, turn by turn. processor: the ratio of the time that processors worked, which "
        "others on the machine disturb less.",
        style="dim",
    )
    for result in results:
        same = result.comparison.same_results
        if same is not None and same < 1:
            console.print(f"{result.case}: as much was found on both sides in {same:.0%} of turns only", style="yellow")


def _cells(result: Result) -> list[str]:
    """Both sides' values and their unit, the ratio, and that of processor times; "" for what was not measured."""
    found = result.comparison
    return [
        number(_middle(result, found.ours)),
        number(_middle(result, found.theirs)) if found.theirs else "",
        result.unit,
        ratio(found.ratio),
        "" if found.processor_ratio is None else f"{found.processor_ratio:.2f}{TIMES}",
    ]


def print_markdown(results: Sequence[Result], other: Interpreter | None) -> None:
    """Print a table for a page on stdout."""
    machine = describe_machine()
    name = other.name if other else "other"
    click.echo(f"| | backedge {machine['backedge']} | {name} | | ratio (half of the turns) | of processor time |")
    click.echo("| --- | ---: | ---: | --- | ---: | ---: |")
    for result in results:
        click.echo(f"| {' | '.join([result.what, *_cells(result)])} |")
    click.echo(f"\n{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, {machine['system']}")


def print_as_json(results: Sequence[Result], other: Interpreter | None) -> None:
    """Print one JSON document on stdout."""
    print_json(
        {
            "machine": describe_machine(),
            "other": other.name if other else None,
            "results": [_plain(result) for result in results],
        }
    )


def _plain(result: Result) -> dict[str, Any]:
    return {
        "case": result.case,
        "what": result.what,
        "unit": result.unit,
        **to_json(result.comparison),
        "peak_memory": list(result.peak_memory),
    }


def print_cases(*, as_json: bool) -> None:
    """Print the suites and their cases on stdout."""
    found: dict[str, Sequence[Case]] = {name: suite.cases() for name, suite in SUITES.items()}
    if as_json:
        print_json(
            [
                {"case": f"{suite}/{case.name}", "what": case.what, "needs_clip": case.needs_clip}
                for suite, cases in found.items()
                for case in cases
            ]
        )
        return
    table = Table(box=None, show_header=False, pad_edge=False)
    for suite, cases in found.items():
        table.add_row(f"[bold]{suite}[/]", SUITES[suite].what)
        for case in cases:
            needs = " [dim](needs a clip: --input)[/]" if case.needs_clip else ""
            table.add_row(f"  {suite}/{case.name}", case.what + needs)
    stdout().print(table)
