"""`graph_runner run`: a graph, fed and watched, from its file to the summary of what it did."""

from __future__ import annotations

import logging
from contextlib import ExitStack
from dataclasses import replace
from time import perf_counter
from typing import Final

from backedge import CalculatorGraph
from backedge.authoring.packet_types import describe_type
from backedge.errors import GraphError
from backedge.formats import ImageFrame
from backedge.planning.plan import GraphPlan
from backedge.runtime.wiring import queue_limit
from backedge.streams.limits import DEFAULT_MAX_QUEUE_SIZE, UNLIMITED
from backedge.tools.console import progress_bar
from backedge.tools.frame_sources import FrameSource, open_frames
from backedge.tools.graph_streams import image_type
from backedge.tools.interruption import Interruption, stop_on_signal
from backedge.tools.local_models import show_fetching
from backedge.tools.node_times import node_times
from backedge.tools.run_request import Job, Request, match
from backedge.tools.standard_streams import quiet_native_libraries
from backedge.tools.summary import PacketCounter, Summary

_logger: Final = logging.getLogger(__name__)

_FRAMES_AHEAD: Final = 16
"""How many pictures may be under way in a graph with worker threads; they are large, and disks are fast."""


def run_graph(request: Request) -> Summary:
    """Run a graph until its input ends, Ctrl-C is pressed or SIGTERM comes.

    Raises:
        click.UsageError: the request does not fit the graph.
        BackedgeError: the graph is wrong, or failed.
    """
    job = match(request)
    graph = CalculatorGraph(
        job.additions.applied_to(job.plan.config),
        num_threads=request.threads,
        check_types=request.checks,
        max_stuck_packets=_max_stuck_packets(job.plan),
        count_joins=True,
    )
    if request.times:
        graph.profiler.enable()
    counter = PacketCounter(graph)
    counter.watch(*job.watched, *filter(None, [job.frames]))
    limited = counter.watch_flow_limiters()
    summary = Summary(request.graph, files=job.additions.files)
    with ExitStack() as resources:
        resources.enter_context(quiet_native_libraries())
        resources.enter_context(show_fetching())
        source = resources.enter_context(open_frames(request.input)) if job.fed else None
        resources.enter_context(graph)
        _start(graph, job)
        start = perf_counter()
        summary.signal = _run(graph, job, source, counter)
        summary.seconds = perf_counter() - start
        summary.skipped = source.skipped if source else 0
    summary.frames = counter[job.frames] if job.frames else 0
    summary.packets = {stream: counter[stream] for stream in job.watched}
    summary.dropped = sum(counter[before] - counter[after] for before, after in limited)
    summary.node_times = node_times(graph.profiler.capture()) if request.times else []
    _warn_of_what_is_left(graph)
    for join in graph.joins():
        if join.is_rare:
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


def _run(graph: CalculatorGraph, job: Job, source: FrameSource | None, counter: PacketCounter) -> int:
    """Let the graph work until there is no more input, and close it; the number of the signal that ended it, or 0."""
    stop = graph.close_all_packet_sources if source is None else None
    with stop_on_signal(stop) as interruption, progress_bar("frames") as advance:
        counter.listeners[job.frames] = lambda count: advance(count, source.total if source else None)
        if source is None:
            graph.close_all_input_streams()
            graph.wait_until_done()
        else:
            _feed(graph, job, source, interruption)
            graph.close()
    return interruption.signal


def _feed(graph: CalculatorGraph, job: Job, source: FrameSource, interruption: Interruption) -> None:
    make = image_type(job.plan.stream_types[job.fed]) or ImageFrame
    # A camera's pictures would be lost meanwhile, and a graph with sources of its own may never be idle.
    endless = any(node.is_source and len(node.contract.outputs) for node in job.plan.nodes)
    may_wait = not (source.is_live or endless)
    for number, (pixels, timestamp) in enumerate(source, start=1):
        if interruption.requested:
            return
        graph.add_packet_to_input_stream(job.fed, make(pixels), timestamp)
        if may_wait and number % _FRAMES_AHEAD == 0:
            graph.wait_until_idle()
