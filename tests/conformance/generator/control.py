"""Nodes that steer: gates, merges, sequencers, thresholds."""

from __future__ import annotations

from tests.conformance.generator.graph import GraphBuilder, Node, Stream
from tests.conformance.generator.values import option_text, random_value


def pass_through(graph: GraphBuilder) -> bool:
    """One to four streams, with tags of any kind; sometimes one of them comes back round a loop."""
    node = Node("PassThroughCalculator")
    outputs = []
    tags = graph.rng.choice((("", "", "", ""), ("", "", "", ""), ("A", "B", "", "C"), ("X:0", "X:1", "X:2", "X:3")))
    for tag in tags[: graph.rng.choice((1, 1, 2, 2, 3, 4))]:
        source = graph.pick()
        if source is None:
            return False
        target = graph.new_stream(source.kind)
        head = f"{tag}:" if tag else ""
        node.inputs.append(head + source.name)
        node.outputs.append(head + target.name)
        outputs.append(target)
    if graph.chance(0.05) and tags[0] != "X:0":
        kind = graph.rng.choice(outputs).kind
        target = graph.new_stream(kind)
        graph.close_later(node, "BACK:", kind)
        node.outputs.append(f"BACK:{target.name}")
        outputs.append(target)
    side = graph.pick_side_packet(("int", "bool", "string", "float")) if graph.chance(0.1) else None
    if side:
        copy = Stream(graph.name("side"), side.kind)
        node.side_inputs, node.side_outputs = [side.name], [copy.name]
        graph.add(node, outputs, [copy])
    else:
        graph.add(node, outputs)
    return True


def gate(graph: GraphBuilder) -> bool:
    """Controlled by a stream, a side packet or an option."""
    node = Node("GateCalculator")
    outputs = []
    for _ in range(graph.rng.choice((1, 1, 1, 2, 3))):
        source = graph.pick()
        if source is None:
            return False
        target = graph.new_stream(source.kind)
        node.inputs.append(source.name)
        node.outputs.append(target.name)
        outputs.append(target)
    tag = graph.rng.choice(("ALLOW", "DISALLOW"))
    control = graph.pick(("bool",)) if graph.chance(0.75) else None
    if control:
        node.inputs.insert(graph.rng.randrange(len(node.inputs) + 1), f"{tag}:{control.name}")
    elif graph.chance(0.5):
        known = graph.pick_side_packet(("bool",)) or graph.side_packet("bool", random_value(graph.rng, "bool"))
        node.side_inputs.append(f"{tag}:{known.name}")
        if graph.chance(0.3):
            graph.side_values.pop(known.name, None)  # it is optional, the gate does without
    if graph.chance(0.4):
        changes = graph.new_stream("bool")
        node.outputs.append(f"STATE_CHANGE:{changes.name}")
        outputs.append(changes)
    fields = [
        text
        for text, probability in (
            ("empty_packets_as_allow: true", 0.4),
            ("allow: true", 0.4),
            (f"initial_gate_state: {graph.rng.choice(('GATE_ALLOW', 'GATE_DISALLOW', 'GATE_UNINITIALIZED'))}", 0.3),
        )
        if graph.chance(probability)
    ]
    node.options = option_text(graph.rng, "GateCalculator", " ".join(fields))
    graph.add(node, outputs)
    return True


def packet_presence(graph: GraphBuilder) -> bool:
    """True or False."""
    source = graph.pick()
    if source is None:
        return False
    target = graph.new_stream("bool")
    graph.add(Node("PacketPresenceCalculator", [f"PACKET:{source.name}"], [f"PRESENCE:{target.name}"]), [target])
    return True


def merge(graph: GraphBuilder) -> bool:
    """One to four streams of one type, mostly."""
    first = graph.pick()
    if first is None:
        return False
    sources = [first, *(graph.pick((first.kind,)) or first for _ in range(graph.rng.choice((0, 1, 1, 2, 3))))]
    target = graph.new_stream(first.kind)
    graph.add(Node("MergeCalculator", [source.name for source in sources], [target.name]), [target])
    return True


def packet_sequencer(graph: GraphBuilder) -> bool:
    """One or two INPUTs, up to two TICKs."""
    node = Node("PacketSequencerCalculator")
    outputs = []
    for index in range(graph.rng.choice((1, 1, 2))):
        source = graph.pick()
        if source is None:
            return False
        target = graph.new_stream(source.kind)
        node.inputs.append(f"INPUT:{index}:{source.name}")
        node.outputs.append(f"OUTPUT:{index}:{target.name}")
        outputs.append(target)
    for index in range(graph.rng.choice((0, 1, 1, 1, 2))):
        tick = graph.pick()
        if tick is not None:
            node.inputs.append(f"TICK:{index}:{tick.name}")
    graph.add(node, outputs)
    return True


def thresholding(graph: GraphBuilder) -> bool:
    """The threshold comes from a side packet or an option, if from anywhere."""
    source = graph.pick(("float",))
    if source is None:
        return False
    node = Node("ThresholdingCalculator", [f"FLOAT:{source.name}"])
    outputs = []
    for tag in ("FLAG", "ACCEPT", "REJECT"):
        if graph.chance(0.6):
            target = graph.new_stream("bool")
            node.outputs.append(f"{tag}:{target.name}")
            outputs.append(target)
    if graph.chance(0.25):
        limit = graph.pick_side_packet(("double",)) or graph.side_packet("double", 0.5)
        node.side_inputs.append(f"THRESHOLD:{limit.name}")
    elif graph.chance(0.2):
        stream = graph.pick(("double",))
        node.inputs += [f"THRESHOLD:{stream.name}"] if stream else []
    if graph.chance(0.05 if len(node.inputs) + len(node.side_inputs) > 1 else 0.8):
        fields = f"threshold: {graph.rng.choice((-1, 0, 0.5, 2.0))}"
        node.options = option_text(graph.rng, "ThresholdingCalculator", fields)
    graph.add(node, outputs)
    return True
