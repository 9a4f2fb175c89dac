"""What people see of a batch: a bar and a line while it runs, failures as they happen, and a summary at the end."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Final

import click
import orjson
from rich.console import RenderableType
from rich.text import Text

from backedge.batch.batch_report import REPORT
from backedge.batch.batch_run import Event, Summary
from backedge.batch.status_text import duration, print_failures
from backedge.tools.console import Advance, counted, progress_bar

_MOST_TOLD: Final = 20
_logger: Final = logging.getLogger(__name__)


class Display:
    """Shows events on a terminal: how many videos are done, how fast, how long it will take, and what failed."""

    def __init__(self) -> None:
        self._total = self._done = self._failed = self._frames = 0
        self._start = monotonic()
        self._advance: Advance = _ignore

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show a bar while the block runs, where stderr is a terminal."""
        with progress_bar("videos", [self]) as self._advance:
            yield

    def tell(self, event: Event) -> None:
        """Show what has happened."""
        if event["event"] == "start":
            self._total = event["total"] - event["done"] - event["failed"]
            self._start = monotonic()
        elif event["event"] == "video":
            self._count(event)
        elif event["event"] == "again":
            _logger.warning("%s: %s; it is tried again", event["video"], event["why"])

    def _count(self, event: Event) -> None:
        self._done += 1
        self._frames += event["frames"]
        if event["state"] == "failed":
            self._failed += 1
            if self._failed <= _MOST_TOLD:
                _logger.warning("%s failed: %s", event["video"], event["error"])
            if self._failed == _MOST_TOLD:
                _logger.warning("further failures are only counted; the ledger has all of them")
        self._advance(self._done, self._total)

    def __rich__(self) -> RenderableType:
        """The line above the bar."""
        seconds = monotonic() - self._start
        parts = [f"{self._frames / seconds:.1f} frames a second" if seconds else ""]
        if self._done:
            left = seconds / self._done * (self._total - self._done)
            parts.append(f"{duration(left)} left")
        return Text(", ".join([*filter(None, parts), f"{self._failed} failed"]), "dim")


def _ignore(_done: int, _total: int | None) -> None:
    """Show nothing."""


def print_event(event: Event) -> None:
    """Print an event as one line of JSON on stdout, at once."""
    click.echo(orjson.dumps(dict(event)).decode())


def print_summary(summary: Summary) -> None:
    """Print on stdout what a batch has done."""
    counts = summary.counts
    speed = f", {summary.frames_now / summary.seconds:.1f} frames a second" if summary.seconds else ""
    stopped = " (interrupted)" if summary.interrupted else ""
    click.echo(f"{'now':<8} {counted(summary.done_now, 'video')}{stopped} in {summary.seconds:.1f} s{speed}")
    click.echo(f"{'done':<8} {counts.done} of {counts.total}, {counted(counts.rows, 'row')}")
    print_failures(counts.failed, ((cause, number, f"such as {one}") for cause, number, one in summary.causes))
    click.echo(f"{'written':<8} {summary.folder.data}")
    click.echo(f"{'report':<8} {summary.folder.home / REPORT}")
    if counts.failed:
        click.echo(f"{'next':<8} --retry-failed tries once more what failed")
