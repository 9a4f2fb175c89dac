"""Wiring: from a plan to nodes whose streams are connected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backedge.authoring.contract import PortContract
from backedge.authoring.conversions import find_check
from backedge.planning.graph_parts import DEFAULT_EXECUTOR
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.nodes.node import Node, Shared
from backedge.runtime.nodes.side_packet_node import SidePacketNode
from backedge.runtime.nodes.single_input_node import EarlySingleInputNode, SingleInputNode
from backedge.runtime.nodes.source_node import SourceNode
from backedge.runtime.nodes.stream_node import StreamNode
from backedge.runtime.nodes.worker_node import WorkerNode
from backedge.runtime.workers import ThreadPoolExecutor
from backedge.streams.converting_input import (
    ConvertingInputStream,
    ConvertingLookAheadInputStream,
    ConvertingUnlimitedInputStream,
)
from backedge.streams.input_stream import InputStream, LongQueues, LookAheadInputStream, Reader, UnlimitedInputStream
from backedge.streams.inspected_output import make_output_stream
from backedge.streams.limits import (
    DEFAULT_MAX_QUEUE_SIZE,
    UNLIMITED,
    QueueLimit,
    Throttle,
    find_roots,
)
from backedge.streams.output_stream import OutputStream
from backedge.streams.policies import InputPolicy, is_plain_default, make_policy, policy_class


@dataclass(frozen=True, slots=True)
class Wiring:
    """A graph's nodes and streams.

    Attributes:
        nodes: the nodes in id order.
        streams: the producer's end of every stream, by name.
        inputs: the graph's input streams, by name.
        throttles: what feeds each stream from outside the graph.
        has_limits: whether the nodes' queues have limits.
        long_queues: those that have none, and are long.
    """

    nodes: tuple[Node, ...]
    streams: Mapping[str, OutputStream]
    inputs: Mapping[str, GraphInput]
    throttles: Mapping[str, frozenset[Throttle]]
    has_limits: bool
    long_queues: LongQueues


def wire(
    plan: GraphPlan,
    shared: Shared,
    executors: Mapping[str, ThreadPoolExecutor],
    on_room: Callable[[], None],
    *,
    deferred: bool,
) -> Wiring:
    """Make the nodes and streams of `plan`.

    Args:
        plan: the graph.
        shared: what its nodes share.
        executors: the pools of workers, by name.
        on_room: called when no full queue holds back a graph input stream any more.
        deferred: whether nodes run only while a caller waits.
    """
    streams = {name: OutputStream(name, "graph input") for name in plan.graph_inputs}
    inputs = {name: GraphInput(streams[name], plan.stream_types[name], on_room) for name in plan.graph_inputs}
    source_throttles = {node.id: Throttle(_ignore) for node in plan.nodes if node.is_source}
    throttles = _find_throttles(plan, inputs, source_throttles)
    for node_plan in plan.nodes:
        for port in node_plan.contract.outputs:
            streams[port.name] = make_output_stream(
                port, node_plan.name, checked=shared.instruments.checks, instances=node_plan.config.max_in_flight
            )
    limit = queue_limit(plan)
    long_queues = LongQueues(limit)
    limited = bool(executors) or deferred or _needs_limit(plan)
    nodes = []
    for node_plan in plan.nodes:
        node: Node
        outputs = [streams[port.name] for port in node_plan.contract.outputs]
        executor = _executor(node_plan, executors)
        if node_plan.is_source:
            node = SourceNode(node_plan, shared, outputs, source_throttles[node_plan.id], executor)
        elif not len(node_plan.contract.inputs):
            node = SidePacketNode(node_plan, shared)
        else:
            checked_types = plan.stream_types if shared.instruments.checks else None
            inlets = _Inlets(
                node_plan, shared, throttles, limit if limited else None, long_queues, checked_types=checked_types
            )
            node = _make_stream_node(inlets, outputs, executor, deferred=deferred)
        for stream in node.streams:
            streams[stream.name].connect(stream)
        nodes.append(node)
    return Wiring(tuple(nodes), streams, inputs, throttles, _have_limits(nodes), long_queues)


def queue_limit(plan: GraphPlan) -> int:
    """The limit of every queue, where queues have one."""
    hints = [node.config.buffer_size_hint for node in plan.nodes if node.config.buffer_size_hint > 0]
    return max([plan.config.max_queue_size or DEFAULT_MAX_QUEUE_SIZE, *hints])


def _needs_limit(plan: GraphPlan) -> bool:
    """Tell whether queues need a limit even where each packet goes as far as it can before the next one is fed.

    Without sources, and where the config does not ask for deadlocks, holding back the feed would change nothing.
    """
    return plan.config.report_deadlock or plan.has_sources


def _have_limits(nodes: Sequence[Node]) -> bool:
    return any(stream.limit is not None for node in nodes for stream in node.streams)


def _find_throttles(
    plan: GraphPlan, inputs: Mapping[str, GraphInput], source_throttles: Mapping[int, Throttle]
) -> dict[str, frozenset[Throttle]]:
    roots = {name: graph_input.throttle for name, graph_input in inputs.items()}
    for node_id, throttle in source_throttles.items():
        roots.update((port.name, throttle) for port in plan.nodes[node_id].contract.outputs)
    return find_roots(plan.flows(), roots)


def _executor(plan: NodePlan, executors: Mapping[str, ThreadPoolExecutor]) -> ThreadPoolExecutor | None:
    """The executor that makes the node's calls; None where the holder of the turn makes them."""
    if plan.registration.calculator.lightweight:
        return None
    return executors.get(plan.config.executor or DEFAULT_EXECUTOR)


