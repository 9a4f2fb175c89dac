"""The lookup of calculators and subgraphs by name: packages, folders, names to register as."""

from __future__ import annotations

from pathlib import Path

import pytest

import backedge
from backedge import Calculator, CalculatorGraph, ConfigError, Input, NodeConfig, Output, register
from backedge.authoring.registration import candidate_names
from backedge.errors import RegistrationError, ResourceError
from backedge.planning import SubgraphRegistry, subgraphs
from tests.graph_text import do, graph_of


@register("lookup.outer.inner.Name", "lookup.outer.Name", "lookup.Name")
class Named(Calculator):
    """Has three names in three namespaces."""

    source = Input[int]()
    target = Output[int]()

    def process(self) -> None:
        """Nothing to do."""


@pytest.mark.parametrize(
    ("name", "package", "candidates"),
    [
        ("X", "", ["X"]),
        ("X", "a.b", ["a.b.X", "a.X", "X"]),
        ("X", "a::b", ["a.b.X", "a.X", "X"]),
        ("c::X", "a", ["a.c.X", "c.X"]),
        (".X", "a.b", ["X"]),
        (".a.X", "b", ["a.X"]),
    ],
)
def test_namespaces(name: str, package: str, candidates: list[str]) -> None:
    """A name is looked for in the package and outwards; a leading dot makes it absolute."""
    assert candidate_names(name, package) == candidates


@pytest.mark.parametrize(
    ("package", "name", "found"),
    [
        ("lookup.outer.inner", "Name", "lookup.outer.inner.Name"),
        ("lookup.outer.other", "Name", "lookup.outer.Name"),
        ("lookup", "outer.Name", "lookup.outer.Name"),
        ("elsewhere", "lookup.Name", "lookup.Name"),
        ("lookup.outer", ".lookup.Name", "lookup.Name"),
    ],
)
def test_a_graphs_package(package: str, name: str, found: str) -> None:
    """The innermost calculator of that name in the graph's package is taken."""
    graph = CalculatorGraph(graph_of("a", f'package: "{package}"', do("a", "b", calculator=name)))
    assert graph.plan.nodes[0].registration.name == found


SUB = (
    'input_stream: "a" output_stream: "b" '
    'node { calculator: "test.Do" input_stream: "a" output_stream: "b" name: "%s" }'
)


def test_a_subgraph_goes_by_its_type_or_by_a_name_given() -> None:
    """register() takes the name in the text, or another one; one of both there must be."""
    known = SubgraphRegistry()
    known.register('type: "FromText" ' + SUB % "x")
    known.register('type: "FromText2" ' + SUB % "x", register_as="Given")
    assert known.names() == ["FromText", "Given"]
    with pytest.raises(RegistrationError, match=r'^a subgraph needs a `type: "Name"` in its config, or a name'):
        known.register(SUB % "x")


def test_a_name_belongs_to_one_subgraph() -> None:
    """The same graph may be registered again under its name, a different one not."""
    known = SubgraphRegistry()
    known.register(SUB % "x", register_as="Once")
    known.register(SUB % "x", register_as="Once")
    with pytest.raises(RegistrationError, match=r'^subgraph "Once" is registered twice, with different contents$'):
        known.register(SUB % "y", register_as="Once")


def write(folder: Path, **files: str) -> None:
    """Write graph files."""
    for name, text in files.items():
        (folder / f"{name}.pbtxt").write_text(text)


def test_graphs_of_one_folder_can_name_each_other(tmp_path: Path) -> None:
    """A graph read from a file finds its neighbours by their type; broken ones matter only when they are named."""
    write(tmp_path, main=graph_of("a", do("a", "b", calculator="Neighbour")))
    write(tmp_path, other='type: "Neighbour"\n' + SUB % "inside", broken='type: "Broken"\nnode {')
    graph = CalculatorGraph(tmp_path / "main.pbtxt")
    assert [node.name for node in graph.plan.nodes] == ["neighbour__inside"]
    assert str(graph.plan.nodes[0].location) == f"{tmp_path / 'other.pbtxt'}:2:45"
    write(tmp_path, main=graph_of("a", do("a", "b", calculator="Broken")))
    with pytest.raises(ConfigError, match=r"broken\.pbtxt:2"):
        CalculatorGraph(tmp_path / "main.pbtxt")


