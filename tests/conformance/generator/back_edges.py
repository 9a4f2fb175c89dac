"""Nodes that need a back edge."""

from __future__ import annotations

from tests.conformance.generator.graph import GraphBuilder, Node
from tests.conformance.generator.values import option_text


def previous_loopback(graph: GraphBuilder) -> bool:
    """LOOP comes from somewhere further down."""
    main, model = graph.pick(), graph.pick()
    if main is None or model is None:
        return False
    target = graph.new_stream(model.kind, "prev")
    node = Node("PreviousLoopbackCalculator", [f"MAIN:{main.name}"], [f"PREV_LOOP:{target.name}"])
    graph.close_later(node, "LOOP:", model.kind)
    graph.add(node, [target])
    return True


def flow_limiter(graph: GraphBuilder) -> bool:
    """FINISHED comes from somewhere further down."""
    node = Node("FlowLimiterCalculator")
    outputs = []
    for _ in range(graph.rng.choice((1, 1, 2, 3))):
        source = graph.pick()
        if source is None:
            return False
        target = graph.new_stream(source.kind)
        node.inputs.append(source.name)
        node.outputs.append(target.name)
        outputs.append(target)
    if graph.chance(0.5):
        allow = graph.new_stream("bool")
        node.outputs.append(f"ALLOW:{allow.name}")
        outputs.append(allow)
    if graph.chance(0.2):
        limit = graph.side_packet("int", graph.rng.randrange(1, 4))
        node.side_inputs.append(f"MAX_IN_FLIGHT:{limit.name}")
    fields = [
        f"{name}: {graph.rng.choice(values)}"
        for name, values in (
            ("max_in_flight", (1, 1, 2, 3)),
            ("max_in_queue", (0, 1, 1, 2)),
            ("in_flight_timeout", (0, 5, 10)),
        )
        if graph.chance(0.5)
    ]
    node.options = option_text(graph.rng, "FlowLimiterCalculator", " ".join(fields))
    graph.close_later(node, "FINISHED:")
    graph.add(node, outputs)
    return True
