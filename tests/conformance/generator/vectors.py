"""Vectors: where they come from, and the nodes that join them."""

from __future__ import annotations

from collections.abc import Iterable

from tests.conformance.generator.graph import FEEDABLE, GraphBuilder, Node, Stream
from tests.conformance.generator.values import option_text

BEGIN_LOOP = {
    "float_vector": ("BeginLoopFloatCalculator", "float"),
    "int_vector": ("BeginLoopIntCalculator", "int"),
    "string_vector": ("BeginLoopStringCalculator", "string"),
    "rect_vector": ("BeginLoopNormalizedRectCalculator", "rect"),
    "uint64_vector": ("BeginLoopUint64tCalculator", "uint64"),
    "landmarks_vector": ("BeginLoopNormalizedLandmarkListVectorCalculator", "landmarks"),
}
END_LOOP = {
    "float": ("EndLoopFloatCalculator", "float_vector"),
    "bool": ("EndLoopBooleanCalculator", "bool_vector"),
    "rect": ("EndLoopNormalizedRectCalculator", "rect_vector"),
    "landmarks": ("EndLoopNormalizedLandmarkListVectorCalculator", "landmarks_vector"),
}
CONCATENATE = {
    "float": "ConcatenateFloatVectorCalculator",
    "int": "ConcatenateInt32VectorCalculator",
    "bool": "ConcatenateBoolVectorCalculator",
    "string": "ConcatenateStringVectorCalculator",
    "uint64": "ConcatenateUInt64VectorCalculator",
    "landmarks": "ConcatenateNormalizedLandmarkListVectorCalculator",
}


def some_vector(graph: GraphBuilder, kinds: Iterable[str]) -> Stream | None:
    """A vector of one of these kinds of items; if there is none, it is fed or made."""
    kind = graph.rng.choice(list(kinds))
    wanted = (f"{kind}_vector",)
    found = graph.pick(wanted)
    if found or wanted[0] in FEEDABLE:
        return found
    made = rect_vector(graph) if kind == "rect" else concatenate(graph, kind)
    return graph.pick(wanted) if made else None


def rect_vector(graph: GraphBuilder) -> bool:
    """A vector of NormalizedRects, which cannot be fed: a loop that repeats one."""
    count, rect = graph.pick(("int_vector", "float_vector")), graph.pick(("rect",))
    if count is None or rect is None:
        return False
    item, end, clone = graph.new_stream("int"), graph.new_stream("timestamp", "end"), graph.new_stream("rect", "clone")
    graph.add(
        Node(
            BEGIN_LOOP[count.kind][0],
            [f"ITERABLE:{count.name}", f"CLONE:{rect.name}"],
            [f"ITEM:{item.name}", f"CLONE:{clone.name}", f"BATCH_END:{end.name}"],
        )
    )
    graph.inner.extend((item, end, clone))
    rects = graph.new_stream("rect_vector")
    node = Node(END_LOOP["rect"][0], [f"ITEM:{clone.name}", f"BATCH_END:{end.name}"], [f"ITERABLE:{rects.name}"])
    graph.add(node, [rects])
    return True


def concatenate(graph: GraphBuilder, kind: str = "") -> bool:
    """Items and vectors become one vector, of this kind of items or any."""
    kind = kind or graph.rng.choice(list(CONCATENATE))
    sources = [graph.pick((kind, f"{kind}_vector")) for _ in range(graph.rng.choice((1, 2, 2, 3)))]
    names = [source.name for source in sources if source]
    if not names:
        return False
    target = graph.new_stream(f"{kind}_vector")
    fields = f"only_emit_if_all_present: {graph.rng.choice(('true', 'false'))}" if graph.chance(0.5) else ""
    options = option_text(graph.rng, "ConcatenateVectorCalculator", fields)
    graph.add(Node(CONCATENATE[kind], names, [target.name], options=options), [target])
    return True
