"""Small graphs and the observed behaviour of MediaPipe's engine with them, step by step.

Each operation is followed by a wait until the graph is idle. ``"7@10"`` is a packet of value 7 at 10, and ``"B@15"``
says that the stream is settled through 15. What `tests/calculators/core` states of a calculator is not repeated here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from backedge.timestamp import MAX, MIN, POSTSTREAM, PRESTREAM, describe
from tests.conformance.case import Case, StreamStep
from tests.conformance.replay import replay

Told = dict[str, str]
FAILS = {"": "fails"}


@dataclass(frozen=True)
class Trace:
    """A graph, and what comes of each operation.

    Attributes:
        name: what it shows.
        config: the graph.
        steps: operations, each with what it brings on the watched streams, or `FAILS`.
        side: side packets.
        sets: the output side packets in the end.
    """

    name: str
    config: str
    steps: tuple[tuple[list[Any], Told], ...]
    side: dict[str, Any] = field(default_factory=dict)
    sets: dict[str, Any] = field(default_factory=dict)


_KINDS = {int: "int", bool: "bool", str: "string", list: "float_vector"}
START: tuple[list[Any], Told] = (["start"], {})
DONE: tuple[list[Any], Told] = (["done"], {})


def add(stream: str, timestamp: int, value: Any = None, **told: str) -> tuple[list[Any], Told]:
    """A packet that holds its timestamp, or `value`, and what it brings."""
    value = timestamp if value is None else value
    return ["add", stream, _KINDS[type(value)], value, timestamp], told


def node(calculator: str, inputs: str, outputs: str, more: str = "") -> str:
    """A node with these ports, separated by spaces."""
    ports = [f'input_stream: "{port}"' for port in inputs.split()] + [
        f'output_stream: "{port}"' for port in outputs.split()
    ]
    return f'node {{ calculator: "{calculator}" {" ".join(ports)} {more} }}'


def graph(inputs: str, *parts: str) -> str:
    """A graph with these inputs, separated by spaces."""
    return "\n".join([*(f'input_stream: "{name}"' for name in inputs.split()), *parts])


def options(calculator: str, fields: str) -> str:
    """Options of a calculator."""
    return f"options {{ [mediapipe.{calculator}Options.ext] {{ {fields} }} }}"


def handler(name: str, fields: str = "") -> str:
    """A node's or graph's input stream handler."""
    inner = f"options {{ [mediapipe.{name}InputStreamHandlerOptions.ext] {{ {fields} }} }}" if fields else ""
    return f'input_stream_handler {{ input_stream_handler: "{name}InputStreamHandler" {inner} }}'


TWO = node("PassThroughCalculator", "a b", "c d")
ONE = graph("a", node("PassThroughCalculator", "a", "b"))
GATE = "GateCalculator"
AS_ALLOW = options(GATE, "empty_packets_as_allow: true")
LIMITER = 'input_stream_info { tag_index: "FINISHED" back_edge: true }'
LOADER = """
node {
  calculator: "SwitchContainer"
  input_side_packet: "SELECT:wanted"
  output_side_packet: "PACKET:model"
  options { [mediapipe.SwitchContainerOptions.ext] {
    select: 1
    contained_node { calculator: "ConstantSidePacketCalculator"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { string_value: "lite" } } } }
    contained_node { calculator: "ConstantSidePacketCalculator"
      options { [mediapipe.ConstantSidePacketCalculatorOptions.ext] { packet { string_value: "full" } } } }
  } }
}
"""
SWITCH = options(
    "SwitchContainer",
    'contained_node { calculator: "PassThroughCalculator" } contained_node { calculator: "GateCalculator" }',
)
LOOP = graph(
    "v go k",
    node(GATE, "v ALLOW:go", "w"),
    node("BeginLoopFloatCalculator", "ITERABLE:w CLONE:k", "ITEM:item CLONE:clone BATCH_END:end"),
    node("EndLoopFloatCalculator", "ITEM:item BATCH_END:end", "ITERABLE:again"),
)

TRACES = (
    Trace(
        "inputs wait for each other",
        graph("a b", TWO),
        (
            START,
            add("a", 10),
            add("b", 15, c="10@10", d="B@10"),
            add("a", 20, c="B@15", d="15@15"),
            (["close", "b"], {"c": "20@20", "d": "B@20"}),
            DONE,
        ),
    ),
    Trace(
        "a closed input is not waited for",
        graph("a b", TWO),
        (START, (["close", "b"], {}), add("a", 10, c="10@10", d="B@10"), DONE),
    ),
    Trace(
        "immediate inputs do not wait and may go back",
        graph("a b", node("PassThroughCalculator", "a b", "c d", handler("Immediate"))),
        (START, add("a", 10, c="10@10", d="B@10"), (add("b", 5)[0], FAILS)),
    ),
    Trace(
        "an immediate input that ends makes one more call",
        graph("a b", handler("Immediate"), TWO),
        (START, add("a", 1, c="1@1", d="B@1"), (["close", "b"], {"c": "B@2", "d": "B@2"}), DONE),
    ),
    Trace("nothing follows PreStream", ONE, (START, add("a", PRESTREAM, 1, b="1@PreStream B@Max"), DONE)),
    Trace("PostStream", ONE, (START, add("a", POSTSTREAM, 1, b="1@PostStream"), DONE)),
    Trace("PostStream stands alone", ONE, (START, add("a", 1, b="1@1"), (add("a", POSTSTREAM, 1)[0], FAILS))),
    Trace(
        "Min and Max",
        ONE,
        (
            START,
            add("a", MIN, 1, a="1@Min", b="1@Min"),
            add("a", MAX, 2, a="2@Max", b="2@Max"),
            (add("a", MAX, 3)[0], FAILS),
        ),
    ),
    Trace(
        "a gate whose control is merely settled",
        graph("a go", node(GATE, "a ALLOW:go", "b")),
        (START, add("a", 10), add("go", 20, True, b="B@10"), (["done"], {"b": "B@20"})),
    ),
    Trace(
        "a gate that takes a missing ALLOW for yes",
        graph("a go", node(GATE, "a ALLOW:go", "b", AS_ALLOW)),
        (START, add("a", 10), add("go", 20, False, b="10@10"), add("a", 20, b="B@20"), DONE),
    ),
    Trace(
        "a gate that takes a missing DISALLOW for yes",
        graph("a stop", node(GATE, "a DISALLOW:stop", "b", AS_ALLOW)),
        (START, add("a", 10), add("stop", 20, False, b="10@10"), add("a", 20, b="20@20"), DONE),
    ),
    Trace("a gate without control is closed", graph("a", node(GATE, "a", "b")), (START, add("a", 10, b="B@10"), DONE)),
    Trace(
        "a limiter does not make up for what it dropped",
        graph("a done", node("FlowLimiterCalculator", "a FINISHED:done", "b ALLOW:ok", LIMITER)),
        (
            START,
            add("a", 10, b="10@10", ok="True@10"),
            add("a", 20, b="B@20", ok="False@20"),
            add("a", 30, b="B@30", ok="False@30"),
            add("done", 10),
            add("a", 40, b="40@40", ok="True@40"),
            DONE,
        ),
    ),
    Trace(
        "a limiter holds its outputs back for what waits",
        graph(
            "a x done",
            node(
                "FlowLimiterCalculator",
                "a x FINISHED:done",
                "b y",
                LIMITER + options("FlowLimiterCalculator", "max_in_queue: 1"),
            ),
        ),
        (
            START,
            add("a", 10, b="10@10"),
            add("x", 10, y="10@10"),
            add("a", 20, b="B@19"),
            add("x", 20, y="B@19"),
            add("a", 30, b="B@29", y="B@20"),
            add("x", 30, y="B@29"),
            add("done", 10, b="30@30", y="30@30"),
            DONE,
        ),
    ),
    Trace(
        "a merge takes the first of its inputs",
        graph("a b", node("MergeCalculator", "b a", "c")),
        (
            START,
            add("a", 1, "a"),
            add("b", 1, "b", c="b@1"),
            add("a", 2, "a"),
            add("a", 3, "a"),
            (["close", "b"], {"c": "a@2 a@3"}),
            DONE,
        ),
    ),
    Trace(
        "a loop has a clock of its own",
        LOOP,
        (
            START,
            add("k", 10),
            add("go", 10, True),
            add(
                "v",
                10,
                [1.0, 2.0],
                w="[1.0, 2.0]@10",
                item="1.0@0 2.0@1",
                clone="10@0 10@1",
                end="10@1",
                again="[1.0, 2.0]@10",
            ),
            add("k", 20),
            add("go", 20, True),
            add("v", 20, [], w="[]@20", item="B@2", clone="B@2", end="20@2", again="B@20"),
            add("k", 30),
            add("go", 30, False),
            add("v", 30, [5.0], w="B@30", item="B@3", clone="B@3", end="30@3", again="B@30"),
            add("go", 40, True),
            add("v", 40, [6.0], w="[6.0]@40"),
            add("k", 50, item="6.0@4", end="40@4", again="[6.0]@40"),
            (["close", "v"], {}),
            (["close", "go"], {"item": "B@5", "clone": "B@5", "end": "50@5", "again": "B@50"}),
            (["close", "k"], {}),
        ),
    ),
    Trace(
        "a side packet before the stream",
        node("SidePacketToStreamCalculator", "", "AT_PRESTREAM:b", 'input_side_packet: "s"'),
        ((["start"], {"b": "7@PreStream B@Max"}), DONE),
        side={"s": ("int", 7)},
    ),
    Trace(
        "a switch selects by timestamp",
        graph("a which", node("SwitchContainer", "SELECT:which a", "b", SWITCH)),
        (
            START,
            add("a", 10),
            add("which", 10, 0, b="10@10"),
            add("a", 20),
            add("which", 20, 1, b="B@20"),
            add("a", 30),
            add("which", 30, 0, b="30@30"),
            (["close", "which"], {}),
            (["close", "a"], {"b": "B@Max"}),
        ),
    ),
    Trace("a model loader selects by option", LOADER, (START, DONE), sets={"model": "full"}),
    Trace("a model loader selects", LOADER, (START, DONE), side={"wanted": ("int", 0)}, sets={"model": "lite"}),
    # MediaPipe ends the process here; ours ends the run.
    Trace("a model loader without such a model", LOADER, ((["start"], FAILS),), side={"wanted": ("int", 5)}),
    Trace(
        "a starved input makes queues grow",
        graph("a b", "max_queue_size: 1", TWO),
        (START, add("a", 1), add("a", 2), add("a", 3), add("b", 3, c="1@1 2@2 3@3", d="3@3"), DONE),
    ),
    Trace(
        "a starved input is a deadlock",
        graph("a b", "max_queue_size: 1 report_deadlock: true", TWO),
        (START, (add("a", 1)[0], FAILS)),
    ),
    Trace(
        "parallel calls stay in order",
        graph("a", node("PassThroughCalculator", "a", "b", "max_in_flight: 4")),
        (START, *(add("a", timestamp, b=f"{timestamp}@{timestamp}") for timestamp in range(6)), DONE),
    ),
    Trace(
        "a batch is processed when it is full",
        graph("a", node("PassThroughCalculator", "a", "b", handler("Default", "batch_size: 3"))),
        (START, add("a", 1, b="B@0"), add("a", 2), add("a", 3, b="1@1 2@2 3@3"), add("a", 4), (["done"], {"b": "4@4"})),
    ),
    Trace(
        "a queue of fixed size keeps the newest",
        graph("a b", node("PassThroughCalculator", "a b", "c d", handler("FixedSize"))),
        (
            START,
            *(add("a", timestamp) for timestamp in (1, 2, 3, 4)),
            add("b", 1, c="B@1", d="B@1"),
            add("b", 3, c="B@3", d="B@3"),
            add("b", 4, c="4@4", d="4@4"),
            add("a", 5),
            add("b", 5, c="5@5", d="5@5"),
            DONE,
        ),
    ),
    Trace(
        "a back edge into the default policy never moves",
        graph(
            "a",
            node(
                "PassThroughCalculator",
                "a BACK:c",
                "b BACK:c",
                'input_stream_info { tag_index: "BACK" back_edge: true }',
            ),
        ),
        (START, add("a", 1), add("a", 2), DONE),
    ),
    Trace(
        "a closed graph runs again over earlier timestamps",
        ONE,
        (START, add("a", 10, b="10@10"), DONE, START, add("a", 5, b="5@5"), DONE),
    ),
)


@pytest.mark.parametrize("num_threads", [0, 2], ids=["inline", "2 threads"])
@pytest.mark.parametrize("trace", TRACES, ids=lambda trace: trace.name)
def test_trace(trace: Trace, num_threads: int) -> None:
    """Every operation brings what it brought in MediaPipe, and fails where it failed."""
    watched = sorted({stream for _, told in trace.steps for stream in told if stream})
    case = Case(0, trace.config, trace.side, watched, list(trace.sets), [operation for operation, _ in trace.steps])
    outcome = replay(case, num_threads=num_threads)
    seen = [{stream: _told(step) for stream, step in streams.items()} for streams in outcome.steps]
    assert seen + [FAILS] * outcome.fails == [told for _, told in trace.steps]
    assert outcome.side_packets == trace.sets


def _told(step: StreamStep) -> str:
    packets, bound = step
    told = [f"{value}@{describe(timestamp)}" for timestamp, value in packets]
    return " ".join(told if bound is None else [*told, f"B@{describe(bound)}"])