def _make_stream_node(
    inlets: _Inlets, outputs: Sequence[OutputStream], executor: ThreadPoolExecutor | None, *, deferred: bool
) -> StreamNode:
    if executor is not None:
        return WorkerNode(inlets.plan, inlets.shared, outputs, inlets.attach, executor)
    kind = StreamNode
    if inlets.is_default and len(inlets.plan.contract.inputs) == 1:
        # Where a packet may lie in its queue for a while it matters that the node which will get it has taken it out.
        kind = EarlySingleInputNode if deferred else SingleInputNode
    return kind(inlets.plan, inlets.shared, outputs, inlets.attach)


@dataclass(frozen=True, slots=True)
class _Inlets:
    """Makes the input streams of one node.

    Attributes:
        plan: the node.
        shared: what it shares with the other nodes.
        throttles: what feeds each stream from outside the graph.
        limit: the limit of the node's queues, None for none.
        long_queues: where queues without a limit say that they have become long.
        checked_types: the types of streams, by name, if what they carry is to be checked; else None.
    """

    plan: NodePlan
    shared: Shared
    throttles: Mapping[str, frozenset[Throttle]]
    limit: int | None
    long_queues: LongQueues
    checked_types: Mapping[str, Any] | None

    @property
    def is_default(self) -> bool:
        """Whether the node has the default policy in its simplest form."""
        plan, bounds = self.plan, self.plan.contract.process_timestamp_bounds
        options = plan.input_policy_options
        return is_plain_default(plan.input_policy, process_timestamp_bounds=bounds, options=options)

    def attach(self, reader: Reader) -> tuple[Sequence[InputStream], InputPolicy]:
        """Make the node's input streams and its policy."""
        plan, bounds = self.plan, self.plan.contract.process_timestamp_bounds
        policy_type = policy_class(plan.input_policy, process_timestamp_bounds=bounds)
        labels = [(port.tag, port.index) for port in plan.contract.inputs]
        streams = [
            self._make_stream(port, reader, policy_type, back_edge=label in plan.back_edges)
            for port, label in zip(plan.contract.inputs, labels, strict=True)
        ]
        options = plan.input_policy_options
        policy = make_policy(plan.input_policy, streams, labels, process_timestamp_bounds=bounds, options=options)
        return streams, policy

    def _make_stream(
        self, port: PortContract, reader: Reader, policy_type: type[InputPolicy], *, back_edge: bool
    ) -> InputStream:
        name, conversion = port.name, port.conversion
        if conversion is None and self.checked_types is not None:
            conversion = find_check(self.checked_types[name], port.type)
        watched = policy_type.watches_packets
        queue = self.shared.instruments.make_queue(reader.name, name)
        if self.limit is None and not (watched or policy_type.looks_ahead):
            fast = ConvertingUnlimitedInputStream if conversion else UnlimitedInputStream
            ready = self.shared.state.ready
            return fast(
                name,
                reader,
                ready,
                long_queues=self.long_queues,
                back_edge=back_edge,
                conversion=conversion,
                queue=queue,
            )
        max_size = UNLIMITED if self.limit is None else self.limit
        on_change = None if queue is None else queue.tell_full
        throttles = self.throttles.get(name, ())
        limit = QueueLimit(name, reader.name, max_size, throttles, queue=queue, on_change=on_change)
        long_queues = self.long_queues if self.limit is None else None
        kind: type[InputStream]
        if policy_type.looks_ahead:
            kind = ConvertingLookAheadInputStream if conversion else LookAheadInputStream
        else:
            kind = ConvertingInputStream if conversion else InputStream
        return kind(
            name,
            reader,
            back_edge=back_edge,
            limit=limit,
            watched=watched,
            long_queues=long_queues,
            conversion=conversion,
        )


def _ignore() -> None:
    """Do nothing when a source has room again: the scheduler looks at its throttle by itself."""
