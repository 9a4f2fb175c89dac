"""Nodes that make side packets, or streams of them."""

from __future__ import annotations

from tests.conformance.generator.graph import GraphBuilder, Node, Stream
from tests.conformance.generator.values import option_text, random_value

_INTEGERS = {
    "StringToIntCalculator": "int",
    "StringToInt32Calculator": "int",
    "StringToInt64Calculator": "int64",
    "StringToUintCalculator": "uint",
    "StringToUint32Calculator": "uint",
    "StringToUint64Calculator": "uint64",
}
_CONSTANTS = {
    "int": "int_value",
    "int64": "int64_value",
    "uint64": "uint64_value",
    "float": "float_value",
    "double": "double_value",
    "bool": "bool_value",
    "string": "string_value",
}
_VECTORS = {"string_vector": "string"}
_STREAMABLE = ("int", "bool", "string", "float", "double", "float_vector", "string_vector")
_TAGS = ("AT_PRESTREAM", "AT_POSTSTREAM", "AT_ZERO", "AT_TICK", "AT_TICK", "AT_FIRST_TICK", "AT_TIMESTAMP")


def constant_side_packet(graph: GraphBuilder) -> bool:
    """One to three constants."""
    node = Node("ConstantSidePacketCalculator")
    fields, made = [], []
    for index in range(graph.rng.choice((1, 1, 2, 3))):
        kind = graph.rng.choice((*_CONSTANTS, *_CONSTANTS, *_VECTORS))
        packet = Stream(graph.name("const"), kind)
        node.side_outputs.append(f"PACKET:{index}:{packet.name}")
        fields.append(f"packet {{ {_constant(graph, kind)} }}")
        made.append(packet)
    node.options = option_text(graph.rng, "ConstantSidePacketCalculator", " ".join(fields))
    graph.add(node, (), made)
    return True


def _constant(graph: GraphBuilder, kind: str) -> str:
    if kind in _VECTORS:
        item = _VECTORS[kind]
        items = " ".join(f"{item}_value: {_literal(graph, item)}" for _ in range(graph.rng.randrange(3)))
        return f"{item}_vector_value {{ {items} }}"
    return f"{_CONSTANTS[kind]}: {_literal(graph, kind)}"


def _literal(graph: GraphBuilder, kind: str) -> str:
    value = random_value(graph.rng, {"int64": "int"}.get(kind, kind))
    if kind == "string":
        return f'"{value}"'
    return str(value).lower() if kind == "bool" else str(value)


def string_to_int(graph: GraphBuilder) -> bool:
    """A number; sometimes a word, which fails."""
    text = (
        graph.rng.choice(("0", "1", "2", "17", "-3", " 8 ", "99999999999", "1.5", "x", ""))
        if graph.chance(0.4)
        else "2"
    )
    source = graph.side_packet("string", text)
    calculator = graph.rng.choice(list(_INTEGERS))
    made = Stream(graph.name("number"), _INTEGERS[calculator])
    graph.add(Node(calculator, [], [], [source.name], [made.name]), (), [made])
    return True


def side_packet_to_stream(graph: GraphBuilder) -> bool:
    """A source, or a node that ticks."""
    tag = graph.rng.choice(_TAGS)
    node = Node("SidePacketToStreamCalculator")
    tick = graph.pick() if "TICK" in tag else None
    if "TICK" in tag:
        if tick is None:
            return False
        node.inputs.append(f"TICK:{tick.name}")
    outputs = []
    for index in range(graph.rng.choice((1, 1, 1, 2))):
        packet = graph.pick_side_packet(_STREAMABLE) if graph.chance(0.5) else None
        if packet is None:
            kind = graph.rng.choice(("int", "bool", "string", "float_vector"))
            packet = graph.side_packet(kind, random_value(graph.rng, kind))
        target = graph.new_stream(packet.kind)
        node.side_inputs.append(packet.name)
        node.outputs.append(f"{tag}:{index}:{target.name}")
        outputs.append(target)
    if tag == "AT_TIMESTAMP":
        at = graph.side_packet("int64", graph.rng.choice((-5, 0, 7, 25)))
        node.side_inputs.append(f"TIMESTAMP:{at.name}")
    graph.add(node, outputs)
    return True
