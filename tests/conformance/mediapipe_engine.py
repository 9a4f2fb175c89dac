"""Runs cases on MediaPipe's own engine: the one module that imports mediapipe.

Started by `record.py` with a Python that has ``mediapipe==0.10.21``. Reads one case a line from standard input and
writes one outcome a line to standard output, both as JSON; see `case.py` for what is in them. Every case runs in a
process of its own, because MediaPipe ends the process for some of what a case can contain.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from tests.conformance.case import UNREADABLE, Case, Outcome, StreamStep, node_names

TIMEOUT_SECONDS = 10
_PACKET_TYPE = re.compile(r"C\+\+ type: (.*)>$")
_RECT_FIELDS = ("x_center", "y_center", "width", "height", "rotation", "rect_id")

mediapipe = importlib.import_module("mediapipe")
creator = importlib.import_module("mediapipe.python.packet_creator")
getter = importlib.import_module("mediapipe.python.packet_getter")
rect_pb2 = importlib.import_module("mediapipe.framework.formats.rect_pb2")
landmark_pb2 = importlib.import_module("mediapipe.framework.formats.landmark_pb2")


def main() -> None:
    """Run what comes in until there is no more."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(run_in_child(Case.from_json(line))) + "\n")
        sys.stdout.flush()


def run_in_child(case: Case) -> dict[str, Any]:
    """The outcome of a case, or how its process ended instead."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(TIMEOUT_SECONDS)
        with os.fdopen(writing, "w") as pipe:
            json.dump(asdict(run(case)), pipe)
        # Without the interpreter's own end, which would wait for the threads of a graph that failed.
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == -signal.SIGALRM:
        return {"ended": "hangs"}
    return json.loads(text) if status == 0 else {"ended": "crashes"}


def run(case: Case) -> Outcome:
    """Build the graph, go through the feed, and note what every operation brought, up to the first that fails."""
    try:
        graph = mediapipe.CalculatorGraph(graph_config=case.config)
    except (ValueError, RuntimeError):
        return Outcome(accepted=False)
    seen: dict[str, list[Any]] = {}

    def observe(stream: str, packet: Any) -> None:
        seen.setdefault(stream, []).append(packet)

    for stream in case.streams:
        graph.observe_output_stream(stream, observe, True)
    outcome = Outcome(accepted=True, nodes=node_names(graph.text_config))
    for operation, *arguments in case.feed:
        try:
            _OPERATIONS[operation](graph, case, *arguments)
        except (ValueError, RuntimeError):
            outcome.fails = True
            return outcome
        if operation != "put":
            outcome.steps.append({stream: summarize(packets) for stream, packets in sorted(seen.items())})
            seen.clear()
    outcome.side_packets = {name: read_side_packet(graph, name) for name in case.side_outputs}
    return outcome


def _start(graph: Any, case: Case) -> None:
    graph.start_run({name: make_packet(*value) for name, value in case.side.items()})
    graph.wait_until_idle()


def _put(graph: Any, case: Case, stream: str, kind: str, value: Any, timestamp: int) -> None:
    graph.add_packet_to_input_stream(stream, make_packet(kind, value).at(make_timestamp(timestamp)))


def _add(graph: Any, case: Case, stream: str, kind: str, value: Any, timestamp: int) -> None:
    _put(graph, case, stream, kind, value, timestamp)
    graph.wait_until_idle()


def _close(graph: Any, case: Case, stream: str) -> None:
    graph.close_input_stream(stream)
    graph.wait_until_idle()


def _done(graph: Any, case: Case) -> None:
    graph.close()


_OPERATIONS: dict[str, Callable[..., None]] = {
    "start": _start,
    "put": _put,
    "add": _add,
    "close": _close,
    "done": _done,
}


def make_timestamp(value: int) -> Any:
    """Special values cannot be made from their numbers."""
    named = {getattr(mediapipe.Timestamp, name).value: name for name in ("PRESTREAM", "MIN", "MAX", "POSTSTREAM")}
    return getattr(mediapipe.Timestamp, named[value]) if value in named else value


def make_packet(kind: str, value: Any) -> Any:
    """A packet without a timestamp; see `case.py` for the kinds."""
    if kind == "rect":
        return creator.create_proto(rect_pb2.NormalizedRect(**dict(zip(_RECT_FIELDS, value, strict=True))))
    if kind == "landmarks":
        points = landmark_pb2.NormalizedLandmarkList()
        for x, y, z in value:
            points.landmark.add(x=x, y=y, z=z)
        return creator.create_proto(points)
    return getattr(creator, f"create_{kind}")(value)


def summarize(packets: list[Any]) -> StreamStep:
    """The packets of one stream in one step, and where its bound came to rest, None if the last was a packet."""
    told = [[packet.timestamp.value, read_packet(packet)] for packet in packets if not packet.is_empty()]
    return [told, packets[-1].timestamp.value if packets[-1].is_empty() else None]


def read_side_packet(graph: Any, name: str) -> Any:
    """The value that a node has set, None if it has set none."""
    try:
        packet = graph.get_output_side_packet(name)
    except (ValueError, RuntimeError):
        return None
    return None if packet is None or packet.is_empty() else read_packet(packet)


def read_packet(packet: Any) -> Any:
    """The value as JSON has it."""
    found = _PACKET_TYPE.search(str(packet))
    kind = found[1] if found else ""
    if kind in _READERS:
        return _READERS[kind](packet)
    for message, read in _MESSAGES.items():
        if kind == f"::mediapipe::{message}":
            return read(getter.get_proto(packet))
        if kind == f"::std::vector<::mediapipe::{message}>":
            return [read(item) for item in getter.get_proto_list(packet)]
    return UNREADABLE


def _read_rect(rect: Any) -> dict[str, Any]:
    return {"rect": [getattr(rect, field) for field in _RECT_FIELDS]}


def _read_landmarks(points: Any) -> dict[str, Any]:
    return {"landmarks": [[point.x, point.y, point.z] for point in points.landmark]}


_MESSAGES = {"NormalizedRect": _read_rect, "NormalizedLandmarkList": _read_landmarks}
_READERS: dict[str, Callable[[Any], Any]] = {
    "bool": getter.get_bool,
    "int": getter.get_int,
    "int64_t": getter.get_int,
    "unsigned int": getter.get_uint,
    "uint32_t": getter.get_uint,
    "uint64_t": getter.get_uint,
    "float": getter.get_float,
    "double": getter.get_float,
    "string": getter.get_str,
    "::std::vector<bool>": getter.get_bool_list,
    "::std::vector<int>": getter.get_int_list,
    "::std::vector<float>": getter.get_float_list,
    "::std::vector<std::string>": getter.get_str_list,
}


if __name__ == "__main__":
    main()
