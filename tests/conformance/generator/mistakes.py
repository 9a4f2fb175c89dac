"""Mistakes: a graph that is, or may be, wrong."""

from __future__ import annotations

from collections.abc import Callable

from tests.conformance.generator.graph import FEEDABLE, GraphBuilder, Node

# What Python takes for each other: a bool will do for an int, an int for a float, and any int for any other.
_NUMBERS = frozenset(("bool", "int", "int64", "uint", "uint64", "float", "double", "timestamp"))
_INT_VECTORS = frozenset(("int_vector", "uint64_vector"))


def make_mistake(graph: GraphBuilder) -> None:
    """Change one thing about `graph`."""
    graph.rng.choice(_MISTAKES)(graph)


def _some_node(graph: GraphBuilder, ports: str = "") -> Node:
    nodes = [node for node in graph.nodes if not ports or getattr(node, ports)]
    return graph.rng.choice(nodes or graph.nodes)


def _edit_port(graph: GraphBuilder, ports: str, change: Callable[[str], str]) -> None:
    found: list[str] = getattr(_some_node(graph, ports), ports)
    if found:
        index = graph.rng.randrange(len(found))
        found[index] = change(found[index])


def _unknown_stream(graph: GraphBuilder) -> None:
    _edit_port(graph, "inputs", lambda port: port + "x")


def _unknown_tag(graph: GraphBuilder) -> None:
    ports = graph.rng.choice(("inputs", "outputs", "side_inputs"))
    _edit_port(graph, ports, lambda port: "WHAT:" + port.rpartition(":")[2])


def _no_tag(graph: GraphBuilder) -> None:
    ports = graph.rng.choice(("inputs", "outputs", "side_inputs", "side_outputs"))
    _edit_port(graph, ports, lambda port: port.rpartition(":")[2])


def _bad_name(graph: GraphBuilder) -> None:
    ports = graph.rng.choice(("inputs", "outputs"))
    bad = graph.rng.choice(("Upper", "a-b", "", "tag:name", ":0:name", "T:00:name", "T:1:name", "9a", "T::x", "_ok"))
    _edit_port(graph, ports, lambda _: bad)


def _twice(graph: GraphBuilder) -> None:
    other = graph.rng.choice([*(node.outputs[0] for node in graph.nodes if node.outputs), "in1"]).rpartition(":")[2]
    _edit_port(graph, "outputs", lambda port: port.rpartition(":")[0] + ":" * (":" in port) + other)


def _drop_port(graph: GraphBuilder) -> None:
    ports = graph.rng.choice(("inputs", "outputs", "side_inputs", "side_outputs"))
    found: list[str] = getattr(_some_node(graph, ports), ports)
    if found:
        del found[graph.rng.randrange(len(found))]


def _double_port(graph: GraphBuilder) -> None:
    ports = graph.rng.choice(("inputs", "outputs", "side_inputs"))
    found: list[str] = getattr(_some_node(graph, ports), ports)
    if found:
        found.append(graph.rng.choice(found))


def _other_type(graph: GraphBuilder) -> None:
    """Give an input a stream of a type that it, perhaps, does not take."""
    kinds = {stream.name: stream.kind for stream in (*graph.scopes[0], *graph.inner)}

    def change(port: str) -> str:
        head, colon, name = port.rpartition(":")
        kind = kinds.get(name, "")
        family = next((family for family in (_NUMBERS, _INT_VECTORS) if kind in family), frozenset((kind,)))
        # An empty list that was fed does not say what it is a list of.
        unclear = family | {feedable for feedable in FEEDABLE if feedable.endswith("_vector")}
        # The items of a loop were not fed.
        clear = {other for other, its_kind in kinds.items() if other.startswith("item") and its_kind != kind}
        others = [other for other, its_kind in kinds.items() if its_kind not in unclear or other in clear]
        return head + colon + graph.rng.choice(others or [name])

    _edit_port(graph, "inputs", change)


def _no_back_edge(graph: GraphBuilder) -> None:
    _some_node(graph, "back_edges").back_edges.clear()


