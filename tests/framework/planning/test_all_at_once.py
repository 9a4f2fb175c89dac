"""Mistakes of different kinds: the error names all at once, and none that only follows from another."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge import Calculator, ConfigError, Input, Output, register
from backedge.config import load_graph
from backedge.planning import SubgraphRegistry, build_graph, subgraphs
from backedge.planning.expansion import expand_subgraphs
from backedge.planning.planner import expand_graph
from tests.graph_text import do, do_options, graph_of


@register("test.all.Number")
class Number(Calculator):
    """Makes numbers."""

    source = Input[object]()
    number = Output[int]()

    def process(self) -> None:
        self.number.send(1)


@register("test.all.Text")
class Text(Calculator):
    """Takes text."""

    text = Input[str]()
    target = Output[str]()

    def process(self) -> None:
        self.target.forward(self.text)


UNKNOWN = 'calculator "Qqqqq" (node "Qqqqq") is not registered'
subgraphs.register('type: "test.Once" input_stream: "a" node { calculator: "test.Do" input_stream: "a" }')


def complaints(text: str) -> list[str]:
    """The mistakes of a graph: the messages without place and hint."""
    with pytest.raises(ConfigError) as caught:
        build_graph(text)
    return [diagnostic.message for diagnostic in caught.value.diagnostics]


def test_an_option_a_calculator_and_a_tag() -> None:
    """Mistakes in options do not hide those in the graph, in other nodes and in the same."""
    text = graph_of(
        "a",
        do("a BAD", "b", more=do_options("bound: true")),
        do("b", "c", calculator="Qqqqq"),
        do("c zz", "d", side="NO:n"),
        do("d", "e", side="WRONG:n", more=do_options("offset: 0.5")),
    )
    assert complaints(text) == [
        '"BAD" is not a port',
        "DoOptions has no field bound",
        UNKNOWN,
        'test.Do (node "test.Do_2") has no input side packet NO',
        'test.Do (node "test.Do_3") has no input side packet WRONG',
        "field offset expects an int64, found 0.5",
    ]


def test_streams_of_nodes_with_wrong_options() -> None:
    """Some node must produce what such a node reads, and others may read what it produces."""
    text = graph_of("a", do("a typo", "b", more=do_options("bound: true")), do("b missing", "c"))
    assert complaints(text) == [
        'no node produces stream "typo", which node "test.Do_1" reads',
        "DoOptions has no field bound",
        'no node produces stream "missing", which node "test.Do_2" reads',
    ]


def test_the_example_without_its_calculators() -> None:
    """Options of a module that was not imported do not hide that its calculators are missing, too."""
    text = graph_of("a", 'node { calculator: "Qqqqq" node_options { [type.googleapis.com/QqqqqOptions] { x: 1 } } }')
    assert complaints(text) == [UNKNOWN, "there is no message type QqqqqOptions"]


@pytest.mark.parametrize("form", ["node_options { [type.googleapis.com/%s]", "options { [%s.ext]"])
def test_a_calculator_of_mediapipe_that_is_not_there(form: str, tmp_path: Path) -> None:
    """That is the one reason: its options come with it, and there is no module to import for them."""
    calculator = "TensorFlowInferenceCalculator"
    options = form % "mediapipe.TensorFlowInferenceCalculatorOptions" + " { batch_size: 1 } }"
    text = graph_of("a", do("a", "b", more=options, calculator=calculator))
    reason = f'calculator "{calculator}" (node "{calculator}") is not registered'
    assert complaints(text) == [reason]
    (tmp_path / "inner.pbtxt").write_text(f'type: "Inner"\noutput_stream: "b" {text}')
    (tmp_path / "graph.pbtxt").write_text(graph_of("a", *(do("a", each, calculator="Inner") for each in "bc")))
    with pytest.raises(ConfigError) as caught:
        build_graph(tmp_path / "graph.pbtxt")
    assert [
        each.message.replace(f'"inner_{number}__', '"') for number, each in enumerate(caught.value.diagnostics, 1)
    ] == [
        reason,
        reason,
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('input_streams: "a"' + do("a", "b"), "mediapipe.CalculatorGraphConfig has no field input_streams"),
        ("input_stream: a " + do("a", "b"), "field input_stream expects a string, found a"),
        ('input_stream: ["A b", "a"]' + do("a", "b"), '"A b" is not a port'),
        (
            do(more='output_streams: "N:0:a"') + do("a", "b"),
            "mediapipe.CalculatorGraphConfig.Node has no field output_streams",
        ),
        (
            'nodes { calculator: "test.Do" output_stream: "a" }' + do("a", "b"),
            "mediapipe.CalculatorGraphConfig has no field nodes",
        ),
        ("node { calculator: PassThrough }", "field calculator expects a string, found PassThrough"),
        (
            'node { calculator: "EndLoopImageCalculator" input_streams: "ITEM:a" }',
            "mediapipe.CalculatorGraphConfig.Node has no field input_streams",
        ),
        (
            graph_of("a", do("a b", "b", more='input_stream_info { tag_index: ":1" back_edg: true }')),
            "mediapipe.InputStreamInfo has no field back_edg",
        ),
        (
            'executor { name: "x" type: "ThreadPoolExecutor" options { [mediapipe.ThreadPoolExecutorOptions.ext] '
            "{ threads: 1 } } }" + do(more='executor: "x"'),
            "mediapipe.ThreadPoolExecutorOptions has no field threads",
        ),
        (
            'executor { nam: "x" type: "ThreadPoolExecutor" }' + do(more='executor: "x"'),
            "mediapipe.ExecutorConfig has no field nam",
        ),
        (
            graph_of("a", do("a", "b", more='input_stream_handler { input_stream_handler: "X" option {} }')),
            "mediapipe.InputStreamHandlerConfig has no field option",
        ),
        (
            graph_of("a", 'input_stream_handler { input_stream_handler: "X" option {} }', do("a", "b")),
            "mediapipe.InputStreamHandlerConfig has no field option",
        ),
        (
            'packet_generator { packet_generator: "X" option {} }' + do(),
            "mediapipe.PacketGeneratorConfig has no field option",
        ),
        (
            'status_handler { status_handler: "X" option {} }' + do(),
            "mediapipe.StatusHandlerConfig has no field option",
        ),
        (
            graph_of("a", do("a", "b", more="option {}", calculator="test.Once"), do("b", "c")),
            "mediapipe.CalculatorGraphConfig.Node has no field option",
        ),
        (
            graph_of("a", do("a", "b", more='option_value: "offset:x"' + do_options("")), do("b", "c"))
            + "graph_options { [type.googleapis.com/DoOptions] {} }",
            "DoOptions has no field x",
        ),
        (
            graph_of("a", do("a", "b", calculator="test.Once"), do("b", "c")),
            'subgraph test.Once (node "test.Once") has no untagged output stream',
        ),
    ],
)
def test_nothing_in_consequence(text: str, message: str) -> None:
    """A consequence of a mistake, such as a stream that lost its producer, does not count as a mistake."""
    assert complaints(text) == [message]


def test_places_after_an_item_that_is_none() -> None:
    """The rest of a list still knows where it was written."""
    text = 'input_stream: ["a", 5, "B"]\nnode: 1\nnode { calculator: "Qqqqq" }'
    with pytest.raises(ConfigError) as caught:
        build_graph(text)
    assert [str(diagnostic).split("\n")[0] for diagnostic in caught.value.diagnostics] == [
        "<graph>:1:21: error: field input_stream expects a string, found 5",
        '<graph>:1:24: error: "B" is not a port',
        "<graph>:2:7: error: field node expects a message in braces, found 1",
        f"<graph>:3:8: error: {UNKNOWN}",
    ]


def test_subgraphs_that_are_wrong(tmp_path: Path) -> None:
    """A subgraph that cannot be read is reported once, together with the rest of the graph."""
    (tmp_path / "inner.pbtxt").write_text('type: "Inner"\nbad: 1\ninput_stream: "a"\noutput_stream: "b"\n')
    path = tmp_path / "graph.pbtxt"
    nodes = [do("a", "b", calculator="Inner"), do("b", "c", calculator="Inner"), do("c", "d", calculator="Qqqqq")]
    path.write_text(graph_of("a", *nodes, "bad: 1"))
    with pytest.raises(ConfigError) as caught:
        build_graph(path)
    places = [(Path(str(each.location).partition(":")[0]).name, each.message) for each in caught.value.diagnostics]
    assert places == [
        ("graph.pbtxt", UNKNOWN),
        ("graph.pbtxt", "mediapipe.CalculatorGraphConfig has no field bad"),
        ("inner.pbtxt", "mediapipe.CalculatorGraphConfig has no field bad"),
    ]


INNER = """
type: "Inner"
input_stream: "a"
output_stream: "b"
node {
  calculator: "test.Do"
  input_stream: "a"
  output_stream: "b"
  node_options { [type.googleapis.com/NoSuchOptions] { b: "lost" } }
}
node { calculator: "test.Do" input_stream: "typo" output_stream: "c" }
node { calculator: "Qqqqq" input_stream: "lost" }
"""


def test_what_is_wrong_inside_the_nodes_of_a_subgraph(tmp_path: Path) -> None:
    """Options of an unknown type in a subgraph's file hide nothing else: in the file, or where it is used."""
    (tmp_path / "inner.pbtxt").write_text(INNER)
    path = tmp_path / "graph.pbtxt"
    path.write_text(graph_of("a", do("a", "b", calculator="Inner"), do("b", "c"), do("zz", "d", calculator="Qqqqq")))
    with pytest.raises(ConfigError) as caught:
        build_graph(path)
    places = [(Path(str(each.location).partition(":")[0]).name, each.message) for each in caught.value.diagnostics]
    assert places == [
        ("inner.pbtxt", "there is no message type NoSuchOptions"),
        ("inner.pbtxt", 'no node produces stream "inner__typo", which node "inner__test.Do_2" reads'),
        ("inner.pbtxt", 'calculator "Qqqqq" (node "inner__Qqqqq") is not registered'),
        ("graph.pbtxt", UNKNOWN),
        ("graph.pbtxt", 'no node produces stream "zz", which node "Qqqqq" reads'),
    ]


