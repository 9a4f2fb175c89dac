"""One run of a graph: from `start_run` to the moment when the last node is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import Any

from backedge.errors import DeadlockError, GraphError
from backedge.packet import EMPTY, Packet
from backedge.runtime.explain import Explanation, explain
from backedge.runtime.instruments import Instruments
from backedge.runtime.nodes.node import Node, NodeState
from backedge.runtime.nodes.worker_node import WorkerNode
from backedge.runtime.scheduler import Scheduler
from backedge.runtime.side_packets import SidePackets
from backedge.runtime.state import RunState
from backedge.streams.consumer import Consumer
from backedge.streams.output_stream import OutputStream


class Run:
    """A graph's present or last run.

    Args:
        state: the state that it shares with the nodes.
        scheduler: picks the nodes.
        nodes: the graph's nodes.
        side_packets: its side packets.
        streams: the producers' ends of its streams, by name.
        inputs: names of its input streams.
        instruments: what watches its calculators.

    Attributes:
        errors: what went wrong in the run.
        is_active: whether it has been started and has not ended.
        paused: while set, nothing is scheduled; packets that are fed wait.
        observed: whether an observer has been called since the caller last looked.
    """

    def __init__(
        self,
        state: RunState,
        scheduler: Scheduler,
        nodes: Sequence[Node],
        side_packets: SidePackets,
        streams: Mapping[str, OutputStream],
        inputs: Sequence[str],
        instruments: Instruments,
    ) -> None:
        self.state = state
        self.errors = state.errors
        self.scheduler = scheduler
        self.side_packets = side_packets
        self.is_active = False
        self.paused = False
        self.observed = False
        self._nodes = tuple(nodes)
        # All others let a packet go as soon as they have processed it.
        self._keepers = tuple(node for node in nodes if isinstance(node, WorkerNode))
        self._streams = streams
        self._inputs = {name: streams[name] for name in inputs}
        self._instruments = instruments
        self._observers: list[Consumer] = []
        self._left: Explanation | None = None

    def watch(self, observer: Consumer) -> None:
        """Connect an observer to the stream that it is named after, for the runs to come."""
        self._observers.append(observer)
        self._streams[observer.name].connect(observer)

    def start(self, side_packets: Mapping[str, Any], headers: Mapping[str, Any]) -> None:
        """Prepare everything; the nodes open with the first `work`.

        Args:
            side_packets: what the run is given, by name.
            headers: headers of graph input streams, by name.
        """
        self._left = None
        self._instruments.start()
        for observer in self._observers:
            observer.reset()
        for stream in self._inputs.values():
            stream.reset()
        self.state.reset()
        self.scheduler.reset()
        self.side_packets.begin(side_packets)
        self._prepare_nodes()
        for name, value in side_packets.items():
            self.side_packets.provide(name, value)
        self.paused = self.observed = False
        self.is_active = True
        for name, stream in self._inputs.items():
            header = headers.get(name, EMPTY)
            stream.publish_header(header if isinstance(header, Packet) else Packet(header))

    def _prepare_nodes(self) -> None:
        prepared: list[Node] = []
        try:
            for node in self._nodes:
                node.prepare()
                prepared.append(node)
                if not node.missing:
                    self.state.to_open |= node.bit
        except BaseException:
            for node in prepared:
                node.release()
            raise

    def send(self, stream: OutputStream, packet: Packet[Any]) -> None:
        """Put a packet into a graph input stream.

        A packet that a consumer cannot take ends the run, as an error of the graph.
        """
        try:
            stream.send(packet)
        except GraphError as error:
            self.errors.record(error)

    def do(self, call: Callable[[], None]) -> None:
        """Make a change to the graph's state; what goes wrong ends the run, as an error of the graph."""
        try:
            call()
        except GraphError as error:
            self.errors.record(error)

    def fail(self, error: GraphError) -> None:
        """Let the run end because of an error of the caller's with the next `work`. Any thread may call this."""
        if self.is_active:
            self.errors.record(error)

    def set_paused(self, paused: bool) -> None:
        """Schedule nothing more, or go on."""
        self.paused = paused

    def set_options(self, node: str, options: Any) -> None:
        """Give a node's calculator other options for the calls to come."""
        found = next(each for each in self._nodes if each.name == node)
        if found.state is NodeState.OPENED:
            found.set_options(options)

    def stop_sources(self) -> None:
        """Let no source run any more; they are closed when it is their turn. Any thread may call this."""
        self.state.stopping = True

    def work(self, *, sources: bool, until: Callable[[], bool] | None = None) -> None:
        """Do what can be done, or enough of it (see `Scheduler.run`), and end the run when that was the last of it."""
        state, scheduler = self.state, self.scheduler
        # A run that has failed or is cancelled ends although it is paused. Running: called from a callback or a
        # calculator, and the call further up the stack goes on.
        errors = state.errors.recorded
        if (self.paused and not errors) or state.is_running:
            return
        try:
            scheduler.run(sources=sources, until=until)
            may_be_stuck = sources and scheduler.has_sources and not state.calls_in_flight
            if may_be_stuck and (until is None or scheduler.is_at_rest):
                self._report_unopened_layer()
        finally:
            # While calls are under way there is nothing to end, and on threads that is after nearly every call.
            if self.is_active and not state.calls_in_flight:
                is_over = errors or (scheduler.is_exhausted() and (until is None or scheduler.is_at_rest))
                if is_over:
                    self.end()

    def _report_unopened_layer(self) -> None:
        unopened = self.scheduler.unopened_layer
        if unopened is not None and not self.open_inputs():
            self.errors.record(
                DeadlockError(
                    f'no source can run: node "{unopened.name}" is in a lower source_layer and has not been opened; '
                    "is a side packet missing that a node should have set?"
                )
            )

    def open_inputs(self) -> list[str]:
        """The graph input streams that can still take packets."""
        return [name for name, stream in self._inputs.items() if not stream.closed]

    def end(self) -> None:
        """Close every node that was opened and not closed, also if one is interrupted; what they send goes nowhere."""
        self.is_active = False
        self._left = explain(self._nodes, self._streams, ())
        with ExitStack() as still_to_do:
            still_to_do.callback(self.do, self._instruments.profiler.stop)
            for node in reversed(self._nodes):
                still_to_do.callback(_end, node)

    def cancel(self) -> None:
        """Let the run end as it is with the next `work`, or when the calculator that is at work returns.

        Any thread may call this: it changes nothing that the thread at work would have to know of beforehand.
        """
        if self.is_active and not self.errors:
            self.errors.record(GraphError("the run was cancelled"))
        self.paused = False

    def abandon(self) -> None:
        """Let the run end like `cancel`, but report nothing: there is no caller left. Any thread may call this."""
        self.errors.abandon(GraphError("the run was abandoned"))
        self.paused = False

    def let_go(self) -> None:
        """Let all packets go that have been processed; for when nothing is under way."""
        for node in self._keepers:
            node.let_go()

    def arrived(self) -> dict[str, list[int]]:
        """How many packets came to each input of each node in the present or last run."""
        return {node.name: [stream.added for stream in node.streams] for node in self._nodes}

    def explain(self) -> Explanation:
        """Say why the run does not go on, or what was left when it ended."""
        if self._left is not None:
            return self._left
        return explain(self._nodes, self._streams, tuple(self._inputs), paused=self.paused)


def _end(node: Node) -> None:
    try:
        if node.state is NodeState.OPENED:
            node.guard(partial(node.close, discard=True))
    finally:
        node.release()
