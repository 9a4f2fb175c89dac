"""The scheduler: which node runs next, when the graph is idle, and how a run ends.

All state of a running graph - queues, bounds, readiness - is touched by one thread only, the one that is inside
`Scheduler.run`. Without executors that is the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from backedge.authoring.base import StopProcessing
from backedge.authoring.packet_types import describe_type, matches
from backedge.errors import DeadlockError, GraphError, PacketTypeError
from backedge.packet import EMPTY
from backedge.runtime.failure import describe_failure
from backedge.runtime.node import Node, NodeState
from backedge.runtime.read_only import freeze
from backedge.runtime.source import SourceNode

if TYPE_CHECKING:
    from backedge.profiling import GraphProfiler
    from backedge.profiling.trace import Phase
    from backedge.runtime.binding import Binding
    from backedge.runtime.executors import ThreadPoolExecutor
    from backedge.runtime.threaded_node import Invocation, ThreadedNode, ThreadedSource
    from backedge.runtime.throttling import LimitedInputStream, Throttle
    from backedge.runtime.tracing import Tracer


class Scheduler:
    """Runs the nodes of one graph.

    Nodes with inputs are kept in an int, `ready`, as a bit mask by node id. Ids are positions in topological order,
    so the highest bit is the node furthest downstream, which MediaPipe runs first because that drains queues instead
    of filling them. A mask holds a node once however often it is marked, and finding the highest bit is one call:
    measurably cheaper than a heap.

    Args:
        profiler: the graph's.
        report_deadlock: fail where throttling keeps everything from moving, instead of letting the full queue grow.

    Attributes:
        ready: mask of the nodes that have an input set to process or are to be closed.
        to_open: mask of the nodes that can be opened; the lowest goes first, before anything else.
        in_flight: calls of `process` that are under way on workers.
        stopping: no source may run any more; what is queued is still processed.
        errors: what went wrong in this run, in order; the same list in every run.
        on_error: called with each error when it is recorded.
        side_packets: the side packets that are known so far.
        awaited_side_packets: names of those that `start` was given or that a node will set.
        has_limits: whether any node's queue has a limit.
        input_throttles: what holds back the graph's input streams.
        depth: how many nodes are at the moment passing on a bound to each other.
        postponed: nodes whose turn to do so comes when that has ended.
        post: how a worker hands a call back to the thread that owns this state; set by the driver.
        is_wanted: whether somebody waits for that thread, which then does not go on with sources; set by the driver.
        is_exhausted: whether nothing can come from outside any more; set by the run.
    """

    def __init__(self, profiler: GraphProfiler, *, report_deadlock: bool = False) -> None:
        self.profiler = profiler
        self.nodes: tuple[Node, ...] = ()
        self.sources: tuple[SourceNode, ...] = ()
        self.ready = 0
        self.to_open = 0
        self.in_flight = 0
        self.stopping = False
        self.errors: list[GraphError] = []
        self.on_error: Callable[[GraphError], None] = _ignore
        self.side_packets: dict[str, Any] = {}
        self.awaited_side_packets: frozenset[str] = frozenset()
        self.has_limits = False
        self.input_throttles: tuple[Throttle, ...] = ()
        self.tracer: Tracer | None = None
        self.post: Callable[[Callable[[], None]], None] | None = None
        self.is_wanted: Callable[[], bool] = bool
        self.is_exhausted: Callable[[], bool] = bool
        self.is_running = False
        self.depth = 0
        self.postponed: list[Node] = []
        self._report_deadlock = report_deadlock
        self._side_packet_readers: dict[str, list[Node]] = {}
        self._side_packet_types: Mapping[str, Any] = {}
        self._produced_side_packets: frozenset[str] = frozenset()

    def wire(
        self,
        nodes: Iterable[Node],
        side_packet_readers: Mapping[str, list[Node]],
        side_packet_types: Mapping[str, Any],
    ) -> None:
        """Set the nodes, in id order, which of them read each side packet, and what the side packets carry."""
        self.nodes = tuple(nodes)
        self.sources = tuple(node for node in self.nodes if isinstance(node, SourceNode))
        self._side_packet_readers = dict(side_packet_readers)
        self._side_packet_types = side_packet_types
        self._produced_side_packets = frozenset(
            port.name for node in self.nodes for port in node.plan.contract.output_side_packets
        )

    # starting

    def start(self, side_packets: Mapping[str, Any]) -> None:
        """Prepare every node for a new run; nodes open when `run` is called."""
        self.ready = self.to_open = self.in_flight = 0
        self.stopping = False
        self._layer: int | None = None
        self.errors.clear()
        self.depth = 0
        self.postponed = []
        self.side_packets = {}
        self.awaited_side_packets = self._produced_side_packets.union(side_packets)
        self._prepare_nodes()
        for name, value in side_packets.items():
            self.provide(name, value)

    def _prepare_nodes(self) -> None:
        prepared: list[Node] = []
        try:
            for node in self.nodes:
                node.prepare()
                prepared.append(node)
                if not node.missing:
                    self.to_open |= node.bit
        except BaseException:
            for node in prepared:
                node.release()
            raise

    def provide(self, name: str, value: Any) -> None:
        """Make a side packet known to the nodes that wait for it."""
        self.side_packets[name] = value
        for node in self._side_packet_readers.get(name, ()):
            self.one_less_missing(node)

    def one_less_missing(self, node: Node) -> None:
        """A side packet or header that `node` waited for has come."""
        node.missing -= 1
        if not node.missing:
            self.to_open |= node.bit

    def publish_side_packets(self, binding: Binding) -> None:
        """Hand on the side packets that a calculator's call has set.

        Raises:
            PacketTypeError: one is not of the type that it was declared with.
        """
        for port in binding.side_outputs:
            if port.pending and port.name not in self.side_packets:
                value = port.pending[0]
                if not matches(value, expected := self._side_packet_types[port.name]):
                    port.pending.clear()
                    raise PacketTypeError(
                        f'output side packet "{port.name}" carries {describe_type(expected)}, '
                        f"but was set to {describe_type(type(value))}"
                    )
                freeze(value)
                self.provide(port.name, value)

    def side_packet(self, name: str) -> Any:
        """The side packet's value, `EMPTY` if nobody has set it yet."""
        return self.side_packets.get(name, EMPTY)

    def instrument(self, node: Node, binding: Binding, phase: Phase) -> Callable[[], None]:
        """A calculator's `open`, `process` or `close`, wrapped if somebody wants to watch it.

        Nobody watching costs nothing.
        """
        call = self.profiler.wrap(node.plan, binding.calculator, phase, binding.inputs, binding.outputs)
        return self.tracer.wrap(node.plan, call) if self.tracer else call

    # running

    def run(self, *, sources: bool, until: Callable[[], bool] | None = None) -> None:
        """Work until nothing is left to do here, or something failed; workers may still be busy then.

        Args:
            sources: whether source nodes may run too.
            until: asked before every call of a calculator; if it holds, that is enough for now.
        """
        run_ready = self._run_one if until else self._run_ready
        self.is_running = True
        try:
            while not (self.errors or (until and until())):
                if self.to_open:
                    self._open_nodes()
                    if until:
                        continue
                run_ready()
                if self.errors or self.to_open or self.ready:
                    continue
                if sources and self._run_source():
                    if self.is_wanted():
                        break
                    continue
                # Asked after every packet: most graphs have no queues that could be full. Where they have, nobody is
                # held back any more when nothing can come.
                if not self.has_limits or self.in_flight or self.is_exhausted() or not self._resolve_deadlock():
                    break
        except BaseException as error:
            interruption = GraphError(f"the run was interrupted by {type(error).__name__}: {error}".rstrip(": "))
            interruption.__cause__ = error
            self.record(interruption)
            raise
        finally:
            self.is_running = False

    def _open_nodes(self) -> None:
        while self.to_open and not self.errors:
            bit = self.to_open & -self.to_open
            self.to_open ^= bit
            node = self.nodes[bit.bit_length() - 1]
            self.guard(node, partial(node.open, self.side_packets))

    def _run_ready(self) -> None:
        nodes = self.nodes
        node = nodes[0] if nodes else None
        try:
            while self.ready:
                node = nodes[self.ready.bit_length() - 1]
                self.ready ^= node.bit
                node.step()
                if self.to_open or self.errors:
                    return
        except StopProcessing as stop:
            assert node is not None
            self._stop(node, stop)
        except Exception as error:  # noqa: BLE001 - whatever a calculator raises ends the run, named
            assert node is not None
            self.fail(node, error)

    def _run_one(self) -> None:
        """What `_run_ready` does, for one node: kept apart so that the loop above has nothing to ask."""
        if not self.ready:
            return
        node = self.nodes[self.ready.bit_length() - 1]
        self.ready ^= node.bit
        try:
            node.step()
        except StopProcessing as stop:
            self._stop(node, stop)
        except Exception as error:  # noqa: BLE001 - as above
            self.fail(node, error)

    def _stop(self, node: Node, stop: StopProcessing) -> None:
        """A node with inputs has asked for the end of the run."""
        if node.calculator.phase != "process":
            self.fail(node, stop)
            return
        self.stopping = True
        self.guard(node, partial(node.finish, node.calculator.timestamp))

    def _run_source(self) -> bool:
        """Run one source once, or close one if the run is stopping; False if there is nothing to do."""
        if self.stopping:
            source = next((s for s in self.sources if s.state is NodeState.OPENED and not s.in_flight), None)
            if source is not None:
                self.guard(source, source.close)
            return source is not None
        left = [source for source in self.sources if source.state is not NodeState.CLOSED]
        layer = min((source.layer for source in left), default=0)
        runnable = [source for source in left if source.layer == layer and source.can_run]
        if not runnable or (self.in_flight and layer != self._layer):
            return False  # the next layer begins when the graph is idle
        self._layer = layer
        source = min(runnable, key=SourceNode.order)
        try:
            source.step()
        except StopProcessing:
            self.guard(source, source.finish_and_close)
        except Exception as error:  # noqa: BLE001 - as above
            self.fail(source, error)
        return True

    def stop_sources(self) -> None:
        """Let no source run any more; they are closed when it is their turn."""
        self.stopping = True

    def _resolve_deadlock(self) -> bool:
        """Where throttling is all that keeps the graph from moving, let the full queues take one packet more.

        Returns:
            Whether something can move again.
        """
        full = {stream for throttle in self._throttles() for stream in throttle.full if stream.grows}
        for stream in full:
            if self._report_deadlock:
                self.record(_throttling_deadlock(stream))
            else:
                stream.grow()
        return bool(full)

    def _throttles(self) -> Iterator[Throttle]:
        yield from self.input_throttles
        for source in self.sources:
            if source.state is NodeState.OPENED:
                yield source.throttle

    # workers

    def dispatch(self, node: ThreadedNode | ThreadedSource, executor: ThreadPoolExecutor, call: Invocation) -> None:
        """Run a call of `process` on a worker."""
        self.in_flight += 1
        node.calls_under_way += 1
        executor.room -= 1
        post = self.post
        assert post is not None

        def task() -> None:
            call.run()
            post(lambda: self._returned(node, executor, call))

        executor.submit(task)

    def _returned(self, node: ThreadedNode | ThreadedSource, executor: ThreadPoolExecutor, call: Invocation) -> None:
        self.in_flight -= 1
        node.calls_under_way -= 1
        executor.room += 1
        self.ready |= executor.blocked
        executor.blocked = 0
        if not self.errors:
            self.guard(node, partial(node.complete, call))
        elif call.error is not None and not isinstance(call.error, StopProcessing):
            self.fail(node, call.error, call.binding)

    # failing and ending

    def guard(self, node: Node, call: Callable[[], None]) -> None:
        """Make a call on behalf of `node`; what it raises becomes an error of the run."""
        try:
            call()
        except Exception as error:  # noqa: BLE001 - as above
            self.fail(node, error)

    def fail(self, node: Node, error: BaseException, binding: Binding | None = None) -> None:
        """Record that a calculator's call failed; what the call sent is dropped."""
        self.record(describe_failure(node, binding or node.binding, error))

    def record(self, error: GraphError) -> None:
        """Note an error, which ends the run."""
        self.errors.append(error)
        self.on_error(error)

    @property
    def is_at_rest(self) -> bool:
        """Whether there is nothing to do here but to let full queues grow, or to end."""
        return not (self.ready or self.to_open or any(source.can_run for source in self.sources))

    @property
    def sources_left(self) -> bool:
        """Whether a source could still produce packets; one that has not been opened by the time all is idle cannot."""
        return any(source.state is NodeState.OPENED for source in self.sources)

    @property
    def unopened_layer(self) -> SourceNode | None:
        """The source that keeps every open one from running: it is not open, and in a lower layer than they are."""
        layer = min((source.layer for source in self.sources if source.state is NodeState.OPENED), default=0)
        unopened = (source for source in self.sources if source.state is NodeState.PREPARED)
        return next((source for source in unopened if source.layer < layer), None)

    def finish(self) -> None:
        """Close every node that was opened and not closed; what they send now goes nowhere."""
        for node in self.nodes:
            if node.state is NodeState.OPENED:
                self.guard(node, partial(node.close, discard=True))
            node.release()

    def let_go(self) -> None:
        """Let all packets go that have been processed; for when nothing is under way."""
        for node in self.nodes:
            node.let_go()


def _ignore(error: GraphError) -> None:
    """Nobody wants to know."""


def _throttling_deadlock(stream: LimitedInputStream) -> DeadlockError:
    return DeadlockError(
        f'throttling deadlock: the queue of stream "{stream.name}" into node "{stream.consumer}" is full '
        f"({stream.max_size}), and everything that could move is held back by it; raise max_queue_size, "
        "or unset report_deadlock to let the queue grow"
    )
