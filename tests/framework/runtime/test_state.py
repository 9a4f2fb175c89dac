"""The state of a run, without a graph: errors and who hears of them, side packets, and what the scheduler picks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from backedge.authoring.outboxes import SideOutbox
from backedge.compiled_core import compiled_modules
from backedge.errors import GraphError, PacketTypeError
from backedge.packet import EMPTY
from backedge.planning import build_graph
from backedge.planning.plan import NodePlan
from backedge.profiling import GraphProfiler
from backedge.runtime.instruments import Instruments
from backedge.runtime.nodes.node import Node, Shared
from backedge.runtime.scheduler import Scheduler
from backedge.runtime.side_packets import SidePackets
from backedge.runtime.state import RunErrors, RunState
from backedge.runtime.stuck_queues import StuckQueues
from backedge.streams.input_stream import LongQueues
from backedge.streams.limits import UNLIMITED
from backedge.streams.output_stream import OutputStream

PLAN = build_graph(
    'input_stream: "a" '
    + "".join(
        f'node {{ calculator: "PassThroughCalculator" input_stream: "a" output_stream: "{out}" }} ' for out in "bcd"
    )
    + 'node { calculator: "ConstantSidePacketCalculator" output_side_packet: "PACKET:s" '
    "node_options { [type.googleapis.com/mediapipe.ConstantSidePacketCalculatorOptions] { packet { int_value: 1 } } } }"
)


def noted(log: list[Any], entry: Any) -> Callable[..., None]:
    """A callback that puts `entry` into `log`."""
    return lambda *_: log.append(entry)


class StubNode(Node):
    """A node that notes its calls, and fails or marks others ready where the test asks for it."""

    log: list[str]
    on_step: Callable[[], None] | None = None

    def open(self) -> None:
        self.log.append(f"open {self.name}")

    def step(self) -> None:
        self.log.append(f"step {self.name}")
        if self.on_step:
            self.on_step()


def outputs_of(plan: NodePlan) -> list[OutputStream]:
    """The producer's ends of a node's streams, which lead nowhere."""
    return [OutputStream(port.name, plan.name) for port in plan.contract.outputs]


class Bench:
    """A scheduler over some nodes that do nothing but note their calls."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.state = RunState(RunErrors(noted(self.log, "announced")))
        shared = Shared(self.state, SidePackets(PLAN), Instruments(GraphProfiler(PLAN), None, checks=False))
        if compiled_modules():
            pytest.skip("a compiled class has no subclasses that are not compiled, such as StubNode")
        self.nodes = [StubNode(plan, shared, outputs_of(plan)) for plan in PLAN.nodes]
        for node in self.nodes:
            node.log = self.log
            node.prepare()
        stuck_queues = StuckQueues(
            self.state.errors, self.nodes, {}, (), LongQueues(UNLIMITED), report_deadlock=False, max_packets=None
        )
        self.scheduler = Scheduler(self.state, self.nodes, (), stuck_queues, has_limits=False, is_wanted=lambda: False)

    def mark(self, *positions: int) -> None:
        """Mark nodes ready."""
        for position in positions:
            self.state.ready.bits |= self.nodes[position].bit

    def run(self, until: Callable[[], bool] | None = None) -> list[str]:
        """Let the scheduler work; gives which nodes it called, as "open" or "step" and a position."""
        self.log.clear()
        self.scheduler.run(sources=False, until=until)
        positions = {node.name: str(position) for position, node in enumerate(self.nodes)}
        return [f"{call} {positions[name]}" for call, _, name in (entry.partition(" ") for entry in self.log) if name]


def test_the_scheduler_opens_upstream_first_and_steps_downstream_first() -> None:
    """Nodes open in id order, before any step; of the ready nodes the one furthest downstream goes first."""
    bench = Bench()
    bench.mark(0, 2)
    bench.state.to_open = bench.nodes[1].bit | bench.nodes[0].bit
    assert bench.run() == ["open 0", "open 1", "step 2", "step 0"]
    assert bench.state.ready.bits == bench.state.to_open == 0


def test_the_scheduler_looks_at_the_mask_after_every_step() -> None:
    """A node that a step has marked ready goes before those further upstream."""
    bench = Bench()
    bench.mark(0, 1)
    bench.nodes[1].on_step = lambda: bench.mark(2)
    assert bench.run() == ["step 1", "step 2", "step 0"]


