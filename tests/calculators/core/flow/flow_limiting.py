"""Graphs whose frames a FlowLimiterCalculator limits, because a simulated node is slow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backedge import CalculatorGraph
from backedge.calculators.core.flow.flow_limiter_calculator import FlowLimiterCalculatorOptions
from backedge.packet import Packet
from backedge.timestamp import next_allowed
from tests.calculators.core.flow.simulation import Simulation
from tests.do_calculator import Do
from tests.flow import P, watch
from tests.graph_text import do, do_options, graph_of

BACK_EDGE = 'input_stream_info { tag_index: "FINISHED" back_edge: true }'
RELAY = do("slept", "finished", "PROCESS:relay", do_options("bounds: true arbitrary: true"))


def limiter(*streams: str) -> str:
    """A limiter of these streams."""
    inputs, outputs = " ".join(streams), " ".join(f"limited_{stream}" for stream in streams)
    return do(
        f"{inputs} FINISHED:finished", f"{outputs} ALLOW:allow", "OPTIONS:options", BACK_EDGE, "FlowLimiterCalculator"
    )


ONE = graph_of("a slept", limiter("a"), RELAY)
TWO = graph_of("a b slept", limiter("a", "b"), RELAY)


def relay(third: str) -> Callable[[Do], None]:
    """Make a `process` that passes packets and bounds on; the third is "passed", "dropped", or "lost" for good."""
    count = 0

    def process(node: Do) -> None:
        nonlocal count
        count += not node.inputs[0].is_empty
        if count != 3 or third == "passed":
            node.outputs[0].forward(node.inputs[0])
        if count != 3 or third != "lost":
            node.outputs[0].set_next_timestamp_bound(next_allowed(node.timestamp))

    return process


def frame(number: int) -> Packet[int]:
    """A frame; one comes every 10 ms."""
    return P(10_000 * number, number)


def frames(*numbers: int) -> list[Packet[int]]:
    """Several of them."""
    return [frame(number) for number in numbers]


def start(
    text: str, threads: int, *, queue: int, timeout: int, first: int, others: int, third: str
) -> tuple[Simulation, dict[str, list[Packet[Any]]]]:
    """A running graph with one frame in flight, and what is seen of it."""
    graph = CalculatorGraph(text, num_threads=threads)
    seen = watch(graph, "finished", "allow", *(["limited_b"] if text is TWO else []), bounds=False)
    simulation = Simulation(graph, "limited_a", "slept", first, others)
    options = FlowLimiterCalculatorOptions(max_in_flight=1, max_in_queue=queue, in_flight_timeout=timeout)
    graph.start_run({"options": options, "relay": relay(third)})
    return simulation, seen
