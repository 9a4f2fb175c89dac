"""Loops over vectors."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.generator.graph import GraphBuilder, Node
from tests.conformance.generator.vectors import BEGIN_LOOP, END_LOOP, some_vector


def loop(graph: GraphBuilder, body: Callable[[GraphBuilder], bool]) -> bool:
    """BeginLoop, some nodes that see one item at a time, EndLoop.

    Args:
        graph: where it goes.
        body: adds one node.
    """
    iterable = some_vector(graph, (kind.removesuffix("_vector") for kind in BEGIN_LOOP))
    if iterable is None:
        return False
    name, kind = BEGIN_LOOP[iterable.kind]
    item, end = graph.new_stream(kind, "item"), graph.new_stream("timestamp", "end")
    node = Node(name, [f"ITERABLE:{iterable.name}"], [f"ITEM:{item.name}", f"BATCH_END:{end.name}"])
    scope = [item]
    for index in range(graph.rng.choice((0, 0, 1, 1, 2))):
        source = graph.pick(("rect",) if graph.chance(0.4) else ())
        if source is None:
            continue
        clone = graph.new_stream(source.kind, "clone")
        node.inputs.append(f"CLONE:{index}:{source.name}")
        node.outputs.append(f"CLONE:{index}:{clone.name}")
        scope.append(clone)
    tick = graph.pick() if graph.chance(0.1) else None
    if tick:
        node.inputs.append(f"TICK:{tick.name}")
    graph.add(node)
    graph.scopes.append(scope)
    for _ in range(graph.rng.choice((0, 1, 1, 2, 3))):
        body(graph)
    results = [stream for stream in scope if stream.kind in END_LOOP]
    graph.scopes.pop()
    graph.inner.extend((*scope, end))
    if graph.chance(0.04):
        graph.streams.extend(scope)  # the loop's clock is another one, but mixing them is allowed
    if not results:
        return True
    result = graph.rng.choice(results)
    name, kind = END_LOOP[result.kind]
    collected = graph.new_stream(kind)
    graph.add(Node(name, [f"ITEM:{result.name}", f"BATCH_END:{end.name}"], [f"ITERABLE:{collected.name}"]), [collected])
    return True
