"""`graph_runner run`: a graph, fed and watched, from its file to the summary of what it did."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from backedge.tools.local_models import show_fetching
from backedge.tools.running.feeding import OpenFeed, carry_on, open_feed
from backedge.tools.running.graph_session import GraphSession
from backedge.tools.running.reloading import Reloads, run_reloading
from backedge.tools.running.run_request import Request
from backedge.tools.running.summary import Summary
from backedge.tools.running.window import Window, require_windows
from backedge.tools.standard_streams import quiet_native_libraries


def run_graph(request: Request) -> Summary:
    """Run a graph until its input ends, Ctrl-C is pressed or SIGTERM comes.

    Raises:
        click.UsageError: the request does not fit the graph.
        BackedgeError: the graph is wrong, or failed.
    """
    reloads = Reloads(request) if request.reload else None
    session = GraphSession.of(request)
    summary = Summary(request.graph)
    with ExitStack() as resources:
        resources.enter_context(quiet_native_libraries())
        resources.enter_context(show_fetching())
        if reloads is not None:
            window = resources.enter_context(_window(reloads.end)) if session.job.shown else None
            run_reloading(reloads, session, summary, window)
            return summary
        inputs = resources.enter_context(open_feed(session.job))
        # What is fed ends with the loop that feeds it.
        end = session.graph.close_all_packet_sources if inputs is None else _nothing
        window = resources.enter_context(_window(end)) if session.job.shown else None
        with session.running(summary, window):
            summary.signal = carry_on(session, OpenFeed(inputs) if inputs else None, window, _never)
        summary.skipped = inputs.skipped if inputs else 0
    return summary


@contextmanager
def _window(end: Callable[[], None]) -> Iterator[Window]:
    window = Window(on_close=end)
    require_windows()
    window.open()
    try:
        yield window
    finally:
        window.close()


def _nothing() -> None:
    """Do nothing."""


def _never() -> bool:
    """Want no end."""
    return False
