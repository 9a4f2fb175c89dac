"""Runs cases on MediaPipe's own engine: the one module that imports mediapipe, and nothing else of this folder.

Started by `record.py` with a Python that has ``mediapipe==0.10.21``. Reads one case a line from standard input and writes
one outcome a line to standard output, both as JSON; see `case.py` for what is in them. Every case runs in a process
of its own, because MediaPipe ends the process for some of what a case can contain.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import signal
import sys
from collections.abc import Callable
from typing import Any

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
        sys.stdout.write(json.dumps(run_in_child(json.loads(line))) + "\n")
        sys.stdout.flush()


def run_in_child(case: dict[str, Any]) -> dict[str, Any]:
    """The outcome of a case, or how its process ended instead."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        signal.alarm(TIMEOUT_SECONDS)
        with os.fdopen(writing, "w") as pipe:
            json.dump(run(case), pipe)
        # Without the interpreter's own end, which would wait for the threads of a graph that failed.
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status == -signal.SIGALRM:
        return {"ended": "hang"}
    return json.loads(text) if status == 0 else {"ended": "crash"}


def run(case: dict[str, Any]) -> dict[str, Any]:
    """Build the graph, go through the feed, and note what every step brought, up to the first that fails."""
    try:
        graph = mediapipe.CalculatorGraph(graph_config=case["config"])
    except (ValueError, RuntimeError) as error:
        return {"accepted": False, "why": str(error)}
    seen: dict[str, list[Any]] = {}

    def observe(stream: str, packet: Any) -> None:
        seen.setdefault(stream, []).append(packet)

    for stream in case["streams"]:
        graph.observe_output_stream(stream, observe, True)
    steps: list[Any] = []
    for operation, *arguments in case["feed"]:
        try:
            _OPERATIONS[operation](graph, case, *arguments)
        except (ValueError, RuntimeError) as error:
            return {"accepted": True, "steps": steps, "fails": True, "why": str(error)}
        steps.append({stream: summarize(packets) for stream, packets in sorted(seen.items())})
        seen.clear()
    side_packets = {name: read_side_packet(graph, name) for name in case["side_outputs"]}
    return {"accepted": True, "steps": steps, "fails": False, "side_packets": side_packets}


def _start(graph: Any, case: dict[str, Any]) -> None:
    graph.start_run({name: make_packet(*value) for name, value in case["side"].items()})
    graph.wait_until_idle()


def _put(graph: Any, case: dict[str, Any], stream: str, kind: str, value: Any, timestamp: int) -> None:
    graph.add_packet_to_input_stream(stream, make_packet(kind, value).at(make_timestamp(timestamp)))


def _add(graph: Any, case: dict[str, Any], stream: str, kind: str, value: Any, timestamp: int) -> None:
    _put(graph, case, stream, kind, value, timestamp)
    graph.wait_until_idle()


def _close(graph: Any, case: dict[str, Any], stream: str) -> None:
    graph.close_input_stream(stream)
    graph.wait_until_idle()


def _done(graph: Any, case: dict[str, Any]) -> None:
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


def summarize(packets: list[Any]) -> list[Any]:
    """The packets of one stream in one step, and where its bound came to rest, None if the last was a packet."""
    told = [[packet.timestamp.value, read_packet(packet)] for packet in packets if not packet.is_empty()]
    return [told, packets[-1].timestamp.value if packets[-1].is_empty() else None]


def read_side_packet(graph: Any, name: str) -> Any:
    """What a node has set, None if nothing."""
    try:
        packet = graph.get_output_side_packet(name)
    except (ValueError, RuntimeError):
        return None
    return None if packet is None or packet.is_empty() else read_packet(packet)


def read_packet(packet: Any) -> Any:
    """The value as JSON has it; ``"?"`` if Python cannot get at it."""
    found = _PACKET_TYPE.search(str(packet))
    kind = found[1] if found else ""
    if kind in _READERS:
        return _READERS[kind](packet)
    if "NormalizedRect" in kind:
        return [read_rect(rect) for rect in getter.get_proto_list(packet)] if "vector" in kind else read_rect(
            getter.get_proto(packet)
        )
    if "NormalizedLandmarkList" in kind:
        return [read_landmarks(points) for points in getter.get_proto_list(packet)] if "vector" in kind else (
            read_landmarks(getter.get_proto(packet))
        )
    return "?"


def read_rect(rect: Any) -> dict[str, Any]:
    """A NormalizedRect."""
    return {"rect": [getattr(rect, field) for field in _RECT_FIELDS]}


def read_landmarks(points: Any) -> dict[str, Any]:
    """A NormalizedLandmarkList."""
    return {"landmarks": [[point.x, point.y, point.z] for point in points.landmark]}


_READERS: dict[str, Callable[[Any], Any]] = {
    "bool": lambda packet: getter.get_bool(packet),
    "int": lambda packet: getter.get_int(packet),
    "int64_t": lambda packet: getter.get_int(packet),
    "unsigned int": lambda packet: getter.get_uint(packet),
    "uint32_t": lambda packet: getter.get_uint(packet),
    "uint64_t": lambda packet: getter.get_uint(packet),
    "float": lambda packet: getter.get_float(packet),
    "double": lambda packet: getter.get_float(packet),
    "string": lambda packet: getter.get_str(packet),
    "::std::vector<bool>": lambda packet: getter.get_bool_list(packet),
    "::std::vector<int>": lambda packet: getter.get_int_list(packet),
    "::std::vector<float>": lambda packet: getter.get_float_list(packet),
    "::std::vector<std::string>": lambda packet: getter.get_str_list(packet),
}


if __name__ == "__main__":
    main()