def _wrong_back_edge(graph: GraphBuilder) -> None:
    node = _some_node(graph, "inputs")
    node.back_edges.append(graph.rng.choice(("NONE", ":7", "", ":0", *node.back_edges)))


def _unknown_calculator(graph: GraphBuilder) -> None:
    _some_node(graph).calculator = "NoSuchCalculator"


def _other_calculator(graph: GraphBuilder) -> None:
    node, calculator = _some_node(graph), _some_node(graph).calculator
    if "int64" not in calculator.lower():  # whose numbers look like all others
        node.calculator = calculator


def _other_options(graph: GraphBuilder) -> None:
    _some_node(graph).options = _some_node(graph, "options").options


def _no_options(graph: GraphBuilder) -> None:
    _some_node(graph, "options").options = ""


def _missing_side_packet(graph: GraphBuilder) -> None:
    if graph.side_values:
        del graph.side_values[graph.rng.choice(list(graph.side_values))]


def _other_side_packet(graph: GraphBuilder) -> None:
    if graph.side_values:
        name = graph.rng.choice(list(graph.side_values))
        graph.side_values[name] = ("string", "?") if graph.side_values[name][0] != "string" else ("bool", True)


def _produced_side_packet(graph: GraphBuilder) -> None:
    produced = [port.rpartition(":")[2] for node in graph.nodes for port in node.side_outputs]
    if produced:
        graph.side_values[graph.rng.choice(produced)] = ("int", 1)


_BATCHES_IN_PARALLEL = (
    "max_in_flight: 2 "
    "input_stream_handler { options { [mediapipe.DefaultInputStreamHandlerOptions.ext] { batch_size: 2 } } }"
)


def _setting(graph: GraphBuilder) -> None:
    setting = graph.rng.choice(
        (
            'input_stream_handler { input_stream_handler: "NoInputStreamHandler" }',
            'output_stream_handler { output_stream_handler: "NoOutputStreamHandler" }',
            'output_stream_handler { output_stream_handler: "InOrderOutputStreamHandler" }',
            'executor: "nobody"',
            'name: "With Space"',
            "no_such_field: 1",
            "options { [mediapipe.PassThroughCalculatorOptions.ext] { } }",
            "options { [mediapipe.GateCalculatorOptions.ext] { no_such_option: true } }",
            "options { [mediapipe.GateCalculatorOptions.ext] { allow: 3 } }",
            "node_options { [type.googleapis.com/mediapipe.GateCalculatorOptions] { allow: true } }",
            _BATCHES_IN_PARALLEL,
        )
    )
    _some_node(graph).settings.append(setting)


def _graph_setting(graph: GraphBuilder) -> None:
    graph.settings.append(
        graph.rng.choice(
            (
                'input_stream: "in1"',
                'input_stream: "T:in9"',
                'output_stream: "nobody"',
                'output_stream: "Bad"',
                'output_stream: "T:x" output_stream: "T:y"',
                'output_stream: "T:1:x"',
                'input_side_packet: "Bad"',
                'output_stream_handler { output_stream_handler: "NoOutputStreamHandler" }',
                'input_side_packet: "unused"',
                'type: "SomeGraph"',
                'package: "some.package"',
                'executor { name: "gpu" type: "ThreadPoolExecutor" }',
                'executor { name: "x" }',
                'executor { name: "x" type: "NoExecutor" }',
                "max_queue_size: -2",
                'num_threads: 2 executor { type: "ThreadPoolExecutor" }',
                "input_stream_handler { }",
            )
        )
    )


_MISTAKES = (
    _unknown_stream,
    _unknown_tag,
    _no_tag,
    _bad_name,
    _twice,
    _drop_port,
    _double_port,
    _other_type,
    _other_type,
    _no_back_edge,
    _wrong_back_edge,
    _unknown_calculator,
    _other_calculator,
    _other_options,
    _no_options,
    _missing_side_packet,
    _other_side_packet,
    _produced_side_packet,
    _setting,
    _graph_setting,
)
