"""Runs cases on our own engine."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

from backedge import BackedgeError, CalculatorGraph, Packet
from backedge.formats import NormalizedLandmarks, NormalizedRect
from tests.conformance.case import Case, Outcome, StreamStep, node_names

_RECT_FIELDS = ("x_center", "y_center", "width", "height", "rotation", "rect_id")


Seen: TypeAlias = dict[str, list[Packet[Any]]]
"""The packets since the last rest, by stream, empty ones with bounds among them."""


def replay(case: Case, *, num_threads: int = 0) -> Outcome:
    """Run a case on our engine, on the caller's thread or on worker threads, and give its outcome."""
    try:
        graph = CalculatorGraph(case.config, num_threads=num_threads)
    except BackedgeError:
        return Outcome(accepted=False)
    return feed(graph, case, observe(graph, case))


def observe(graph: CalculatorGraph, case: Case) -> Seen:
    """Watch the streams of a case; what passes them is added to what is returned."""
    seen: Seen = {}
    for stream in case.streams:
        graph.observe_output_stream(stream, lambda name, packet: seen.setdefault(name, []).append(packet), True)
    return seen


def feed(graph: CalculatorGraph, case: Case, seen: Seen) -> Outcome:
    """Feed a graph of the case, whose streams `observe` watches, and give the outcome; no run is left active."""
    outcome = Outcome(accepted=True, nodes=node_names(graph.text_config))
    try:
        for operation in case.feed:
            operate(graph, case, operation)
            if operation[0] != "put":
                outcome.steps.append({stream: summarize(packets) for stream, packets in seen.items()})
                seen.clear()
    except BackedgeError:
        outcome.fails = True
        return outcome
    finally:
        graph.cancel()
    outcome.side_packets = {name: _read_side_packet(graph, name) for name in case.side_outputs}
    return outcome


def operate(graph: CalculatorGraph, case: Case, operation: list[Any]) -> None:
    """Do one operation of a case's feed."""
    match operation:
        case ["start"]:
            graph.start_run({name: make_value(*value) for name, value in case.side.items()})
            graph.wait_until_idle()
        case ["put", stream, kind, value, timestamp]:
            graph.add_packet_to_input_stream(stream, make_value(kind, value), timestamp)
        case ["add", stream, kind, value, timestamp]:
            graph.add_packet_to_input_stream(stream, make_value(kind, value), timestamp)
            graph.wait_until_idle()
        case ["close", stream]:
            graph.close_input_stream(stream)
            graph.wait_until_idle()
        case ["done"]:
            graph.close()
        case _:
            raise ValueError(operation)


def make_value(kind: str, value: Any) -> Any:
    """Make the value that a packet of this kind holds; see `case.py`."""
    if kind == "rect":
        return NormalizedRect(*value)
    if kind == "landmarks":
        return NormalizedLandmarks(np.array(value, np.float32))
    return value


def summarize(packets: list[Packet[Any]]) -> StreamStep:
    """The packets of one stream in one step, and where its bound came to rest, None if the last was a packet."""
    told = [[packet.timestamp, plain(packet.value)] for packet in packets if not packet.is_empty]
    return [told, packets[-1].timestamp if packets[-1].is_empty else None]


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, NormalizedRect):
        return {"rect": [getattr(value, field) for field in _RECT_FIELDS]}
    if isinstance(value, NormalizedLandmarks):
        return {"landmarks": value.points.tolist()}
    return [plain(item) for item in value] if isinstance(value, list) else value


def _read_side_packet(graph: CalculatorGraph, name: str) -> Any:
    try:
        return plain(graph.get_output_side_packet(name))
    except BackedgeError:
        return None
