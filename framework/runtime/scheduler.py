"""The scheduler: which node runs next.

All state of a running graph - queues, bounds, readiness - is touched by one thread at a time, the one that is inside
`Scheduler.run`. Without executors that is the caller's thread, with executors the one that has the turn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from backedge.authoring.base import StopProcessing
from backedge.runtime.nodes.node import Node, NodeState
from backedge.runtime.nodes.source_node import SourceNode
from backedge.runtime.state import RunState
from backedge.runtime.stuck_queues import StuckQueues
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import DONE


class Scheduler:
    """Picks the nodes of one graph in turn.

    Nodes with inputs are kept in an int, the ready mask, as a bit by node id. Ids are positions in topological order,
    so the highest bit is the node furthest downstream, which MediaPipe runs first because that drains queues instead
    of filling them. A mask holds a node once however often it is marked, and finding the highest bit is one call:
    measurably cheaper than a heap. Nodes that can be opened are kept likewise; the lowest goes first, before anything
    else.

    Args:
        state: the state of the run.
        nodes: the nodes in id order.
        inputs: the graph's input streams.
        stuck_queues: what is done where nothing moves because queues are full.
        has_limits: whether any node's queue has a limit.
        is_wanted: whether a caller or worker waits for the thread that is inside `run`, which then does not go on with
            sources.

    Attributes:
        has_sources: whether the graph has any.
    """

    def __init__(
        self,
        state: RunState,
        nodes: Sequence[Node],
        inputs: Iterable[OutputStream],
        stuck_queues: StuckQueues,
        *,
        has_limits: bool,
        is_wanted: Callable[[], bool],
    ) -> None:
        self._state = state
        self._nodes = tuple(nodes)
        self._sources = tuple(node for node in self._nodes if isinstance(node, SourceNode))
        self.has_sources = bool(self._sources)
        self._inputs = tuple(inputs)
        self._stuck_queues = stuck_queues
        self._long_queues = stuck_queues.long_queues
        self._has_limits = has_limits
        self._is_wanted = is_wanted
        self._layer: int | None = None
        self._first_open = 0  # position of the first graph input stream that may not have ended; all before have

    def reset(self) -> None:
        """Begin a new run."""
        self._layer = None
        self._first_open = 0
        self._stuck_queues.reset()

    def run(self, *, sources: bool, until: Callable[[], bool] | None = None) -> None:
        """Work until nothing is left to do here, or something failed; workers may still be busy then.

        Args:
            sources: whether source nodes may run too.
            until: asked before every call of a calculator; if it holds, that is enough for now.
        """
        state = self._state
        errors, ready, long_queues = state.errors.recorded, state.ready, self._long_queues
        run_ready = self._run_one if until else self._run_ready
        state.is_running = True
        state.runs_chains = until is None
        try:
            while not (errors or (until and until())):
                if state.to_open:
                    self._open_nodes()
                    if until:
                        continue
                run_ready()
                if errors or state.to_open or ready.bits:
                    continue
                if sources and self.has_sources and self._run_source():
                    if self._is_wanted():
                        break
                    continue
                # Asked after every packet: most graphs have no queues that could be full, nor that are long. Where they
                # have, nothing is held back any more when nothing can come.
                if not (self._has_limits or long_queues) or state.calls_in_flight or self.is_exhausted():
                    break
                if not self._stuck_queues.resolve():
                    break
        except BaseException as error:
            state.errors.record_interruption(error)
            raise
        finally:
            state.is_running = False

    def _open_nodes(self) -> None:
        state = self._state
        while state.to_open and not state.errors:
            bit = state.to_open & -state.to_open
            state.to_open ^= bit
            node = self._nodes[bit.bit_length() - 1]
            node.guard(node.open)

    def _run_ready(self) -> None:
        state = self._state
        nodes, ready, errors = self._nodes, state.ready, state.errors.recorded
        node: Node | None = None
        try:
            while ready.bits:
                node = nodes[ready.bits.bit_length() - 1]
                ready.bits ^= node.bit
                node.step()
                if state.to_open or errors:
                    return
        except Exception as error:  # noqa: BLE001 - whatever a calculator raises ends the run, with the node's name
            assert node is not None
            node.handle(error)

    def _run_one(self) -> None:
        """Run one ready node, as `_run_ready` runs all: kept apart so that the loop above has nothing to ask."""
        ready = self._state.ready
        if not ready.bits:
            return
        node = self._nodes[ready.bits.bit_length() - 1]
        ready.bits ^= node.bit
        try:
            node.step()
        except Exception as error:  # noqa: BLE001 - as above
            node.handle(error)

    # sources

    def _run_source(self) -> bool:
        """Run one source once, or close one if the run is stopping; False if there is nothing to do."""
        if self._state.stopping:
            source = next((s for s in self._sources if s.state is NodeState.OPENED and not s.calls_in_flight), None)
            if source is not None:
                source.guard(source.close)
            return source is not None
        left = [source for source in self._sources if source.state is not NodeState.CLOSED]
        layer = min((source.layer for source in left), default=0)
        runnable = [source for source in left if source.layer == layer and source.can_run]
        if not runnable or (self._state.calls_in_flight and layer != self._layer):
            return False  # the next layer begins when the graph is idle
        self._layer = layer
        source = min(runnable, key=SourceNode.order)
        try:
            source.step()
        except StopProcessing:
            source.guard(source.finish_and_close)
        except Exception as error:  # noqa: BLE001 - as above
            source.fail(error)
        return True

    # whether anything is left to do

    @property
    def waits_for_input(self) -> bool:
        """Whether nothing can be done before something is fed, as is seen without a look at nodes and queues."""
        state = self._state
        if state.ready.bits or state.to_open or state.errors.recorded or self.has_sources:
            return False
        return not (self._has_limits or self._long_queues or self.is_exhausted())

    @property
    def is_at_rest(self) -> bool:
        """Whether there is nothing to do here but to let full queues grow, or to end."""
        state = self._state
        if state.ready.bits or state.to_open:
            return False
        return not (self._sources and any(source.can_run for source in self._sources))

    def is_exhausted(self) -> bool:
        """Tell whether no packet can come any more, from the outside or from a source."""
        # Asked after every packet: the first stream that is still open is all that has to be looked at.
        inputs = self._inputs
        while self._first_open < len(inputs):
            if inputs[self._first_open].bound != DONE:
                return False
            self._first_open += 1
        # A source that has not been opened by the time all is idle cannot produce.
        return not self.has_sources or not any(source.state is NodeState.OPENED for source in self._sources)

    @property
    def unopened_layer(self) -> SourceNode | None:
        """The source that keeps every open one from running: it is not open, and in a lower layer than they are."""
        layer = min((source.layer for source in self._sources if source.state is NodeState.OPENED), default=0)
        unopened = (source for source in self._sources if source.state is NodeState.PREPARED)
        return next((source for source in unopened if source.layer < layer), None)
