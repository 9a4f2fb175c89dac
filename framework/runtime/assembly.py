"""Assembly: everything that one graph runs with, each part made with the parts that it needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backedge.collection import without_collection
from backedge.planning.graph_parts import is_deferred
from backedge.planning.plan import GraphPlan
from backedge.runtime.drivers import Driver, InlineDriver, Progress, Server, ThreadedDriver, WaitingThreadDriver
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.graph_run import Run
from backedge.runtime.instruments import Instruments
from backedge.runtime.nodes.node import Shared
from backedge.runtime.scheduler import Scheduler
from backedge.runtime.side_packets import SidePackets
from backedge.runtime.state import RunErrors, RunState
from backedge.runtime.stuck_queues import StuckQueues
from backedge.runtime.turn import Turn
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
    instruments: Instruments,
    *,
    num_threads: int | None,
    max_stuck_packets: int | None,
) -> Assembly:
    """Make everything that a graph runs with.

    Args:
        plan: the graph.
        instruments: what watches its calculators.
        num_threads: see `CalculatorGraph`.
        max_stuck_packets: how many packets may be in a queue that nothing empties.
    """
    turn, progress = Turn(), Progress()
    state = RunState(RunErrors(progress.moved.ring))
    executors = make_executors(plan.config, num_threads, state, turn)
    # MediaPipe's name for "no threads" also says when the work is done.
    deferred = num_threads is None and not executors and is_deferred(plan.config)
    side_packets = SidePackets(plan)
    shared = Shared(state, side_packets, instruments)
    wiring = wire(plan, shared, executors, progress.note_room, deferred=deferred)
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
        is_wanted=turn.is_wanted,
    )
    run = Run(state, scheduler, wiring.nodes, side_packets, wiring.streams, plan.graph_inputs, shared.instruments)
    driver: Driver
    if executors:
        server = Server(run, turn, progress, tuple(executors.values()))
        driver = ThreadedDriver(run, turn, server, progress)
    else:
        driver = WaitingThreadDriver(run) if deferred else InlineDriver(run)
    return Assembly(run, driver, wiring.streams, wiring.inputs, wiring.throttles)
