"""SwitchContainer: several nodes, one of which is active at a time."""

from __future__ import annotations

from tests.conformance.generator.graph import GraphBuilder, Node
from tests.conformance.generator.values import option_text

_GATE = "options { [mediapipe.GateCalculatorOptions.ext] { allow: %s } }"
_UNTAGGED = (
    'calculator: "PassThroughCalculator"',
    'calculator: "PassThroughCalculator"',
    f'calculator: "GateCalculator" {_GATE % "true"}',
    f'calculator: "GateCalculator" {_GATE % "false"}',
    'calculator: "PassThroughCalculator" input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }',
)
_TAGGED = ('calculator: "PassThroughCalculator"',)


def switch_container(graph: GraphBuilder) -> bool:
    """Two or three channels, selected by a stream, a side packet or an option."""
    node = Node("SwitchContainer")
    outputs = []
    tags = graph.rng.choice((("", "", ""), ("", "", ""), ("A:", "B:", "C:")))
    for tag in tags[: graph.rng.choice((1, 1, 2, 3))]:
        source = graph.pick()
        if source is None:
            return False
        target = graph.new_stream(source.kind)
        node.inputs.append(tag + source.name)
        node.outputs.append(tag + target.name)
        outputs.append(target)
    channels = graph.rng.choice((2, 2, 2, 3))
    contents = [graph.rng.choice(_TAGGED if tags[0] else _UNTAGGED) for _ in range(channels)]
    fields = [f"contained_node {{ {content} }}" for content in contents]
    fields += [f"{name}: true" for name in ("synchronize_io", "async_selection") if graph.chance(0.15)]
    fields += _select(graph, node, channels)
    node.options = option_text(graph.rng, "SwitchContainer", " ".join(fields))
    graph.add(node, outputs)
    return True


def _select(graph: GraphBuilder, node: Node, channels: int) -> list[str]:
    """Connect what selects; returns the options that do."""
    how = graph.rng.choice(("enable", "enable", "select", "side enable", "side select", "option", "nothing"))
    if how == "enable":
        control = graph.pick(("bool",))
        node.inputs += [f"ENABLE:{control.name}"] if control else []
    elif how == "select":
        # A channel that does not exist ends MediaPipe's process, so the numbers cannot come from just anywhere.
        control = next((stream for stream in graph.inputs if stream.kind == "channel"), None)
        node.inputs.append(f"SELECT:{(control or graph.add_input('channel')).name}")
    elif how == "side enable":
        node.side_inputs.append(f"ENABLE:{graph.side_packet('bool', graph.chance(0.5)).name}")
    elif how == "side select":
        node.side_inputs.append(f"SELECT:{graph.side_packet('int', graph.rng.randrange(channels)).name}")
    elif how == "option":
        return [graph.rng.choice((f"select: {graph.rng.randrange(channels)}", "enable: true", "enable: false"))]
    return []
