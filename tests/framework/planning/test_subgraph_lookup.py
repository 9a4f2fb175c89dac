"""Which of several graphs of one name a node gets, and what is told of the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge import CalculatorGraph, ConfigError, load_graph, register
from backedge.config.complaints import Complaints
from backedge.graphs.hand_tracking import FOLDER
from backedge.planning import SubgraphRegistry, build_graph
from backedge.planning.expansion import expand_subgraphs
from backedge.planning.subgraph_lookup import SubgraphLookup
from tests.do_calculator import Do
from tests.graph_text import do, graph_of

USED = "the graph that the program has registered is used"
MAIN = graph_of("a", do("a", "b", calculator="Part"))


def part(inside: str, type_name: str = "Part") -> str:
    """A graph whose one node is called `inside`."""
    return (
        f'type: "{type_name}"\ninput_stream: "a" output_stream: "b" '
        f'node {{ calculator: "test.Do" input_stream: "a" output_stream: "b" name: "{inside}" }}'
    )


def write(folder: Path, **texts: str) -> Path:
    """Write graph files into a folder, which is made if need be."""
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.pbtxt").write_text(text)
    return folder


def look_up(registered: SubgraphRegistry, beside: Path | None, text: str = MAIN) -> tuple[list[str], list[str]]:
    """The names of the expanded nodes of a graph in the folder `beside`, and the warnings."""
    complaints = Complaints()
    expanded = expand_subgraphs(load_graph(text), SubgraphLookup(beside, complaints, registered), complaints)
    complaints.raise_if_any()
    return [node.name for node in expanded.node], [str(warning) for warning in complaints.warnings]


def test_what_is_registered_comes_before_a_file_that_lies_beside_the_graph(tmp_path: Path) -> None:
    """The forgotten copy is not used, and told with the line that has its type."""
    registered = SubgraphRegistry()
    registered.register(part("registered"))
    beside = write(tmp_path / "beside", copy=f"# A comment.\n{part('copy')}")
    names, warnings = look_up(registered, beside)
    assert names == ["part__registered"]
    place = f"{beside / 'copy.pbtxt'}:2:1"
    advice = "give its graph another type, or remove it, if that is not what you want"
    assert warnings == [f'{place}: warning: this file is not used as "Part": {USED}\n    {advice}']


def test_what_is_registered_comes_before_a_folder_that_was_added(tmp_path: Path) -> None:
    """The order of the calls does not matter; the warning names the file that is used instead."""
    registered = SubgraphRegistry()
    folder = write(tmp_path / "folder", part=part("folder"))
    chosen = write(tmp_path / "chosen", part=part("chosen")) / "part.pbtxt"
    registered.add_folder(folder)
    registered.register(chosen)
    names, (warning,) = look_up(registered, None)
    assert names == ["part__chosen"]
    assert f'{folder / "part.pbtxt"}:1:1: warning: this file is not used as "Part": {chosen} is used' in warning


def test_a_folder_that_was_added_comes_before_that_of_the_graph(tmp_path: Path) -> None:
    """Whoever names a folder means it."""
    registered = SubgraphRegistry()
    registered.add_folder(write(tmp_path / "added", part=part("added")))
    names, (warning,) = look_up(registered, write(tmp_path / "beside", part=part("beside")))
    assert names == ["part__added"]
    assert "beside/part.pbtxt:1:1: warning: this file is not used" in warning


def test_the_same_file_by_two_ways_is_one(tmp_path: Path) -> None:
    """A graph that is registered by its path and lies beside the graph, or is in an added folder, needs no warning."""
    beside = write(tmp_path / "beside", part=part("same"))
    registered = SubgraphRegistry()
    registered.add_folder(beside)
    registered.add_folder(tmp_path / "beside" / ".." / "beside")
    assert look_up(registered, beside) == (["part__same"], [])
    registered.register(beside / "part.pbtxt")
    assert look_up(registered, beside) == (["part__same"], [])


@pytest.mark.parametrize("place", ["beside the graph", "one folder", "two folders", "a folder inside"])
def test_two_files_of_one_type_are_an_error_that_names_both(tmp_path: Path, place: str) -> None:
    """Neither is taken by accident; the place is that of the node, and the way out is to register one of them."""
    first = write(tmp_path / "first", one=part("one"))
    second = write(tmp_path / "first" / "inside" if place == "a folder inside" else tmp_path / "second")
    second = write(first if place in ("beside the graph", "one folder") else second, two=part("two"))
    registered, beside = SubgraphRegistry(), first if place == "beside the graph" else None
    if beside is None:
        registered.add_folder(first, recursive=True)
        registered.add_folder(second)
    with pytest.raises(ConfigError) as caught:
        look_up(registered, beside)
    message = str(caught.value)
    assert message.startswith('<graph>:2:8: error: two files have the type "Part", ')
    assert str(first / "one.pbtxt") in message
    assert str(second / "two.pbtxt") in message
    assert message.endswith("or say which is meant: backedge.subgraphs.register(PATH)")
    registered.register(first / "one.pbtxt")
    assert look_up(registered, beside)[0] == ["part__one"]


def test_two_files_of_a_type_that_no_node_names_are_no_error(tmp_path: Path) -> None:
    """A folder may hold variants of a whole graph, each a graph to run."""
    beside = write(tmp_path / "beside", one=part("one", "Other"), two=part("two", "Other"), part=part("part"))
    assert look_up(SubgraphRegistry(), beside) == (["part__part"], [])


def test_a_file_that_hides_a_shipped_graph_is_told(tmp_path: Path) -> None:
    """The graph runs with the copy, as people who change a part of one want it; the plan has the warning."""
    (tmp_path / "copy.pbtxt").write_text((FOLDER / "hand_tracking.pbtxt").read_text())
    main = tmp_path / "main.pbtxt"
    main.write_text('input_stream: "i" node { calculator: "HandTracking" input_stream: "IMAGE:i" }')
    (warning,) = build_graph(main).warnings
    assert warning.location is not None
    assert warning.location.file == str(tmp_path / "copy.pbtxt")
    assert str(FOLDER / "hand_tracking.pbtxt") in warning.message
    assert warning.message.endswith(", which is installed")


def test_a_file_that_hides_a_calculator_is_told(tmp_path: Path) -> None:
    """Of a graph whose type is a calculator's name, too."""
    beside = write(tmp_path / "beside", part=part("inside", "GateCalculator"))
    names, (warning,) = look_up(SubgraphRegistry(), beside, graph_of("a", do("a", "b", calculator="GateCalculator")))
    assert names == ["gatecalculator__inside"]
    assert 'this file is used as "GateCalculator", and not the calculator backedge.calculators.core' in warning


