"""Inputs that are small, or none of the graph's business, do not take much time, memory or threads."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from backedge import CalculatorGraph, ConfigError, GraphError
from backedge.config import load_graph, to_binary
from backedge.config.parser import parse_tree
from backedge.planning import build_graph
from backedge.planning.graph_folders import GraphFolders
from tests.graph_text import do, graph_of

MIB = 2**20
POOL = 'type: "ThreadPoolExecutor" options {{ [mediapipe.ThreadPoolExecutorOptions.ext] {{ num_threads: {0} }} }}'


@pytest.mark.parametrize(
    "declared",
    [
        "num_threads: {0}",
        "executor {{ options {{ [mediapipe.ThreadPoolExecutorOptions.ext] {{ num_threads: {0} }} }} }}",
        f"executor {{{{ {POOL} }}}}",
        f'executor {{{{ name: "pool" {POOL} }}}}',
    ],
)
@pytest.mark.parametrize("count", [1025, 2**31 - 1])
def test_no_graph_has_any_number_of_threads(declared: str, count: int) -> None:
    """Wherever a config says how many."""
    with pytest.raises(ConfigError, match=rf"num_threads.* is {count}, but must be 1024 or less"):
        build_graph(graph_of("a", declared.format(count), do("a", "b")))
    build_graph(graph_of("a", declared.format(1024), do("a", "b")))


def test_no_node_has_any_number_of_calls_in_flight() -> None:
    """Each takes an instance of the calculator, in every run."""
    with pytest.raises(ConfigError, match=r'max_in_flight of node "test.Do" is 2147483647, but must be 1024 or less'):
        build_graph(graph_of("a", do("a", "b", more="max_in_flight: 2147483647")))


@pytest.mark.parametrize("count", [1025, 2**31, -2, 1.5, "4", None], ids=repr)
def test_a_caller_gives_a_number_of_threads(count: object) -> None:
    """None stands for what the config says."""
    text = graph_of("a", do("a", "b"))
    if count is None:
        CalculatorGraph(text, num_threads=count)
        return
    with pytest.raises(GraphError, match=r"^num_threads is an int from -1 to 1024, or None, found "):
        CalculatorGraph(text, num_threads=count)  # type: ignore[arg-type] # the mistake


def nested(tmp_path: Path, depth: int, width: int) -> Path:
    """A graph of subgraphs in subgraphs, of a few hundred bytes each."""
    for level in range(depth):
        inner = f"Level{level - 1}" if level else "PassThroughCalculator"
        output = "" if level else 'output_stream: "b{}"'
        nodes = " ".join(
            f'node {{ calculator: "{inner}" input_stream: "a" {output.format(number)} }}' for number in range(width)
        )
        (tmp_path / f"level{level}.pbtxt").write_text(f'type: "Level{level}"\ninput_stream: "a"\n{nodes}\n')
    return tmp_path / f"level{depth - 1}.pbtxt"


def test_subgraphs_in_subgraphs_expand_to_so_many_nodes(tmp_path: Path) -> None:
    """Those that would be more are counted before they are made."""
    with pytest.raises(ConfigError, match=r"more than 20000 nodes.*\n.* 27000 of Level0"):
        build_graph(nested(tmp_path, 3, 30))


def test_a_template_cannot_go_round_the_limit(tmp_path: Path) -> None:
    """What depends on the node is counted when it has been made."""
    nodes = '%if (1 == 1)% node { calculator: "Inner" input_stream: "a" } %end% ' * 10
    (tmp_path / "inner.pbtxt").write_text(
        'type: "Inner"\ninput_stream: "a"\n'
        + 'node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" } ' * 300
    )
    (tmp_path / "middle.pbtxt").write_text(f'type: "Middle"\ninput_stream: "a"\n{nodes}\n')
    (tmp_path / "outer.pbtxt").write_text(
        'input_stream: "a"\n' + 'node { calculator: "Middle" input_stream: "a" }\n' * 10
    )
    with pytest.raises(ConfigError, match=r"more than 20000 nodes.*\n.* 30000 of Inner"):
        build_graph(tmp_path / "outer.pbtxt")


@pytest.mark.parametrize("field", ["name", "calculator", "input_stream", "output_stream", "executor"])
def test_names_have_a_length(field: str) -> None:
    """A longer one would be in many messages, and before the names of all that is inside a subgraph."""
    node = {"name": "n", "calculator": "PassThroughCalculator", "input_stream": "a", "output_stream": "b"}
    fields = " ".join(f'{name}: "{text}"' for name, text in {**node, field: "x" * 10_001}.items())
    with pytest.raises(ConfigError, match=f"field {field} expects a string of at most 10000 characters") as caught:
        build_graph(f'input_stream: "a" node {{ {fields} }}')
    assert len(str(caught.value)) < 1000


def test_names_have_a_length_in_binary_configs() -> None:
    """The same one."""
    text = 'input_stream: "a" node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "NAME" }'
    data = to_binary(load_graph(text))
    long = data.replace(b"\x22\x04NAME", b"\x22\x91\x4e" + b"x" * 10_001)
    # The message around it has grown by as much.
    start = data.index(b"\x0a") + 2
    size = len(data[start:][: data[start - 1]]) + 10_001 - 4 + 1
    long = long.replace(bytes([0x0A, data[start - 1]]), bytes([0x0A, size & 0x7F | 0x80, size >> 7]), 1)
    with pytest.raises(ConfigError, match="field output_stream expects a string of at most 10000 characters") as caught:
        build_graph(long)
    assert len(str(caught.value)) < 1000


def test_a_name_that_is_no_name_is_cut_off_in_messages() -> None:
    """Whatever it is written for."""
    with pytest.raises(ConfigError, match="has no field x") as caught:
        build_graph(f"{'x' * 100_000}: 3")
    assert len(str(caught.value)) < 2000


def peak(text: str) -> int:
    """How many bytes are used at most while a text is parsed."""
    parse_tree(text)
    tracemalloc.start()
    parse_tree(text)
    _, found = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return found


@pytest.mark.parametrize("value", ['"{}"', "'{}'", "a{}", "1{}", '"{}', "#{}\na: 1"])
def test_a_long_token_takes_little_memory(value: str) -> None:
    """Ten times its length, and not two hundred."""
    assert peak(f"name: {value.format('x' * MIB)}") < 10 * MIB


def test_many_strings_in_a_row_are_joined_at_once() -> None:
    """Not each with all those before it, which made their lengths' square."""
    text = "name: " + f'"{"x" * 1000}" ' * 1000
    assert peak(text) < 5 * MIB
    [field] = parse_tree(text).root.fields
    assert field.values[0].data == b"x" * 1_000_000  # type: ignore[union-attr] # it is a literal


def test_only_the_head_of_a_file_beside_the_graph_is_read(tmp_path: Path) -> None:
    """It may be of any size, and have nothing to do with the graph."""
    (tmp_path / "large.pbtxt").write_text('type: "Large"\n' + " " * 20 * MIB + '\ntype: "Other"\n')
    (tmp_path / "BUILD").write_text("# register_as" + " " * 20 * MIB)
    folders = GraphFolders()
    tracemalloc.start()
    folders.add(tmp_path)
    _, used = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert list(folders) == ["Large"]
    assert used < 10 * MIB
    assert "it has more than 1048576 characters" in str(folders.warnings[0])