@pytest.mark.parametrize("inner", ["node {", 'bad: 1 type: "Inner"', 'input_stream: "a" output_stream: "b"'])
def test_what_a_subgraph_node_is_connected_to(inner: str, tmp_path: Path) -> None:
    """A node whose subgraph cannot be read, or does not fit, still must not read what no node produces, nor clash."""
    (tmp_path / "inner.pbtxt").write_text(f'type: "Inner"\n{inner}')
    path = tmp_path / "graph.pbtxt"
    path.write_text(graph_of("a", do("a typo", "b", calculator="Inner"), do("a", "b"), do("b", "c")))
    with pytest.raises(ConfigError) as caught:
        build_graph(path)
    messages = [each.message for each in caught.value.diagnostics if str(path) in str(each.location)]
    assert [each for each in messages if "subgraph Inner" not in each and "untagged" not in each] == [
        'no node produces stream "typo", which node "Inner" reads',
        'stream "b" is defined twice: node "test.Do_1" produces it already',
    ]


def test_a_subgraph_that_was_mended(tmp_path: Path) -> None:
    """A file that was wrong is read again when a graph names it the next time."""
    known, path = SubgraphRegistry(), tmp_path / "inner.pbtxt"
    path.write_text(INNER)
    known.add_folder(tmp_path)
    config = load_graph(graph_of("a", do("a", "b", calculator="Inner")))
    with pytest.raises(ConfigError, match="NoSuchOptions"):
        expand_subgraphs(config, known)
    path.write_text('type: "Inner" input_stream: "a" output_stream: "b"' + do("a", "b"))
    assert [node.name for node in expand_subgraphs(config, known).node] == ["inner__test.Do"]


def test_types_and_cycles() -> None:
    """Types that do not fit and cycles are reported together, also where a calculator is missing."""
    text = graph_of(
        "a",
        do("a y", "x"),
        do("x", "y"),
        do("a", "n", calculator="test.all.Number"),
        do("n", "t", calculator="test.all.Text"),
        do("t", "u", calculator="Qqqqq"),
    )
    first, second, third = complaints(text)
    assert first.startswith("the nodes form a cycle")
    assert second.startswith('input stream "n" of node "test.all.Text"')
    assert third == UNKNOWN


def test_syntax_errors_hide_the_rest() -> None:
    """As long as the syntax is wrong, nothing else can be said for certain."""
    assert complaints('node { calculator: "Qqqqq" input_stream "a" }') == [
        "expected ':' or '{' after 'input_stream', found string \"a\""
    ]


def test_load_graph_and_expand_graph_refuse_such_graphs() -> None:
    """Only the checks go on with what is left of a graph."""
    text = graph_of("a", do("a", "b"), "bad: 1")
    for read in (load_graph, expand_graph):
        with pytest.raises(ConfigError, match="has no field bad"):
            read(text)
