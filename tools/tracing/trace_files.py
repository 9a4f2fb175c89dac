"""Reads traces: those that `graph_runner run --trace` writes, and MediaPipe's binary logs, which a config asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import orjson

from backedge.config import NodeConfig, parse_port
from backedge.config.load import load_message
from backedge.config.port_spec import TagMap, parse_tag_index
from backedge.errors import ResourceError
from backedge.file_checks import failure, require_file
from backedge.profiling import CalculatorTrace, GraphProfile, GraphTrace
from backedge.profiling.messages import StreamTrace
from backedge.tools.tracing.event_names import DROP, FED, GRAPH, PHASES, THROTTLE, queue_name
from backedge.tools.tracing.graph_outline import GraphOutline, NodeOutline, Port
from backedge.tools.tracing.traced_run import QueueName, TracedCall, TracedPacket, TracedRun

_FED_NODE: Final = -1


def read_trace(path: Path) -> TracedRun:
    """The run that a trace file tells of.

    Raises:
        ResourceError: the file cannot be read, or is no trace of a graph.
        ConfigError: a binary file is not MediaPipe's.
    """
    try:
        require_file(path, "a trace")
        with path.open("rb") as file:
            start = file.read(1)
    except OSError as error:
        raise failure("cannot be read", path, error) from error
    return _Events(path).read() if start in (b"[", b"{") else _read_binary(path)


class _Events:
    """The events of a Chrome trace of ours, which stand on a line each."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._takers: dict[str, Callable[[TracedRun, dict[str, Any]], None]] = {
            "X": self._take_slice,
            "C": self._take_counter,
            "i": self._take_instant,
        }

    def read(self) -> TracedRun:
        events = self._events()
        run = TracedRun(self._outline(events))
        self._queues = {
            queue_name(node.name, port.stream): QueueName(node.name, port.stream)
            for node in run.outline.nodes
            for port in node.inputs
        }
        ended = False
        for event in events:
            if event is None:
                ended = True
            elif event["ph"] in self._takers:
                self._take(run, event)
        return TracedRun(run.outline, run.calls, run.fed, run.queues, run.drops, run.throttles, is_cut_off=not ended)

    def _take(self, run: TracedRun, event: dict[str, Any]) -> None:
        try:
            self._takers[event["ph"]](run, event)
        except (KeyError, TypeError) as error:
            raise self._refusal(f'an event "{event["name"]}" lacks what it should say') from error

    def _outline(self, events: Iterator[dict[str, Any] | None]) -> GraphOutline:
        for event in events:
            if event is not None and event["name"] == GRAPH:
                try:
                    return GraphOutline.from_json(event["args"])
                except (KeyError, TypeError) as error:
                    raise self._refusal("what it says of its graph is not whole") from error
        raise self._refusal("it does not say which graph it is of")

    def _events(self) -> Iterator[dict[str, Any] | None]:
        """The events, and None for the end, which a file that was cut off lacks."""
        try:
            with self._path.open("rb") as file:
                for number, line in enumerate(file, start=1):
                    text = line.strip().rstrip(b",")
                    if text in (b"[", b""):
                        continue
                    if text in (b"]", b"[]"):
                        yield None
                        continue
                    yield self._event(text, number, is_last=not line.endswith(b"\n"))
        except OSError as error:
            raise ResourceError(f"cannot read trace {self._path}: {error.strerror or error}") from error

    def _event(self, text: bytes, number: int, *, is_last: bool) -> dict[str, Any]:
        try:
            event = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            if is_last:  # the program was killed while it wrote
                return {"ph": "", "name": ""}
            raise self._refusal(f"line {number} is no event ({error})") from error
        if not isinstance(event, dict) or not {"ph", "name"} <= event.keys():
            raise self._refusal(f"line {number} is no event")
        return event

    def _refusal(self, reason: str) -> ResourceError:
        return ResourceError(f"{self._path} is no trace that `graph_runner run --trace` has written: {reason}")

    @staticmethod
    def _take_slice(run: TracedRun, event: dict[str, Any]) -> None:
        about = event["args"]
        if event["cat"] == FED:
            run.fed.setdefault(TracedPacket(event["name"], about["timestamp"]), event["ts"])
            return
        taken = tuple(TracedPacket(*packet) for packet in about.get("in", ()))
        sent = tuple(TracedPacket(*packet) for packet in about.get("out", ()))
        end = event["ts"] + event["dur"]
        run.calls.append(TracedCall(about["node"], event["cat"], event["ts"], end, taken, sent))

    def _take_counter(self, run: TracedRun, event: dict[str, Any]) -> None:
        queue = self._queues[event["name"]]
        run.queues.setdefault(queue, []).append((event["ts"], event["args"]["packets"]))

    @staticmethod
    def _take_instant(run: TracedRun, event: dict[str, Any]) -> None:
        about = event["args"]
        queue = QueueName(about["node"], about["stream"])
        if event["cat"] == DROP:
            run.drops.append((queue, about["timestamp"]))
        elif event["cat"] == THROTTLE and about["full"]:
            run.throttles[queue] = run.throttles.get(queue, 0) + 1


def _read_binary(path: Path) -> TracedRun:
    profile = load_message(GraphProfile, path)
    traces = profile.graph_trace
    names = next((trace.calculator_name for trace in traces if trace.calculator_name), ())
    if not names:
        raise ResourceError(f"{path} holds no trace of a graph; profiler_config {{ trace_enabled: true }} asks for one")
    run = TracedRun(_outline_of(profile, names))
    for trace in traces:
        for call in trace.calculator_trace:
            _take_call(run, trace, call, names)
    return run


def _outline_of(profile: GraphProfile, names: tuple[str, ...]) -> GraphOutline:
    """The graph that a profile holds; without it, the names of its nodes."""
    config = profile.config
    if config is None:
        return GraphOutline(tuple(NodeOutline(name, name, (), ()) for name in names), (), ())
    nodes = tuple(_node(node, name) for node, name in zip(config.node, names, strict=False))
    inputs, outputs = (
        tuple(parse_port(text).name for text in texts) for texts in (config.input_stream, config.output_stream)
    )
    return GraphOutline(nodes, inputs, outputs)


def _node(node: NodeConfig, name: str) -> NodeOutline:
    back_edges = {parse_tag_index(info.tag_index) for info in node.input_stream_info if info.back_edge}
    inputs = TagMap.parse(node.input_stream)
    return NodeOutline(
        name,
        node.calculator,
        tuple(Port(port.tag, port.name, (port.tag, port.index) in back_edges) for port in inputs),
        tuple(Port(port.tag, port.name) for port in TagMap.parse(node.output_stream)),
    )


def _take_call(run: TracedRun, trace: GraphTrace, call: CalculatorTrace, names: tuple[str, ...]) -> None:
    def packets(streams: Iterable[StreamTrace]) -> tuple[TracedPacket, ...]:
        at = trace.base_timestamp
        return tuple(TracedPacket(trace.stream_name[one.stream_id], at + one.packet_timestamp) for one in streams)

    taken, sent = packets(call.input_trace), packets(call.output_trace)
    if call.node_id == _FED_NODE:
        for packet in sent:
            run.fed.setdefault(packet, call.start_time)
    elif call.event_type in PHASES and 0 <= call.node_id < len(names):
        phase = PHASES[call.event_type]
        run.calls.append(TracedCall(names[call.node_id], phase, call.start_time, call.finish_time, taken, sent))
