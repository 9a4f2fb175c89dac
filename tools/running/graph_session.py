"""A graph of a run, from when it is built until it is closed; a run with ``--reload`` has several, one by one."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from time import perf_counter
from typing import Final

from backedge import CalculatorGraph
from backedge.authoring.packet_types import describe_type
from backedge.errors import GraphError
from backedge.planning import build_graph
from backedge.planning.plan import GraphPlan
from backedge.runtime.wiring import queue_limit
from backedge.streams.limits import DEFAULT_MAX_QUEUE_SIZE, UNLIMITED
from backedge.tools.running.additions import PREFIX
from backedge.tools.running.node_times import node_times
from backedge.tools.running.run_request import Job, Request, match
from backedge.tools.running.run_watcher import ShownLive, WatchedRun
from backedge.tools.running.shared_watches import shared_queue_watch, shared_tracer
from backedge.tools.running.summary import PacketCounter, Summary
from backedge.tools.running.watchers import make_watchers
from backedge.tools.running.window import Window
from backedge.tools.running.written_files import Versions

_logger: Final = logging.getLogger(__name__)


class GraphSession:
    """A graph that has been built for a request, and what watches it.

    Args:
        request: the command line's.
        job: what it means.
        plan: the graph with what the runner adds to it; None to plan it.

    Attributes:
        job: as given.
        plan: as given, or made.
        graph: the graph.
        counter: counts what passes.

    Raises:
        click.UsageError: the request does not fit the graph.
        BackedgeError: the graph is wrong.
    """

    def __init__(self, request: Request, job: Job, plan: GraphPlan | None = None) -> None:
        self.job = job
        self.plan = plan or build_graph(job.additions.applied_to(job.plan.config))
        self._request = request
        self._watchers = make_watchers(request, job.plan)
        self.graph = CalculatorGraph(
            self.plan,
            num_threads=request.threads,
            tracer=shared_tracer(self._watchers),
            queue_watch=shared_queue_watch(self._watchers),
            check_types=request.checks,
            max_stuck_packets=_max_stuck_packets(job.plan),
            count_joins=True,
            access=request.access,
        )
        if request.times:
            self.graph.profiler.enable()
        self.counter = PacketCounter(self.graph)
        self.counter.watch(*job.watched, *filter(None, [job.frames]))
        self._limited = self.counter.watch_flow_limiters()
        self._versions = Versions(job.additions.files)

    @classmethod
    def of(cls, request: Request) -> GraphSession:
        """The session that a request asks for; the graph is read."""
        return cls(request, match(request))

    def again(self) -> GraphSession:
        """A session with the same graph, whatever its files say by now."""
        return GraphSession(self._request, self.job, self.plan)

    @property
    def shown(self) -> list[ShownLive]:
        """What a terminal shows while the graph runs."""
        return [watcher for watcher in self._watchers if isinstance(watcher, ShownLive)]

    @contextmanager
    def running(self, summary: Summary, window: Window | None) -> Iterator[None]:
        """Run the graph while the block does; what it did is added to `summary`.

        Args:
            summary: what is told at the end.
            window: shows the pictures of `Job.shown`, None for none.
        """
        job = self.job
        if window is not None:
            self.graph.observe_output_stream(job.shown, window.take)
        with ExitStack() as resources:
            for watcher in self._watchers:
                resources.enter_context(watcher.watch(WatchedRun(self.graph, job.plan, job.side_packets, summary)))
            resources.enter_context(self.graph)
            self._start()
            start = perf_counter()
            yield
            self.graph.close()
            summary.seconds += perf_counter() - start
        self._sum_up(summary)

    def _start(self) -> None:
        job = self.job
        missing = [name for name in job.plan.required_side_packets if name not in job.side_packets]
        try:
            self.graph.start_run(job.side_packets)
        except GraphError:
            if missing:
                types = job.plan.side_packet_types
                wanted = " ".join(f"--side {name}=<{describe_type(types[name])}>" for name in missing)
                _logger.warning("this graph needs %s", wanted)
            raise

    def _sum_up(self, summary: Summary) -> None:
        job, counter = self.job, self.counter
        if job.frames:
            summary.frames = (summary.frames or 0) + counter[job.frames]
        for stream in job.watched:
            summary.packets[stream] = summary.packets.get(stream, 0) + counter[stream]
        summary.dropped += sum(counter[before] - counter[after] for before, after in self._limited)
        summary.unwritten = self._versions.untouched()
        summary.files += [file for file in job.additions.files if file not in summary.unwritten]
        summary.node_times = node_times(self.graph.profiler.capture()) if self._request.times else []
        self._warn()

    def _warn(self) -> None:
        """Tell which nodes of a graph that has ended without an error have not done their work, and why."""
        left = replace(self.graph.explain(), open_inputs=(), busy=(), paused=False)
        if left.waits or left.unopened or left.backlogs:
            _logger.warning("the run has ended, and not everything was processed:\n%s", left)
        for join in self.graph.joins():
            if join.is_rare and not join.node.startswith(PREFIX):  # streams in one dump need not meet
                _logger.warning("%s", join)


def _max_stuck_packets(plan: GraphPlan) -> int | None:
    """The number of packets in one queue at which a run that does not move is given up; None to go on.

    A graph with short queues may well need them to grow a little. One that says that queues have no limit means it.
    """
    limit = queue_limit(plan)
    return None if limit == UNLIMITED else max(limit, DEFAULT_MAX_QUEUE_SIZE)
