"""Whole graphs: which nodes, under which input policies and limits."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from tests.conformance.case import NEEDS_RESTS
from tests.conformance.generator import back_edges, control, items, loops, side_packets, switch, vectors
from tests.conformance.generator.graph import ALL_KINDS, GraphBuilder, Node

Maker = Callable[[GraphBuilder], bool]

_IN_LOOPS: tuple[tuple[Maker, int], ...] = (
    (control.pass_through, 4),
    (control.gate, 5),
    (control.packet_presence, 3),
    (control.merge, 2),
    (control.thresholding, 4),
    (back_edges.previous_loopback, 1),
    (control.packet_sequencer, 1),
    (vectors.concatenate, 1),
    (items.get_item, 1),
)
_AT_THE_TOP: tuple[tuple[Maker, int], ...] = (
    (control.pass_through, 9),
    (control.gate, 10),
    (control.packet_presence, 6),
    (control.merge, 6),
    (back_edges.previous_loopback, 7),
    (back_edges.flow_limiter, 5),
    (control.packet_sequencer, 3),
    (control.thresholding, 5),
    (switch.switch_container, 5),
    (lambda graph: loops.loop(graph, lambda inner: _add_some(inner, _IN_LOOPS)), 8),
    (vectors.rect_vector, 1),
    (vectors.concatenate, 5),
    (items.split, 4),
    (items.clip, 2),
    (items.get_item, 3),
    (items.has_min_size, 3),
    (items.indices, 2),
    (side_packets.constant_side_packet, 3),
    (side_packets.string_to_int, 2),
    (side_packets.side_packet_to_stream, 4),
)


# Parallel calls of one calculator come in any order, even on one thread.
_STATELESS = frozenset(
    (
        "PassThroughCalculator",
        "MergeCalculator",
        "PacketPresenceCalculator",
        *vectors.CONCATENATE.values(),
        *items.SPLIT.values(),
        *items.GET_ITEM.values(),
        *items.HAS_MIN_SIZE.values(),
    )
)
# What these do depends on who runs first and on which bounds come together: with parallel calls MediaPipe does not say.
# Behind a packet at PreStream it loses the bounds that parallel calls should pass on.
_NOT_IN_PARALLEL = (*NEEDS_RESTS, "AT_PRESTREAM")


def _add_some(graph: GraphBuilder, makers: tuple[tuple[Maker, int], ...]) -> bool:
    (maker,) = graph.rng.choices([maker for maker, _ in makers], [weight for _, weight in makers])
    return maker(graph)


def random_graph(rng: Random) -> GraphBuilder:
    """A graph that should be valid."""
    graph = GraphBuilder(rng)
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 2, 3))):
        graph.add_input(
            rng.choice((*ALL_KINDS, "bool", "bool", "float", "int_vector", "float_vector", "rect", "landmarks"))
        )
    wanted = rng.choice((1, 2, 3, 4, 5, 6, 8, 11))
    while len(graph.nodes) < wanted:
        _add_some(graph, _AT_THE_TOP)
    graph.close_edges()
    _choose_handlers(graph)
    _choose_limits(graph)
    if graph.chance(0.25):
        rng.shuffle(graph.nodes)
    return graph


def _choose_handlers(graph: GraphBuilder) -> None:
    probability = graph.rng.choice((0.0, 0.0, 0.0, 0.15, 0.4))
    for node in graph.nodes:
        if node.inputs and graph.chance(probability):
            node.handler = _handler(graph.rng)
    if graph.chance(0.08):
        graph.settings.append(_handler(graph.rng))


def _handler(rng: Random) -> str:
    name, options = rng.choice(
        (
            ("DefaultInputStreamHandler", ""),
            ("DefaultInputStreamHandler", f"batch_size: {rng.choice((1, 2, 3))}"),
            ("DefaultInputStreamHandler", f"batch_size: {rng.choice((2, 3))}"),
            ("ImmediateInputStreamHandler", ""),
            ("ImmediateInputStreamHandler", ""),
            ("FixedSizeInputStreamHandler", ""),
            ("FixedSizeInputStreamHandler", _fixed_size(rng)),
            ("FixedSizeInputStreamHandler", _fixed_size(rng)),
        )
    )
    inner = f"options {{ [mediapipe.{name}Options.ext] {{ {options} }} }}" if options else ""
    return f'input_stream_handler {{ input_stream_handler: "{name}" {inner} }}'


def _fixed_size(rng: Random) -> str:
    target = rng.choice((1, 1, 2))
    fields = f"trigger_queue_size: {target + rng.choice((0, 1, 2))} target_queue_size: {target}"
    return fields + " fixed_min_size: true" * (rng.random() < 0.5)


def _choose_limits(graph: GraphBuilder) -> None:
    rng = graph.rng
    if graph.chance(0.2):
        graph.settings.append(f"max_queue_size: {rng.choice((-1, 1, 1, 2, 3))}")
        if graph.chance(0.3):
            graph.settings.append("report_deadlock: true")
    text = graph.text()
    parallel = not any(name in text for name in _NOT_IN_PARALLEL)
    for node in graph.nodes:
        if parallel and node.calculator in _STATELESS and graph.chance(0.15):
            node.settings.append(f"max_in_flight: {rng.choice((1, 2, 4))}")
        if graph.chance(0.03):
            node.settings.append(f"buffer_size_hint: {rng.choice((1, 2, 5))}")
        if graph.chance(0.08):
            node.settings.append(f'name: "{rng.choice(("x", "y", "Same"))}"')
    _choose_layers(graph.nodes, rng)


def _choose_layers(nodes: list[Node], rng: Random) -> None:
    for node in nodes:
        if not node.inputs and rng.random() < 0.2:
            node.settings.append(f"source_layer: {rng.randrange(3)}")
