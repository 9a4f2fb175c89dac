"""Assembly: everything that one graph runs with, each part made with the parts that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backedge.collection import without_collection
from backedge.planning.graph_parts import is_deferred
from backedge.planning.plan import GraphPlan
from backedge.profiling import GraphProfiler
from backedge.runtime.drivers import Driver, InlineDriver, Mailbox, ThreadedDriver, WaitingThreadDriver
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.graph_run import Run
from backedge.runtime.instruments import Instruments, Tracer
from backedge.runtime.joins import JoinCounter
from backedge.runtime.nodes.node import Shared
from backedge.runtime.scheduler import Scheduler
from backedge.runtime.side_packets import SidePackets
from backedge.runtime.state import RunErrors, RunState
from backedge.runtime.stuck_queues import StuckQueues
from backedge.runtime.wiring import wire
from backedge.runtime.workers import make_executors
from backedge.streams.limits import Throttle
from backedge.streams.output_stream import OutputStream


@dataclass(frozen=True, slots=True)
class Assembly:
    """The parts of a graph that its callers use.

    Attributes:
        run: the graph's present or last run.
        driver: decides on which thread it works.
        streams: the producer's end of every stream, by name.
        inputs: the graph's input streams, by name.
        throttles: what feeds each stream from outside the graph.
    """

    run: Run
    driver: Driver
    streams: Mapping[str, OutputStream]
    inputs: Mapping[str, GraphInput]
    throttles: Mapping[str, frozenset[Throttle]]


@without_collection()
def assemble(
    plan: GraphPlan,
    profiler: GraphProfiler,
    *,
    num_threads: int | None,
    tracer: Tracer | None,
    check_types: bool,
    max_stuck_packets: int | None,
    joins: JoinCounter | None,
) -> Assembly:
    """Make everything that a graph runs with.

    Args:
        plan: the graph.
        profiler: its profiler.
        num_threads: see `CalculatorGraph`, as for the others.
        tracer: the application's, None for none.
        check_types: whether to look for mistakes of calculators.
        max_stuck_packets: how many packets may be in a queue that nothing empties.
        joins: counts how often the inputs of joins meet, None for not.
    """
    mailbox = Mailbox()
    state = RunState(RunErrors(mailbox.announce))
    executors = make_executors(plan.config, num_threads, state, mailbox.post)
    # MediaPipe's name for "no threads" also says when the work is done.
    deferred = num_threads is None and not executors and is_deferred(plan.config)
    side_packets = SidePackets(plan)
    shared = Shared(state, side_packets, Instruments(profiler, tracer, joins, checks=check_types))
    wiring = wire(plan, shared, executors, mailbox.announce, deferred=deferred)
    stuck_queues = StuckQueues(
        state.errors,
        wiring.nodes,
        wiring.streams,
        [graph_input.throttle for graph_input in wiring.inputs.values()],
        wiring.long_queues,
        report_deadlock=plan.config.report_deadlock,
        max_packets=max_stuck_packets,
    )
    scheduler = Scheduler(
        state,
        wiring.nodes,
        [wiring.streams[name] for name in plan.graph_inputs],
        stuck_queues,
        has_limits=wiring.has_limits,
        # A source that is not on a worker would else keep all callers out for as long as it has something to produce.
        is_wanted=mailbox.has_mail,
    )
    run = Run(state, scheduler, wiring.nodes, side_packets, wiring.streams, plan.graph_inputs, shared.instruments)
    driver: Driver
    if executors:
        driver = ThreadedDriver(run, mailbox, tuple(executors.values()))
    else:
        driver = WaitingThreadDriver(run) if deferred else InlineDriver(run)
    return Assembly(run, driver, wiring.streams, wiring.inputs, wiring.throttles)