def test_a_users_class_named_like_a_registered_subgraph_is_told() -> None:
    """Such as one of ours that is made for each node, as the SwitchContainer is."""
    register("lookup.Taken")(Do)
    registered = SubgraphRegistry()
    registered.register(part("graph", "lookup.Taken"))
    names, (warning,) = look_up(registered, None, graph_of("a", do("a", "b", calculator="lookup.Taken")))
    assert names == ["lookup_taken__graph"]
    assert warning.startswith('warning: "lookup.Taken" is a registered subgraph, and not tests.do_calculator.Do\n')


def test_the_folder_of_a_shipped_graph_gives_no_warning() -> None:
    """What lies beside it is what is installed."""
    assert build_graph(FOLDER / "hand_tracking_live.pbtxt").warnings == ()


def test_shipped_graphs_are_known_to_a_text() -> None:
    """A graph that is not in a file has no folder, and needs none."""
    graph = CalculatorGraph('input_stream: "i" node { calculator: "HandTracking" input_stream: "IMAGE:i" }')
    assert any(node.name == "handtracking__GateCalculator" for node in graph.plan.nodes)
    assert graph.plan.warnings == ()


def test_all_names_are_suggested(tmp_path: Path) -> None:
    """Names of registered graphs, of files beside the graph, and of shipped ones."""
    registered = SubgraphRegistry()
    registered.register(part("x"), register_as="Explicit")
    names = SubgraphLookup(write(tmp_path / "beside", part=part("y")), Complaints(), registered).names()
    assert {"Explicit", "Part", "HandTracking", "HandTrackingLive"} <= set(names)
