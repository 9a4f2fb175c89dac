"""`--reload`: a run whose graph starts anew, between two frames, when a file that it was made of has changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import click

from backedge.errors import BackedgeError, CalculatorError
from backedge.tools.command_failures import tell_failure
from backedge.tools.interruption import Stop
from backedge.tools.running.dumps import is_rerun_file
from backedge.tools.running.feeding import OpenFeed, carry_on, open_feed
from backedge.tools.running.graph_session import GraphSession
from backedge.tools.running.run_request import Request
from backedge.tools.running.summary import Summary
from backedge.tools.running.window import Window
from backedge.tools.user_modules import import_anew
from backedge.tools.watching.file_watch import FileWatch
from backedge.tools.watching.reads import record_reads

_logger: Final = logging.getLogger(__name__)


class Reloads:
    """Looks at the files that a graph was made of, and makes it anew when they change.

    Args:
        request: the command line's.

    Raises:
        click.UsageError: the request writes files, which each start would write anew.
    """

    def __init__(self, request: Request) -> None:
        _refuse_files(request)
        self._request = request
        self._reads = record_reads()
        self._since = time.time_ns()
        self._watch: FileWatch | None = None
        self._next: GraphSession | None = None
        self._ended = False

    def end(self) -> None:
        """Let the run end instead of waiting for changes."""
        self._ended = True

    def look(self) -> bool:
        """Tell whether the graph that runs is to end: another one is ready, or nobody wants one any more.

        Cheap enough to be asked between any two frames. Where the changed graph is wrong, that is told, and the one
        that runs goes on.
        """
        if self._next is None and not self._ended and (changed := self._files().changed()):
            self._make(changed)
        return self._ended or self._next is not None

    def take(self) -> GraphSession | None:
        """The graph that is ready, once; None if none is."""
        session, self._next = self._next, None
        return session

    def wait(self) -> GraphSession | None:
        """Wait until a change makes a graph; None if nobody wants one any more."""
        while self._next is None and not self._ended:
            _logger.info("waiting for a change; Ctrl-C ends")
            self._make(self._files().wait())
        return self.take()

    def _files(self) -> FileWatch:
        if self._watch is None:
            self._watch = FileWatch({self._request.graph.absolute(), *self._reads()}, self._since)
        return self._watch

    def _make(self, changed: Sequence[Path]) -> None:
        self._since = time.time_ns()
        self._watch = None
        names = ", ".join(sorted(path.name for path in changed))
        try:
            if any(path.suffix == ".py" for path in changed):
                import_anew()
            self._next = GraphSession.of(self._request)
        except (BackedgeError, click.UsageError) as error:
            tell_failure(error, (), is_stdout_free=False)
            _logger.warning("%s changed, and is wrong: the graph stays as it was", names)
        else:
            _logger.info("%s changed: the graph starts anew", names)


def run_reloading(reloads: Reloads, session: GraphSession, summary: Summary, window: Window | None) -> None:
    """Run a graph, and what becomes of it, until Ctrl-C is pressed or the window closed.

    When the input has ended, or the graph has failed, it waits for a change, and begins with the input anew.
    """
    current: GraphSession | None = session
    good: GraphSession | None = None
    with ExitStack() as sources:
        feed: OpenFeed | None = None
        fed: dict[str, str] = {}
        while current is not None:
            if feed is None or current.job.fed != fed:
                sources.close()
                fed = current.job.fed
                opened = sources.enter_context(open_feed(current.job))
                feed = OpenFeed(opened) if opened else None
            try:
                with current.running(summary, window):
                    summary.signal = carry_on(current, feed, window, reloads.look)
            except BackedgeError as error:
                tell_failure(error, (), is_stdout_free=False)
                if good is not None and _could_not_start(error):
                    _logger.warning("the new graph does not start: the old one goes on")
                    current, good = good.again(), None
                    continue
                feed = None
            else:
                good = current
            if summary.signal or (window is not None and window.is_closed):
                return
            current = reloads.take()
            if current is None:
                feed = None
                current = _wait(reloads, summary)


def _wait(reloads: Reloads, summary: Summary) -> GraphSession | None:
    try:
        return reloads.wait()
    except Stop as stop:
        summary.signal = stop.signal
        return None


def _could_not_start(error: BaseException | None) -> bool:
    """Tell whether a run failed before the first frame: a calculator could not be made or opened."""
    while error is not None:
        if isinstance(error, CalculatorError):
            return error.phase in ("__init__", "open")
        error = error.__cause__
    return False


def _refuse_files(request: Request) -> None:
    written = {
        "--output": request.output,
        "--trace": request.trace,
        "--record": request.record,
        "--rerun": is_rerun_file(request.rerun),
        "--dump": any(not dump.endswith("=-") for dump in request.dumps),
        "--output_stream_file": request.output_stream_file,
        "--output_side_packets_file": request.output_side_packets_file,
    }
    for option, is_given in written.items():
        if is_given:
            raise click.UsageError(
                f"--reload starts the graph anew, which would write the file of {option} anew each time; leave one of "
                "them out, or look at streams with --show, --watch, or --dump STREAM=-"
            )
