"""Explanations of a graph that stands still: which node waits, on which stream, at which bound, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backedge.runtime.nodes.node import Node, NodeState
from backedge.runtime.nodes.source_node import SourceNode
from backedge.streams.input_stream import InputStream
from backedge.streams.output_stream import OutputStream
from backedge.timestamp import describe, previous_allowed


@dataclass(frozen=True, slots=True)
class Wait:
    """One stream that one node waits on.

    Attributes:
        node: the node that waits.
        timestamp: the timestamp at which it has packets it cannot process.
        stream: the stream that is not settled there.
        settled: the timestamp through which that stream is settled.
        producer: node that writes the stream; "" for a graph input.
        reason: why the stream does not move, and what would move it.
    """

    node: str
    timestamp: int
    stream: str
    settled: int
    producer: str
    reason: str

    def __str__(self) -> str:
        what = f'node "{self.node}" has packets at {describe(self.timestamp)} and waits for '
        if self.settled >= self.timestamp:
            return f'{what}a packet in stream "{self.stream}", at whatever timestamp: {self.reason}'
        return f'{what}stream "{self.stream}", which is settled through {describe(self.settled)} only: {self.reason}'


@dataclass(frozen=True, slots=True)
class Explanation:
    """The reasons why a graph does not move.

    Attributes:
        waits: nodes that have packets but not from every stream they wait for.
        unopened: nodes that could not be opened, and for want of what.
        open_inputs: graph input streams that are not closed.
        busy: nodes that are inside `process` on a worker.
        backlogs: other nodes that have not processed everything, and what is left.
        paused: whether the graph is paused.
    """

    waits: tuple[Wait, ...]
    unopened: Mapping[str, str]
    open_inputs: tuple[str, ...]
    busy: tuple[str, ...] = ()
    backlogs: Mapping[str, str] = field(default_factory=dict)
    paused: bool = False

    def __str__(self) -> str:
        lines = [f'node "{name}" is inside process()' for name in self.busy]
        lines += [f'node "{name}" is not open: {why}' for name, why in self.unopened.items()]
        lines += [str(wait) for wait in self.waits]
        lines += [f'node "{name}" {backlog}' for name, backlog in self.backlogs.items()]
        if self.paused:
            lines.append("the graph is paused: call resume()")
        if self.open_inputs:
            names = ", ".join(f'"{name}"' for name in self.open_inputs)
            lines.append(f"graph input streams {names} are open: the run can only end when they are closed")
        return "\n".join(lines) or "no node waits: everything that was fed has been processed"


def explain(
    nodes: Sequence[Node], streams: Mapping[str, OutputStream], inputs: Sequence[str], *, paused: bool = False
) -> Explanation:
    """Look at a graph that is idle.

    Args:
        nodes: its nodes.
        streams: the producers' ends of its streams.
        inputs: names of its input streams.
        paused: whether it is paused.
    """
    graph = _Graph(nodes)
    waits = [
        Wait(
            node.name,
            timestamp,
            stream.name,
            previous_allowed(stream.bound),
            graph.producers[stream.name].name if stream.name in graph.producers else "",
            graph.reason(node, stream),
        )
        for node in nodes
        if node.state is NodeState.OPENED
        for timestamp, stream in node.waits()
    ]
    unopened = {node.name: _missing(node) for node in nodes if node.state is NodeState.PREPARED}
    busy = tuple(node.name for node in nodes if node.calls_in_flight)
    told = {*busy, *unopened, *(wait.node for wait in waits)}
    silent = [node for node in nodes if node.state is NodeState.OPENED and node.name not in told]
    backlogs = {node.name: backlog for node in silent if (backlog := node.backlog())}
    open_inputs = tuple(name for name in inputs if not streams[name].closed)
    return Explanation(tuple(waits), unopened, open_inputs, busy, backlogs, paused)


class _Graph:
    """What many reasons ask for, looked up once: a node may have tens of thousands of streams."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.producers = {output.name: node for node in nodes for output in node.outputs}
        self._waiting = {node.name for node in nodes if node.state is NodeState.OPENED and any(node.waits())}
        self._without_promise = {output.name for node in nodes for output in node.outputs if output.offset is None}

    def reason(self, node: Node, stream: InputStream) -> str:
        """Say why a stream that a node waits for does not move, and what would move it."""
        producer = self.producers.get(stream.name)
        if producer is None:
            return (
                "it is a graph input; add a packet to it, promise that none will come "
                "(set_input_stream_timestamp_bound), or close it"
            )
        if stream.back_edge and node.plan.input_policy == "DefaultInputStreamHandler":
            return (
                f'it is a back edge from node "{producer.name}", which waits for this node in turn; '
                "lead it through a PreviousLoopbackCalculator"
            )
        if producer.state is NodeState.PREPARED:
            return f'node "{producer.name}", which writes it, is not open: {_missing(producer)}'
        if producer.name in self._waiting:
            return f'node "{producer.name}", which writes it, waits itself'
        if isinstance(producer, SourceNode):
            return f'source "{producer.name}" has not produced that far' + (
                "; full queues hold it back" if producer.throttle else ""
            )
        if stream.name in self._without_promise:
            return (
                f'node "{producer.name}" ({producer.plan.registration.name}) sent nothing there and promises nothing: '
                "give it a timestamp_offset, or let it send a packet or set_next_timestamp_bound() for every input"
            )
        return f'node "{producer.name}", which writes it, has itself no input that far'


def _missing(node: Node) -> str:
    absent = node.missing_side_packets()
    if absent:
        return "side packets " + ", ".join(f'"{name}"' for name in absent) + " have not been set"
    return "a node upstream is not open"
