"""Nodes that work on vectors, and loops over them."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.generator.graph import GraphBuilder, Node, Stream
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
SPLIT = {
    "float": "SplitFloatVectorCalculator",
    "rect": "SplitNormalizedRectVectorCalculator",
    "uint64": "SplitUint64tVectorCalculator",
    "landmarks": "SplitNormalizedLandmarkListVectorCalculator",
}
GET_ITEM = {
    "rect": "GetNormalizedRectVectorItemCalculator",
    "landmarks": "GetNormalizedLandmarkListVectorItemCalculator",
}
HAS_MIN_SIZE = {
    "rect": "NormalizedRectVectorHasMinSizeCalculator",
    "landmarks": "NormalizedLandmarkListVectorHasMinSizeCalculator",
}
INDICES = {
    "int": "IntVectorIndicesCalculator",
    "uint64": "Uint64tVectorIndicesCalculator",
    "landmarks": "NormalizedLandmarkListVectorIndicesCalculator",
}


def loop(graph: GraphBuilder, body: Callable[[GraphBuilder], bool]) -> bool:
    """BeginLoop, some nodes that see one item at a time, EndLoop.

    Args:
        graph: where it goes.
        body: adds one node.
    """
    iterable = graph.pick(BEGIN_LOOP)
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
        graph.streams.extend(scope)  # the loop's clock is another one, but nobody forbids to mix them
    if not results:
        return True
    result = graph.rng.choice(results)
    name, kind = END_LOOP[result.kind]
    collected = graph.new_stream(kind)
    graph.add(Node(name, [f"ITEM:{result.name}", f"BATCH_END:{end.name}"], [f"ITERABLE:{collected.name}"]), [collected])
    return True


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


def _messages(graph: GraphBuilder, family: dict[str, str]) -> Stream | None:
    """A vector of messages of a family; if there is none yet, one is made."""
    kinds = [f"{kind}_vector" for kind in family]
    return graph.pick(kinds) or (graph.pick(kinds) if rect_vector(graph) else None)


def concatenate(graph: GraphBuilder) -> bool:
    """Items and vectors become one vector."""
    kind = graph.rng.choice(list(CONCATENATE))
    sources = [graph.pick((kind, f"{kind}_vector")) for _ in range(graph.rng.choice((1, 2, 2, 3)))]
    names = [source.name for source in sources if source]
    if not names:
        return False
    target = graph.new_stream(f"{kind}_vector")
    fields = f"only_emit_if_all_present: {graph.rng.choice(('true', 'false'))}" if graph.chance(0.5) else ""
    options = option_text(graph.rng, "ConcatenateVectorCalculator", fields)
    graph.add(Node(CONCATENATE[kind], names, [target.name], options=options), [target])
    return True


def split(graph: GraphBuilder) -> bool:
    """Ranges, items, or ranges joined."""
    source = graph.pick(f"{kind}_vector" for kind in SPLIT)
    if source is None:
        return False
    kind = source.kind.removesuffix("_vector")
    node = Node(SPLIT[kind], [source.name])
    items, combine = graph.chance(0.4), graph.chance(0.3)
    ranges, begin = [], 0
    for _ in range(graph.rng.choice((1, 1, 2))):
        length = 1 if items else graph.rng.choice((1, 1, 2))
        ranges.append(f"ranges {{ begin: {begin} end: {begin + length} }}")
        begin += length - graph.chance(0.2)
    outputs = [
        graph.new_stream(kind if items and not combine else source.kind) for _ in range(1 if combine else len(ranges))
    ]
    node.outputs = [output.name for output in outputs]
    fields = " ".join([*ranges, "element_only: true" * items, "combine_outputs: true" * combine])
    node.options = option_text(graph.rng, "SplitVectorCalculator", fields)
    graph.add(node, outputs)
    return True


def clip(graph: GraphBuilder) -> bool:
    """The first NormalizedRects."""
    source = graph.pick(("rect_vector",)) or (graph.pick(("rect_vector",)) if rect_vector(graph) else None)
    if source is None:
        return False
    target = graph.new_stream("rect_vector")
    node = Node("ClipNormalizedRectVectorSizeCalculator", [source.name], [target.name])
    if graph.chance(0.3):
        node.side_inputs = [graph.side_packet("int", graph.rng.randrange(3)).name]
    if graph.chance(0.6):
        fields = f"max_vec_size: {graph.rng.randrange(1, 4)}"
        node.options = option_text(graph.rng, "ClipVectorSizeCalculator", fields)
    graph.add(node, [target])
    return True


def get_item(graph: GraphBuilder) -> bool:
    """One item, chosen by a stream or by an option."""
    source = _messages(graph, GET_ITEM)
    if source is None:
        return False
    kind = source.kind.removesuffix("_vector")
    target = graph.new_stream(kind)
    node = Node(GET_ITEM[kind], [f"VECTOR:{source.name}"], [f"ITEM:{target.name}"])
    index = graph.pick(("int", "int", "uint64")) if graph.chance(0.4) else None
    fields = []
    if index:
        node.inputs.append(f"INDEX:{index.name}")
    if not index or graph.chance(0.3):
        fields.append(f"item_index: {graph.rng.randrange(2)}")
    if graph.chance(0.8):
        fields.append("output_empty_on_oob: true")
    node.options = option_text(graph.rng, "GetVectorItemCalculator", " ".join(fields))
    graph.add(node, [target])
    return True


def has_min_size(graph: GraphBuilder) -> bool:
    """Enough of them?"""
    source = _messages(graph, HAS_MIN_SIZE)
    if source is None:
        return False
    target = graph.new_stream("bool")
    node = Node(HAS_MIN_SIZE[source.kind.removesuffix("_vector")], [f"ITERABLE:{source.name}"], [target.name])
    if graph.chance(0.3):
        node.side_inputs = [graph.side_packet("int", graph.rng.randrange(3)).name]
    if graph.chance(0.6):
        fields = f"min_size: {graph.rng.randrange(3)}"
        node.options = option_text(graph.rng, "CollectionHasMinSizeCalculator", fields)
    graph.add(node, [target])
    return True


def indices(graph: GraphBuilder) -> bool:
    """0, 1, 2, … for a vector."""
    source = graph.pick(f"{kind}_vector" for kind in INDICES)
    if source is None:
        return False
    target = graph.new_stream("int_vector")
    calculator = INDICES[source.kind.removesuffix("_vector")]
    graph.add(Node(calculator, [f"VECTOR:{source.name}"], [f"INDICES:{target.name}"]), [target])
    return True
