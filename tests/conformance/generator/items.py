"""Nodes that look into vectors: parts, items, sizes."""

from __future__ import annotations

from tests.conformance.generator.graph import GraphBuilder, Node
from tests.conformance.generator.values import option_text
from tests.conformance.generator.vectors import some_vector

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


def split(graph: GraphBuilder) -> bool:
    """Ranges, items, or ranges joined."""
    source = some_vector(graph, SPLIT)
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
    source = some_vector(graph, ["rect"])
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
    source = some_vector(graph, GET_ITEM)
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
    """A node that tells whether a vector has enough items."""
    source = some_vector(graph, HAS_MIN_SIZE)
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
    source = some_vector(graph, INDICES)
    if source is None:
        return False
    target = graph.new_stream("int_vector")
    calculator = INDICES[source.kind.removesuffix("_vector")]
    graph.add(Node(calculator, [f"VECTOR:{source.name}"], [f"INDICES:{target.name}"]), [target])
    return True