def test_a_path_is_a_path_as_text_too(tmp_path: Path) -> None:
    """A graph's neighbours are found whether its path is a Path or a str."""
    write(tmp_path, main=graph_of("a", do("a", "b", calculator="Neighbour")))
    write(tmp_path, other='type: "Neighbour"\n' + SUB % "inside")
    graph = CalculatorGraph(str(tmp_path / "main.pbtxt"))
    assert [node.name for node in graph.plan.nodes] == ["neighbour__inside"]


def test_a_folder_of_folders(tmp_path: Path) -> None:
    """Graphs further down are found on request only; of namesakes the one for the CPU counts."""
    for folder, name in (("", "top"), ("z", "a_gpu"), ("z", "c")):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        write(tmp_path / folder, **{name: f'type: "{"Top" if name == "top" else "Deep"}"\n' + SUB % name})
    flat, tree = SubgraphRegistry(), SubgraphRegistry()
    flat.add_folder(tmp_path)
    tree.add_folder(str(tmp_path), recursive=True)
    assert (flat.names(), tree.names()) == (["Top"], ["Deep", "Top"])
    found = tree.find("Deep")
    assert found is not None
    assert [node.name for node in found(NodeConfig()).node] == ["c"]


@pytest.mark.parametrize(("name", "found"), [("none", "nothing of that name"), ("file", "a file")])
def test_a_folder_that_is_none(tmp_path: Path, name: str, found: str) -> None:
    """The error says what was found in its place."""
    (tmp_path / "file").touch()
    with pytest.raises(ResourceError, match=f"{name}: expected a folder of subgraphs, found {found}$"):
        SubgraphRegistry().add_folder(tmp_path / name)


def test_the_registry_of_the_process_is_public() -> None:
    """Programs register their subgraphs with what the package itself exports."""
    backedge.subgraphs.register(SUB % "inside", register_as="test.Public")
    graph = CalculatorGraph(graph_of("a", do("a", "b", calculator="test.Public")))
    assert graph.plan.nodes[0].name.endswith("__inside")


def test_a_name_that_begins_with_another_may_be_a_subgraph() -> None:
    """Beside the calculator that may be meant the error says how to make a subgraph known."""
    register("lookup.HandCalculator", "lookup.Hand")(Named)
    with pytest.raises(ConfigError) as caught:
        CalculatorGraph(graph_of("a", do("a", "b", calculator="lookup.HandCpu")))
    assert "did you mean" in str(caught.value)
    assert "graph_runner: --subgraphs DIR; in a program: backedge.subgraphs" in str(caught.value)


def test_of_a_cpu_and_a_gpu_variant_the_cpus_is_taken(tmp_path: Path) -> None:
    """The file without gpu in its name counts where two files have one type."""
    write(tmp_path, a_gpu='type: "Render"\n' + SUB % "gpu", b_cpu='type: "Render"\n' + SUB % "cpu")
    write(tmp_path, main=graph_of("a", do("a", "b", calculator="Render")))
    assert [node.name for node in CalculatorGraph(tmp_path / "main.pbtxt").plan.nodes] == ["render__cpu"]


def test_the_type_of_something_inside_is_not_the_graphs(tmp_path: Path) -> None:
    """Types of executors inside a file do not hide the type of the graph."""
    executor = 'executor {\n  type: "ApplicationThreadExecutor"\n}\n'
    write(tmp_path, sub=executor + 'type: "Late"\n' + SUB % "inside")
    write(tmp_path, main=graph_of("a", do("a", "b", calculator="Late")))
    assert [node.name for node in CalculatorGraph(tmp_path / "main.pbtxt").plan.nodes] == ["late__inside"]


def test_the_graphs_policy_holds_inside_subgraphs() -> None:
    """Every node after expansion that names no input policy has the graph's."""
    subgraphs.register(SUB % "inside", register_as="test.Plain")
    handler = 'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" }'
    graph = CalculatorGraph(graph_of("a", handler, do("a", "b", calculator="test.Plain"), do("b", "c")))
    assert [node.input_policy for node in graph.plan.nodes] == ["ImmediateInputStreamHandler"] * 2


def test_a_subgraphs_own_policy_is_ignored() -> None:
    """Settings of an inner graph, such as its handler and threads, do not reach the outer one."""
    subgraphs.register(
        'input_stream_handler { input_stream_handler: "ImmediateInputStreamHandler" } num_threads: 3 ' + SUB % "inside",
        register_as="test.Settings",
    )
    graph = CalculatorGraph(graph_of("a", do("a", "b", calculator="test.Settings")))
    assert graph.plan.nodes[0].input_policy == "DefaultInputStreamHandler"
    assert not graph.plan.config.num_threads
