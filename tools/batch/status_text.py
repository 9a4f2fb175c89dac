"""How far a batch is, in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import click

from backedge.batch.batch_progress import Snapshot
from backedge.tools.console import counted


def print_snapshot(folder: Path, snapshot: Snapshot) -> None:
    """Print on stdout how far a batch is."""
    at = f" by process {snapshot.process} on {snapshot.host}" if snapshot.state in ("running", "paused") else ""
    click.echo(f"{'batch':<8} {folder}: {snapshot.graph}, {snapshot.state}{at}")
    click.echo(f"{'done':<8} {snapshot.done} of {snapshot.total}, {counted(snapshot.rows, 'row')}")
    print_failures(snapshot.failed, ((cause, number, "") for cause, number in snapshot.causes.items()))
    left = "" if snapshot.seconds_left is None else f", about {duration(snapshot.seconds_left)} left"
    workers = counted(snapshot.workers, "worker")
    if snapshot.state == "running":
        click.echo(f"{'speed':<8} {snapshot.frames_per_second:.1f} frames a second on {workers}{left}")
    for name, seconds in snapshot.under_way.items():
        click.echo(f"{'now':<8} {name}, for {seconds:.0f} s")


def print_failures(failed: int, causes: Iterable[tuple[str, int, str]]) -> None:
    """Print how many inputs failed, and why: the cause, how many, and more on it."""
    if failed:
        click.echo(f"{'failed':<8} {failed}")
    for cause, number, more in causes:
        click.echo(f"{number:>16} x {cause or 'no cause given'}{f' ({more})' if more else ''}")


def duration(seconds: float) -> str:
    """Seconds as people write them: ``1:02:03``."""
    return str(timedelta(seconds=round(seconds)))