def test_the_scheduler_stops_where_it_is_enough() -> None:
    """With `until` the scheduler asks before every call."""
    bench = Bench()
    bench.mark(0, 1, 2)
    assert bench.run(until=lambda: len(bench.log) == 2) == ["step 2", "step 1"]
    assert bench.state.ready.bits == bench.nodes[0].bit


def test_a_failing_step_ends_the_work() -> None:
    """An exception of a step is recorded with the node's name, and nothing more is picked."""

    def fail() -> None:
        raise ValueError("wrong")

    bench = Bench()
    bench.mark(0, 2)
    bench.nodes[2].on_step = fail
    assert bench.run() == ["step 2"]
    (error,) = bench.state.errors
    assert bench.nodes[2].name in str(error)
    assert "ValueError: wrong" in str(error)
    assert "announced" in bench.log


def test_a_reset_forgets_the_run_before() -> None:
    """reset() clears masks and errors; the list of errors stays the same object, which the hot path holds."""
    bench = Bench()
    recorded = bench.state.errors.recorded
    bench.mark(1)
    bench.state.stopping = True
    bench.state.errors.record(GraphError("old"))
    bench.state.reset()
    assert (bench.state.ready.bits, bench.state.stopping, bool(bench.state.errors)) == (0, False, False)
    assert bench.state.errors.recorded is recorded


def test_errors_reach_the_callback_and_those_who_wait() -> None:
    """An error is announced, then given to the callback; what the callback raises is one more error."""
    log: list[str] = []

    def callback(error: GraphError) -> None:
        log.append(str(error))
        raise ValueError("callback")

    errors = RunErrors(noted(log, "announced"))
    errors.callback = callback
    errors.record(GraphError("first"))
    assert log == ["announced", "first"]
    assert [str(error) for error in errors] == ["first", "the error callback raised ValueError: callback"]
    with pytest.raises(GraphError, match="first\nthe error callback raised"):
        errors.raise_recorded()


def test_one_error_is_raised_itself() -> None:
    """A single error is raised as it is, as often as it is asked for, and that it was raised is known."""
    errors = RunErrors(lambda: None)
    errors.raise_recorded()
    assert not errors.has_told
    error = GraphError("alone")
    errors.record(error)
    for _ in range(2):
        with pytest.raises(GraphError) as raised:
            errors.raise_recorded()
        assert raised.value is error
    assert errors.has_told
    errors.clear()
    assert not errors.has_told


def test_side_packets_call_their_readers_once_they_are_known() -> None:
    """A side packet is awaited if it is given or a node sets it, and missing until then."""
    log: list[str] = []
    side_packets = SidePackets(PLAN)
    side_packets.subscribe("s", noted(log, "s"))
    side_packets.subscribe("given", noted(log, "given"))
    side_packets.begin(["given"])
    assert [side_packets.is_awaited(name) for name in ("s", "given", "other")] == [True, True, False]
    assert [side_packets.is_missing(name) for name in ("s", "given", "other")] == [True, True, False]
    side_packets.provide("given", 7)
    outbox = SideOutbox("s")
    side_packets.publish([outbox])
    assert (log, side_packets.get("given"), side_packets.get("s")) == (["given"], 7, EMPTY)
    outbox.pending.append(1)
    side_packets.publish([outbox])
    side_packets.publish([outbox])
    assert (log, side_packets.get("s"), side_packets.is_missing("s")) == (["given", "s"], 1, False)
    side_packets.begin(())
    assert (side_packets.get("s"), side_packets.is_awaited("given")) == (EMPTY, False)


def test_a_side_packet_of_the_wrong_type_is_not_published() -> None:
    """A side packet is checked when a calculator sets it; one of another type than declared is refused and dropped."""
    side_packets = SidePackets(PLAN)
    side_packets.begin(())
    outbox = SideOutbox("s")
    outbox.pending.append("text")
    with pytest.raises(PacketTypeError, match='output side packet "s" carries int, but was set to str'):
        side_packets.publish([outbox])
    assert (outbox.pending, side_packets.get("s")) == ([], EMPTY)
