"""`graph_runner run`: a graph, fed and watched, from its file to the summary of what it did."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from time import perf_counter, sleep
from typing import Final

from backedge import CalculatorGraph
from backedge.authoring.packet_types import describe_type
from backedge.errors import GraphError, GraphTimeoutError
from backedge.planning.plan import GraphPlan
from backedge.runtime.wiring import queue_limit
from backedge.streams.limits import DEFAULT_MAX_QUEUE_SIZE, UNLIMITED
from backedge.tools.console import progress_bar
from backedge.tools.interruption import stop_on_signal
from backedge.tools.local_models import show_fetching
from backedge.tools.running.additions import PREFIX
from backedge.tools.running.feed import Feed
from backedge.tools.running.inputs import open_inputs
from backedge.tools.running.node_times import node_times
from backedge.tools.running.pace import Pace
from backedge.tools.running.run_request import Job, Request, match
from backedge.tools.running.run_watcher import WatchedRun
from backedge.tools.running.shared_watches import shared_queue_watch, shared_tracer
from backedge.tools.running.summary import PacketCounter, Summary
from backedge.tools.running.watchers import make_watchers
from backedge.tools.running.window import Window, require_windows
from backedge.tools.running.written_files import Versions
from backedge.tools.standard_streams import quiet_native_libraries

_logger: Final = logging.getLogger(__name__)

_FRAMES_AHEAD: Final = 16
"""How many pictures may be under way in a graph with worker threads; they are large, and disks are fast."""

_GLANCE: Final = 0.03
"""Seconds between two looks at a window."""

_LATE: Final = 0.5
"""Seconds that a picture may come late without a word."""


def run_graph(request: Request) -> Summary:
    """Run a graph until its input ends, Ctrl-C is pressed or SIGTERM comes.

    Raises:
        click.UsageError: the request does not fit the graph.
        BackedgeError: the graph is wrong, or failed.
    """
    job = match(request)
    watchers = make_watchers(request, job.plan)
    graph = CalculatorGraph(
        job.additions.applied_to(job.plan.config),
        num_threads=request.threads,
        tracer=shared_tracer(watchers),
        queue_watch=shared_queue_watch(watchers),
        check_types=request.checks,
        max_stuck_packets=_max_stuck_packets(job.plan),
        count_joins=True,
        access=request.access,
    )
    if request.times:
        graph.profiler.enable()
    counter = PacketCounter(graph)
    counter.watch(*job.watched, *filter(None, [job.frames]))
    limited = counter.watch_flow_limiters()
    versions = Versions(job.additions.files)
    summary = Summary(request.graph)
    with ExitStack() as resources:
        resources.enter_context(quiet_native_libraries())
        resources.enter_context(show_fetching())
        inputs = resources.enter_context(open_inputs(job.fed, job.plan)) if job.fed else None
        window = resources.enter_context(_window(graph, job)) if job.shown else None
        for watcher in watchers:
            resources.enter_context(watcher.watch(WatchedRun(graph, job.plan, job.side_packets, summary)))
        resources.enter_context(graph)
        _start(graph, job)
        start = perf_counter()
        summary.signal = _run(graph, job, inputs, counter, window)
        summary.seconds = perf_counter() - start
        summary.skipped = inputs.skipped if inputs else 0
    summary.frames = counter[job.frames] if job.frames else None
    summary.packets = {stream: counter[stream] for stream in job.watched}
    summary.dropped = sum(counter[before] - counter[after] for before, after in limited)
    summary.unwritten = versions.untouched()
    summary.files += [file for file in job.additions.files if file not in summary.unwritten]
    summary.node_times = node_times(graph.profiler.capture()) if request.times else []
    _warn_of_what_is_left(graph)
    for join in graph.joins():
        if join.is_rare and not join.node.startswith(PREFIX):  # streams in one dump need not meet
            _logger.warning("%s", join)
    return summary


def _max_stuck_packets(plan: GraphPlan) -> int | None:
    """The number of packets in one queue at which a run that does not move is given up; None to go on.

    A graph with short queues may well need them to grow a little. One that says that queues have no limit means it.
    """
    limit = queue_limit(plan)
    return None if limit == UNLIMITED else max(limit, DEFAULT_MAX_QUEUE_SIZE)


def _start(graph: CalculatorGraph, job: Job) -> None:
    missing = [name for name in job.plan.required_side_packets if name not in job.side_packets]
    try:
        graph.start_run(job.side_packets)
    except GraphError:
        if missing:
            types = job.plan.side_packet_types
            wanted = " ".join(f"--side {name}=<{describe_type(types[name])}>" for name in missing)
            _logger.warning("this graph needs %s", wanted)
        raise


def _warn_of_what_is_left(graph: CalculatorGraph) -> None:
    """Tell which nodes of a graph that has ended without an error have not done their work, and why."""
    left = replace(graph.explain(), open_inputs=(), busy=(), paused=False)
    if left.waits or left.unopened or left.backlogs:
        _logger.warning("the run has ended, and not everything was processed:\n%s", left)


@contextmanager
def _window(graph: CalculatorGraph, job: Job) -> Iterator[Window]:
    # What is fed ends with the loop that feeds it.
    window = Window(on_close=lambda: None if job.fed else graph.close_all_packet_sources())
    graph.observe_output_stream(job.shown, window.take)
    require_windows()
    window.open()
    try:
        yield window
    finally:
        window.close()


def _run(graph: CalculatorGraph, job: Job, inputs: Feed | None, counter: PacketCounter, window: Window | None) -> int:
    """Let the graph work until there is no more input, and close it; the number of the signal that ended it, or 0."""
    stop = graph.close_all_packet_sources if inputs is None else None
    with stop_on_signal(stop) as interruption, progress_bar("frames") as advance:
        counter.listeners[job.frames] = lambda count: advance(count, inputs.total(job.frames) if inputs else None)

        def is_over() -> bool:
            return (window is not None and not window.refresh()) or interruption.requested

        if inputs is None:
            graph.close_all_input_streams()
            _wait(graph, window)
        else:
            _feed(graph, job, inputs, is_over)
            graph.close()
        while window is not None and window.shown == 1 and not is_over():
            sleep(_GLANCE)  # a single picture stays until it has been seen
    return interruption.signal


def _wait(graph: CalculatorGraph, window: Window | None) -> None:
    """Wait for the end of a graph that reads its input itself."""
    while window is not None and graph.is_active:
        try:
            graph.wait_until_done(_GLANCE)
        except GraphTimeoutError:
            window.refresh()
    graph.wait_until_done()


def _feed(graph: CalculatorGraph, job: Job, inputs: Feed, is_over: Callable[[], bool]) -> None:
    # A camera's pictures would be lost meanwhile, and a graph with sources of its own may never be idle.
    endless = any(node.is_source and len(node.contract.outputs) for node in job.plan.nodes)
    pace = Pace() if job.realtime and not inputs.is_live else None
    may_wait = not (inputs.is_live or pace or endless)
    for number, (stream, packet) in enumerate(inputs, start=1):
        if packet is None:
            graph.close_input_stream(stream)
            continue
        if pace:
            pace.wait_for(packet.timestamp, is_over)
        if is_over():
            return
        graph.add_packet_to_input_stream(stream, packet)
        if may_wait and number % (_FRAMES_AHEAD if not job.shown else 1) == 0:
            graph.wait_until_idle()
    if pace and pace.behind > _LATE:
        _logger.warning("the run could not keep up with --realtime: the last picture came %.1f s late", pace.behind)
