"""Validation: an error names every mistake in a graph at once, each with its place in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backedge import (
    Calculator,
    CalculatorGraph,
    ConfigError,
    Contract,
    GraphError,
    Input,
    Inputs,
    Output,
    SideInput,
    SideOutput,
    register,
)
from backedge.config import load_graph
from backedge.planning import subgraphs
from tests.graph_text import do, do_options, graph_of


@register("test.Strict")
class Strict(Calculator):
    """Takes exactly what it declares, and refuses one name."""

    number = Input[int]("NUMBER")
    extra = Input[str]("EXTRA", optional=True)
    text = Output[str]("TEXT")
    limit = SideInput[float]("LIMIT", optional=True)

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(contract.inputs["NUMBER", 0].name != "evil", "NUMBER must not be evil")

    def process(self) -> None:
        """Nothing to do."""


@register("test.Setter")
class Setter(Calculator):
    """Sets a side packet."""

    side = SideOutput[int]()


@register("test.Several")
class Several(Calculator):
    """Takes two or more."""

    sources = Inputs[int]("N", minimum=1)
    target = Output[int](":1")

    def process(self) -> None:
        """Nothing to do."""


@register("test.Single")
class Single(Calculator):
    """Takes one input without a tag."""

    source = Input[Any]()
    target = Output[Any]()

    def process(self) -> None:
        self.target.forward(self.source)


STRICT = 'node {{ calculator: "test.Strict" {} }}\n'
CHARACTERS = "names have small letters, digits and _; tags have capitals, digits and _; neither begins with a digit"
REGISTER = (
    "    import the module that defines it (graph_runner: --calculators MODULE), or register the subgraph "
    "(graph_runner: --subgraphs DIR; in a program: backedge.subgraphs)"
)
HANDLERS = (
    "DefaultInputStreamHandler, ApproximateTimeInputStreamHandler, BarrierInputStreamHandler, "
    "EarlyCloseInputStreamHandler, FixedSizeInputStreamHandler, ImmediateInputStreamHandler, MuxInputStreamHandler, "
    "SyncSetInputStreamHandler, TimestampAlignInputStreamHandler"
)


def pool(fields: str) -> str:
    """An executor."""
    return f"executor {{ {fields} options {{ [mediapipe.ThreadPoolExecutorOptions.ext] {{ num_threads: 1 }} }} }}"


CASES = {
    "unknown calculator": (
        'node { calculator: "test.Dos" }',
        '1:8: error: calculator "test.Dos" (node "test.Dos") is not registered\n    did you mean "test.Do"?\n'
        + REGISTER,
    ),
    "calculator with the usual ending": (
        'node { name: "n" calculator: "PasThrouhCalculator" }',
        (
            '1:18: error: calculator "PasThrouhCalculator" (node "n") is not registered\n'
            '    did you mean "PassThroughCalculator"?\n' + REGISTER
        ),
    ),
    "calculator that is like others in its ending only": (
        'node { calculator: "BrightnessCalculator" }',
        f'1:8: error: calculator "BrightnessCalculator" (node "BrightnessCalculator") is not registered\n{REGISTER}',
    ),
    "calculator nobody has heard of": (
        'node { name: "n" calculator: "Qqqqq" }',
        f'1:18: error: calculator "Qqqqq" (node "n") is not registered\n{REGISTER}',
    ),
    "stream of two nodes": (
        graph_of("a", do("a", "b"), do("a", "b")),
        '4:63: error: stream "b" is defined twice: node "test.Do_1" produces it already\n    rename one of them',
    ),
    "stream of a node and the graph": (
        graph_of("a", do("a", "a")),
        '2:63: error: stream "a" is defined twice: a graph input produces it already\n    rename one of them',
    ),
    "graph input twice": (
        graph_of("a a"),
        '2:15: error: stream "a" is defined twice: a graph input produces it already\n    rename one of them',
    ),
    "side packet of two nodes": (
        'node { calculator: "test.Setter" output_side_packet: "s" }\n' * 2,
        (
            '2:54: error: side packet "s" is defined twice: node "test.Setter_1" produces it already\n'
            "    rename one of them"
        ),
    ),
    "stream without a producer": (
        graph_of("image", do("imag", "b")),
        '2:44: error: no node produces stream "imag", which node "test.Do" reads\n    did you mean "image"?',
    ),
    "stream nobody has heard of": (
        graph_of("image", STRICT.format('input_stream: "NUMBER:zz" output_stream: "TEXT:t"')),
        (
            '2:48: error: no node produces stream "zz", which node "test.Strict" reads (NUMBER)\n'
            '    add `input_stream: "zz"` to the graph, or an output_stream of that name to a node'
        ),
    ),
    "side packet for a stream": (
        graph_of("", 'node { calculator: "test.Setter" output_side_packet: "s" }', do("s", "b")),
        (
            '2:44: error: no node produces stream "s", which node "test.Do" reads\n'
            '    there is a side packet of that name; use `input_side_packet: "s"`'
        ),
    ),
    "missing ports": (
        STRICT.format(""),
        (
            '1:8: error: test.Strict (node "test.Strict") needs input stream NUMBER\n'
            '    add `input_stream: "NUMBER:some_name"` to the node\n'
            'graph.pbtxt:1:8: error: test.Strict (node "test.Strict") needs output stream TEXT\n'
            '    add `output_stream: "TEXT:some_name"` to the node'
        ),
    ),
    "missing group": (
        graph_of("a", do("", "b", calculator="test.Several")),
        (
            '2:8: error: test.Several (node "test.Several") needs input stream N\n'
            '    add `input_stream: "N:some_name"` to the node\n'
            'graph.pbtxt:2:8: error: test.Several (node "test.Several") needs output stream :1\n'
            '    add `output_stream: "some_name"` to the node\n'
            'graph.pbtxt:2:50: error: test.Several (node "test.Several") has no output stream :0\n'
            "    its output streams are: :1"
        ),
    ),
    "unexpected ports": (
        graph_of(
            "n",
            STRICT.format(
                'input_stream: "NUMBER:n" input_stream: "NUMBR:n" output_stream: "TEXT:t" '
                'input_side_packet: "LIMT:l" output_side_packet: "A:b"'
            ),
        ),
        (
            '2:73: error: test.Strict (node "test.Strict") has no input stream NUMBR\n    did you mean "NUMBER"?\n'
            'graph.pbtxt:2:126: error: test.Strict (node "test.Strict") has no input side packet LIMT\n'
            '    did you mean "LIMIT"?'
        ),
    ),
    "an unexpected output side packet that a node reads": (
        graph_of(
            "n",
            STRICT.format('input_stream: "NUMBER:n" output_stream: "TEXT:t" output_side_packet: "A:b"'),
            do("n", "m", "LOG:b"),
        ),
        (
            '2:103: error: test.Strict (node "test.Strict") has no output side packet A\n'
            "    it has no output side packets at all"
        ),
    ),
    "a tag that is misspelled": (
        graph_of("n", STRICT.format('input_stream: "NUMBR:n" output_stream: "TEXT:t"')),
        '2:48: error: test.Strict (node "test.Strict") has no input stream NUMBR\n    did you mean "NUMBER"?',
    ),
    "a tag that is left out": (
        graph_of("n", STRICT.format('input_stream: "n" output_stream: "TEXT:t"')),
        '2:48: error: test.Strict (node "test.Strict") takes no untagged input stream\n    did you mean "NUMBER:n"?',
    ),
    "tags that are left out": (
        graph_of("n", STRICT.format('input_stream: "NUMBER:n" input_stream: "n" output_stream: "t"')),
        (
            '2:73: error: test.Strict (node "test.Strict") takes no untagged input stream\n'
            '    did you mean "EXTRA:n"?\n'
            'graph.pbtxt:2:92: error: test.Strict (node "test.Strict") takes no untagged output stream\n'
            '    did you mean "TEXT:t"?'
        ),
    ),
    "more untagged ports than there are": (
        graph_of("a", do("a a", "b", calculator="test.Single")),
        '2:66: error: test.Single (node "test.Single") takes only 1 untagged input stream',
    ),
    "no calculator": (
        graph_of("a", 'node { input_stream: "a" }', 'node { name: "n" }'),
        (
            "2:6: error: this node names no calculator\n"
            '    add `calculator: "NameOfACalculator"` to it\n'
            'graph.pbtxt:3:6: error: node "n" names no calculator\n'
            '    add `calculator: "NameOfACalculator"` to it'
        ),
    ),
    "what the calculator refuses": (
        graph_of("evil", STRICT.format('input_stream: "NUMBER:evil" output_stream: "TEXT:t"')),
        '2:6: error: test.Strict (node "test.Strict"): NUMBER must not be evil',
    ),
    "no port": (
        graph_of("a", do("a", "B:B")),
        '2:63: error: "B:B" is not a port\n    did you mean "B:b"?\n    ' + CHARACTERS,
    ),
    "no port without a tag": (
        graph_of("a", do("a", "B")),
        '2:63: error: "B" is not a port\n    did you mean "b"?\n    ' + CHARACTERS,
    ),
    "one tag twice": (
        graph_of("n", STRICT.format('input_stream: "NUMBER:n" input_stream: "NUMBER:n" output_stream: "TEXT:t"')),
        (
            '2:73: error: tag "NUMBER" index 0 already has the name "n" but is given the name "n" too\n'
            '    number the ports of one tag: "NUMBER:0:n", "NUMBER:1:n"'
        ),
    ),
    "gap in the indexes": (
        graph_of("n", STRICT.format('input_stream: "NUMBER:n" input_stream: "NUMBER:2:n" output_stream: "TEXT:t"')),
        '2:73: error: tag "NUMBER" has index 2 but no index 1\n    number the ports of "NUMBER" from 0 without gaps',
    ),
    "input_stream_info for no port": (
        graph_of("a", do("a", "b", more='input_stream_info { tag_index: "LOOP" back_edge: true }')),
        (
            '2:87: error: input_stream_info of node "test.Do" names LOOP, which is no input stream of it\n'
            "    its input streams are: :0"
        ),
    ),
    "input_stream_info twice": (
        graph_of("a", do("a", "b", more='input_stream_info { tag_index: ":0" } input_stream_info { tag_index: ":0" }')),
        '2:125: error: node "test.Do" has two input_stream_info for :0\n    remove one of them',
    ),
    "options twice": (
        graph_of("a", do("a", "b", more=do_options("") + do_options(""))),
        "2:133: error: node_options has DoOptions more than once\n    remove all but one",
    ),
    "reserved executor": (
        graph_of("a", pool('name: "gpu" type: "ThreadPoolExecutor"'), do("a", "b")),
        (
            '2:10: error: "gpu" is a reserved executor name\n'
            '    choose another: "default", "gpu" and names that begin with "__" are the engine\'s own'
        ),
    ),
    "undeclared executor": (
        graph_of("a", do("a", "b", more='executor: "zz"')),
        '2:67: error: executor "zz" of node "test.Do" is not declared\n    there are none',
    ),
    "default executor twice": (
        graph_of("a", "num_threads: 3", pool('type: "ThreadPoolExecutor"'), do("a", "b")),
        (
            "3:10: error: num_threads and an executor without a name both declare the default one\n"
            "    remove num_threads, and say it in the executor's options"
        ),
    ),
    "executor without threads": (
        graph_of("a", 'executor { name: "x" type: "ThreadPoolExecutor" }', do("a", "b")),
        (
            '2:22: error: executor "x" needs num_threads of 1 or more in its ThreadPoolExecutorOptions, '
            "which is not set\n"
            "    add `options { [mediapipe.ThreadPoolExecutorOptions.ext] { num_threads: 4 } }` to it"
        ),
    ),
    "unknown input policy": (
        graph_of("a", do("a", "b", more='input_stream_handler { input_stream_handler: "ImmediatInputStreamHandler" }')),
        (
            '2:67: error: "ImmediatInputStreamHandler" (node "test.Do") is not an input policy\n'
            '    did you mean "ImmediateInputStreamHandler"?'
        ),
    ),
    "unknown input policy of the graph": (
        graph_of("a", 'input_stream_handler { input_stream_handler: "H" }', do("a", "b")),
        f'3:6: error: "H" (node "test.Do") is not an input policy\n    there are: {HANDLERS}',
    ),
    "fewer threads than none": (
        graph_of("a", "num_threads: -2", do("a", "b")),
        ("2:1: error: num_threads is -2, but must be -1 or more\n    -1 stands for as many as there are processors"),
    ),
    "unknown output stream handler": (
        graph_of("a", do("a", "b", more='output_stream_handler { output_stream_handler: "H" }')),
        (
            '2:67: error: "H" (node "test.Do") is no output stream handler\n'
            "    leave it out, or write InOrderOutputStreamHandler, which is the only one"
        ),
    ),
}


@pytest.mark.parametrize(("text", "message"), CASES.values(), ids=CASES.keys())
def test_messages(text: str, message: str) -> None:
    """Each mistake has one message, with place, node, port, and what to do."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(load_graph(text, file="graph.pbtxt"))
    assert str(caught.value) == f"graph.pbtxt:{message}"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One run of the validator tells of every node and of the connections between those it understands."""
    path = tmp_path / "graph.pbtxt"
    path.write_text(
        'input_stream: "a"\n'
        'node { calculator: "test.Do" input_stream: "a" output_stream: "B" }\n'
        'node { calculator: "Qqqqq" output_stream: "made" }\n'
        'node { calculator: "test.Do" input_stream: "made" output_stream: "c" }\n'
        'node { calculator: "test.Do" input_stream: "zz" output_stream: "c" }\n'
        'node { calculator: "test.Strict" input_stream: "NUMBER:a" }\n'
    )
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(path)
    assert [str(diagnostic).split("\n")[0].removeprefix(f"{path}:") for diagnostic in caught.value.diagnostics] == [
        '2:63: error: "B" is not a port',
        '3:8: error: calculator "Qqqqq" (node "Qqqqq") is not registered',
        '5:44: error: no node produces stream "zz", which node "test.Do_3" reads',
        '5:64: error: stream "c" is defined twice: node "test.Do_2" produces it already',
        '6:8: error: test.Strict (node "test.Strict") needs output stream TEXT',
    ]


def test_ports_of_the_graph_are_told_with_the_rest() -> None:
    """A graph input that is not a port does not hide what is wrong with nodes."""
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(load_graph('input_stream: "A b" node { calculator: "Qqqqq" }', file="g"))
    assert [diagnostic.message for diagnostic in caught.value.diagnostics] == [
        '"A b" is not a port',
        'calculator "Qqqqq" (node "Qqqqq") is not registered',
    ]


def test_an_output_stream_without_a_producer_is_allowed() -> None:
    """Planning does not look up the output streams of a top-level graph, as in MediaPipe."""
    CalculatorGraph(graph_of("a", 'output_stream: "zzz"', do("a", "b")))


def test_an_output_side_packet_that_is_none_is_allowed_while_nobody_reads_it(caplog: pytest.LogCaptureFixture) -> None:
    """MediaPipe overlooks it; we say so, and the graph runs."""
    text = graph_of("n", STRICT.format('input_stream: "NUMBER:n" output_stream: "TEXT:t" output_side_packet: "A:b"'))
    with CalculatorGraph(text) as graph:
        graph.start_run()
        with pytest.raises(GraphError, match=r'^side packet "b" has not been set$'):
            graph.get_output_side_packet("b")
    (record,) = caplog.records
    assert record.getMessage() == (
        '<graph>:2:103: test.Strict (node "test.Strict") has no output side packet A; side packet b is never set'
    )


def test_an_executor_inside_a_subgraph_must_be_declared_outside() -> None:
    """The executor that an inner node names has to be one of the outer graph's."""
    subgraphs.register(
        'type: "test.Pooled" input_stream: "a" node { calculator: "test.Do" input_stream: "a" executor: "inner" }'
        'executor { name: "inner" type: "ThreadPoolExecutor" }'
    )
    node = do("a", calculator="test.Pooled")
    with pytest.raises(ConfigError, match=r'executor "inner" of node "test_pooled__test.Do" is not declared'):
        CalculatorGraph(graph_of("a", node))
    CalculatorGraph(graph_of("a", pool('name: "inner" type: "ThreadPoolExecutor"'), node)).close()
