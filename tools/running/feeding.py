"""The loop of a run: it feeds the graph, or waits for it, until there is no more input or somebody wants an end."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from time import sleep
from typing import Final

from backedge import CalculatorGraph
from backedge.errors import GraphTimeoutError
from backedge.recording import StreamEvent, feed_event
from backedge.timestamp import is_range_value
from backedge.tools.console import progress_bar
from backedge.tools.interruption import stop_on_signal
from backedge.tools.running.feed import Feed
from backedge.tools.running.graph_session import GraphSession
from backedge.tools.running.inputs import open_inputs
from backedge.tools.running.pace import Pace
from backedge.tools.running.run_request import Job
from backedge.tools.running.window import Window

_logger: Final = logging.getLogger(__name__)

_FRAMES_AHEAD: Final = 16
"""How many pictures may be under way in a graph with worker threads; they are large, and disks are fast."""

_GLANCE: Final = 0.03
"""Seconds between two looks at a window."""

_LATE: Final = 0.5
"""Seconds that a picture may come late without a word."""


class OpenFeed:
    """A feed that has been begun, and goes on where it stopped.

    Args:
        feed: what it gives.
    """

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._packets = iter(feed)

    def __iter__(self) -> Iterator[StreamEvent]:
        return self._packets


@contextmanager
def open_feed(job: Job) -> Iterator[Feed | None]:
    """Open what a graph is fed with while the block runs; None for a graph that reads its input itself.

    Raises:
        ResourceError: a source does not exist, or cannot be read.
    """
    if job.recorded or not job.fed:
        yield job.recorded
        return
    with open_inputs(job.fed, job.plan) as inputs:
        yield inputs


def carry_on(
    session: GraphSession, inputs: OpenFeed | None, window: Window | None, wants_end: Callable[[], bool]
) -> int:
    """Let a graph that runs work until there is no more input, or somebody wants an end.

    Args:
        session: the graph.
        inputs: what it is fed with; None for a graph that reads its input itself.
        window: shows pictures, and may be closed, which wants an end; None for none.
        wants_end: asked between two frames.

    Returns:
        The number of the signal that ended it, or 0.
    """
    graph, counter, frames = session.graph, session.counter, session.job.frames
    stop = graph.close_all_packet_sources if inputs is None else None
    # A bar would write over the question whether to go on.
    bar = nullcontext(_ignore) if session.job.is_stepped else progress_bar("frames", session.shown)
    with stop_on_signal(stop) as interruption, bar as advance:

        def is_over() -> bool:
            return (window is not None and not window.refresh()) or interruption.requested or wants_end()

        def count(number: int) -> None:
            advance(number, inputs.feed.total(frames) if inputs else None)
            if inputs is None and wants_end():
                graph.close_all_packet_sources()

        counter.listeners[frames] = count
        if inputs is None:
            graph.close_all_input_streams()
            _wait(graph, window)
        else:
            _feed(session, inputs, is_over)
            graph.close()
        while window is not None and window.shown == 1 and not is_over():
            sleep(_GLANCE)  # a single picture stays until it has been seen
    return interruption.signal


def _ignore(_done: int, _total: int | None) -> None:
    """Show no progress."""


def _wait(graph: CalculatorGraph, window: Window | None) -> None:
    """Wait for the end of a graph that reads its input itself."""
    while window is not None and graph.is_active:
        try:
            graph.wait_until_done(_GLANCE)
        except GraphTimeoutError:
            window.refresh()
    graph.wait_until_done()


def _feed(session: GraphSession, inputs: OpenFeed, is_over: Callable[[], bool]) -> None:
    graph, job = session.graph, session.job
    # A camera's pictures would be lost meanwhile, and a graph with sources of its own may never be idle.
    endless = job.plan.has_sources
    is_live = inputs.feed.is_live
    pace = Pace() if job.realtime and not is_live else None
    may_wait = not (is_live or pace or endless)
    if is_over():
        return
    ahead = 1 if job.shown or job.is_stepped else _FRAMES_AHEAD
    for number, event in enumerate(inputs, start=1):
        packet = event.packet
        if pace and packet is not None and not packet.is_empty and is_range_value(packet.timestamp):
            pace.wait_for(packet.timestamp, is_over)
        feed_event(graph, event)
        if may_wait and number % ahead == 0:
            graph.wait_until_idle()
        if is_over():
            break
    if pace and pace.behind > _LATE:
        _logger.warning("the run could not keep up with --realtime: the last picture came %.1f s late", pace.behind)
