"""Wiring: from a plan to nodes whose streams are connected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from backedge.planning.graph_parts import DEFAULT_EXECUTOR
from backedge.planning.plan import GraphPlan, NodePlan
from backedge.runtime.batch_node import Batch, BatchNode, ThreadedBatchNode
from backedge.runtime.executors import ThreadPoolExecutor
from backedge.runtime.graph_input import GraphInput
from backedge.runtime.input_stream import InputStream
from backedge.runtime.inspected_output import make_output_stream
from backedge.runtime.node import Node
from backedge.runtime.output_stream import OutputStream
from backedge.runtime.policies import DEFAULT_POLICY, POLICIES, BoundsInputPolicy, InputPolicy
from backedge.runtime.scheduler import Scheduler
from backedge.runtime.side_packet_node import SidePacketNode
from backedge.runtime.single_input_node import SingleInputNode
from backedge.runtime.source import SourceNode
from backedge.runtime.threaded_node import ThreadedNode, ThreadedSource
from backedge.runtime.throttling import (
    DEFAULT_MAX_QUEUE_SIZE,
    UNLIMITED,
    LimitedInputStream,
    Throttle,
    WatchedInputStream,
    find_throttles,
)


@dataclass(frozen=True, slots=True)
class Wiring:
    """A graph's streams, its nodes being with the scheduler.

    Attributes:
        streams: the producer's end of every stream, by name.
        inputs: the graph's input streams, by name.
        throttles: what feeds each stream from outside the graph.
    """

    streams: dict[str, OutputStream]
    inputs: dict[str, GraphInput]
    throttles: Mapping[str, frozenset[Throttle]]


def wire(
    plan: GraphPlan,
    scheduler: Scheduler,
    executors: Mapping[str, ThreadPoolExecutor],
    *,
    deferred: bool = False,
    check_types: bool = False,
) -> Wiring:
    """Make the nodes and streams of `plan` and hand the nodes to `scheduler`.

    Args:
        plan: the graph.
        scheduler: runs its nodes.
        executors: the pools of workers, by name.
        deferred: whether nodes run only while somebody waits.
        check_types: see `CalculatorGraph`.
    """
    streams = {name: OutputStream(name, "graph input") for name in plan.graph_inputs}
    inputs = {name: GraphInput(streams[name], plan.stream_types[name]) for name in plan.graph_inputs}
    for node_plan in plan.nodes:
        for port in node_plan.contract.outputs:
            streams[port.name] = make_output_stream(port, node_plan.name, check_type=check_types)
    limit = queue_limit(plan) if executors or deferred or _needs_limit(plan) else None
    # Where a packet may lie in its queue for a while it matters that the node which will get it has taken it out.
    fast = Node if deferred else SingleInputNode
    nodes = [_make_node(node_plan, scheduler, streams, executors, limit, fast) for node_plan in plan.nodes]
    consumers: dict[str, list[InputStream]] = defaultdict(list)
    readers: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        for stream in node.streams:
            consumers[stream.name].append(stream)
        for side_port in node.plan.contract.input_side_packets:
            readers[side_port.name].append(node)
    for name, ends in consumers.items():
        streams[name].consumers = tuple(ends)
    throttles = _find_throttles(nodes, inputs)
    limited = [end for ends in consumers.values() for end in ends if isinstance(end, LimitedInputStream)]
    for end in limited:
        end.throttles = tuple(throttles.get(end.name, ()))
    scheduler.wire(nodes, readers, plan.side_packet_types)
    scheduler.has_limits = bool(limited)
    scheduler.input_throttles = tuple(graph_input.throttle for graph_input in inputs.values())
    return Wiring(streams, inputs, throttles)


def _needs_limit(plan: GraphPlan) -> bool:
    """Whether queues need a limit even where each packet goes as far as it can before the next one is fed.

    Without sources, and where nobody asks for deadlocks, holding back the feed would change nothing.
    """
    return plan.config.report_deadlock or any(node.is_source for node in plan.nodes)


def queue_limit(plan: GraphPlan) -> int:
    """The limit of every queue, where queues have one."""
    hints = [node.config.buffer_size_hint for node in plan.nodes if node.config.buffer_size_hint > 0]
    return max([plan.config.max_queue_size or DEFAULT_MAX_QUEUE_SIZE, *hints])


def _make_node(
    plan: NodePlan,
    scheduler: Scheduler,
    producers: Mapping[str, OutputStream],
    executors: Mapping[str, ThreadPoolExecutor],
    limit: int | None,
    fast: type[Node],
) -> Node:
    outputs = [producers[port.name] for port in plan.contract.outputs]
    executor = executors.get(plan.config.executor or DEFAULT_EXECUTOR)
    if plan.registration.calculator.lightweight:
        executor = None
    if plan.is_source:
        if executor is None:
            return SourceNode(plan, scheduler, outputs)
        return ThreadedSource(plan, scheduler, outputs, executor)
    if not len(plan.contract.inputs):
        return SidePacketNode(plan, scheduler)
    policy_class = _policy_class(plan)
    streams = _make_streams(plan, policy_class, limit)
    labels = [(port.tag, port.index) for port in plan.contract.inputs]
    bounds = plan.contract.process_timestamp_bounds
    policy = policy_class(streams, labels, process_timestamp_bounds=bounds, options=plan.input_policy_options)
    for stream in streams:
        if isinstance(stream, WatchedInputStream):
            stream.on_added = policy.packet_added
    batch_size = getattr(plan.input_policy_options, "batch_size", 1)
    if batch_size > 1:
        batching: BatchNode | ThreadedBatchNode
        if executor is None:
            batching = BatchNode(plan, scheduler, streams, outputs, policy)
        else:
            batching = ThreadedBatchNode(plan, scheduler, streams, outputs, policy, executor)
        batching.batch = Batch(batch_size)
        return batching
    if executor is not None:
        return ThreadedNode(plan, scheduler, streams, outputs, policy, executor)
    kind = fast if policy_class is POLICIES[DEFAULT_POLICY] and len(streams) == 1 else Node
    return kind(plan, scheduler, streams, outputs, policy)


def _policy_class(plan: NodePlan) -> type[InputPolicy]:
    if plan.contract.process_timestamp_bounds and plan.input_policy == DEFAULT_POLICY:
        return BoundsInputPolicy
    return POLICIES[plan.input_policy]


def _make_streams(plan: NodePlan, policy: type[InputPolicy], limit: int | None) -> list[InputStream]:
    max_size = UNLIMITED if limit is None else limit
    streams: list[InputStream] = []
    for port in plan.contract.inputs:
        back_edge = (port.tag, port.index) in plan.back_edges
        if policy.watches_packets:
            streams.append(WatchedInputStream(port.name, plan.name, max_size=max_size, back_edge=back_edge))
        elif limit is None:
            streams.append(InputStream(port.name, plan.name, back_edge=back_edge))
        else:
            streams.append(LimitedInputStream(port.name, plan.name, max_size=max_size, back_edge=back_edge))
    return streams


def _find_throttles(nodes: list[Node], inputs: Mapping[str, GraphInput]) -> dict[str, frozenset[Throttle]]:
    roots = {name: graph_input.throttle for name, graph_input in inputs.items()}
    for node in nodes:
        if isinstance(node, SourceNode):
            roots.update((output.name, node.throttle) for output in node.outputs)
    flows = [([output.name for output in node.outputs], node.streams) for node in nodes]
    return find_throttles(flows, roots)
