"""A case from its number."""

from __future__ import annotations

from random import Random

from tests.conformance.case import NEEDS_RESTS, Case
from tests.conformance.generator.feeds import random_feed
from tests.conformance.generator.graphs import random_graph
from tests.conformance.generator.mistakes import make_mistake


def generate(number: int) -> Case:
    """The case of this number; the same one every time."""
    rng = Random(number)
    graph = random_graph(rng)
    if rng.random() < 0.12:
        make_mistake(graph)
    text = graph.text()
    outputs = [port.rpartition(":")[2] for node in graph.nodes for port in node.outputs]
    side_outputs = [port.rpartition(":")[2] for node in graph.nodes for port in node.side_outputs]
    return Case(
        number=number,
        config=text,
        side={name: list(value) for name, value in graph.side_values.items()},
        streams=list(dict.fromkeys([*(stream.name for stream in graph.inputs), *outputs])),
        side_outputs=list(dict.fromkeys(side_outputs)),
        # With parallel calls MediaPipe loses the bounds behind a packet at PreStream.
        feed=random_feed(
            rng,
            graph.inputs,
            pre_stream="max_in_flight" not in text,
            bursts=not any(name in text for name in (*NEEDS_RESTS, "report_deadlock")),
        ),
    )
