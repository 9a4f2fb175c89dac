"""Drawings: what is to be seen of a graph, of one that runs and of one that is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from backedge.errors import ConfigError, ResourceError
from backedge.planning import build_graph
from backedge.tools.drawing.building import draw_graph, draw_plan
from backedge.tools.drawing.drawing_model import ROOT, Drawing, Edge
from backedge.tools.drawing.folding import View, open_groups
from backedge.tools.drawing.mermaid import mermaid
from backedge.tools.drawing.text_tree import text_tree
from backedge.tools.graph_files import known_graphs
from tests.tools.drawing.graphs import WRONG, write_graphs


@pytest.fixture
def outer(tmp_path: Path) -> Drawing:
    """A graph with a subgraph, a loop and a side packet."""
    return draw_graph(write_graphs(tmp_path))


def ends(edge: Edge) -> tuple[str, list[str], list[str]]:
    """What an edge carries, and the boxes at its ends, outermost first."""
    return edge.name, [end.box for end in edge.source], [end.box for end in edge.target]


def test_nodes_and_groups(outer: Drawing) -> None:
    """Nodes have the names that the expanded graph gives them, and labels as in their own file."""
    assert [(node.id, node.label, node.group) for node in outer.nodes] == [
        ("PreviousLoopbackCalculator", "PreviousLoopbackCalculator", ROOT),
        ("inner__PassThroughCalculator", "PassThroughCalculator", "Inner/"),
        ("inner__last", "last", "Inner/"),
        ("gate", "gate", ROOT),
    ]
    (group,) = outer.groups
    assert (group.id, group.calculator, group.group, group.is_group) == ("Inner/", "Inner", ROOT, True)
    assert [(port.label, port.name) for port in (*group.inputs, *group.outputs)] == [
        ("IN", "previous"),
        ("OUT", "passed"),
    ]
    gate = outer.nodes[-1]
    assert gate.options == (("empty_packets_as_allow", "true"),)
    assert (gate.title, gate.is_named, gate.summary[:7]) == ("gate: GateCalculator", True, "Passes ")
    assert gate.place is not None
    assert gate.place.line == 16
    loop = outer.nodes[0]
    assert [port.back_edge for port in loop.inputs if port.label == "LOOP"] == [True]
    assert loop.input_policy == "ImmediateInputStreamHandler"


def test_edges_know_the_groups_around_their_ends(outer: Drawing) -> None:
    """So a closed group is an end by itself, and an edge inside it is not seen."""
    assert sorted(map(ends, outer.edges)) == [
        ("allow", [ROOT], ["gate"]),
        ("gated", ["gate"], [ROOT]),
        ("gated", ["gate"], ["PreviousLoopbackCalculator"]),
        ("inner__middle", ["inner__PassThroughCalculator"], ["inner__last"]),
        ("passed", ["Inner/", "inner__last"], ["gate"]),
        ("previous", ["PreviousLoopbackCalculator"], ["Inner/", "inner__PassThroughCalculator"]),
        ("tick", [ROOT], ["PreviousLoopbackCalculator"]),
    ]
    assert [edge.name for edge in outer.edges if edge.back_edge] == ["gated"]
    assert [edge.group for edge in outer.edges if edge.name == "inner__middle"] == ["Inner/"]


def test_a_plan_and_its_file_give_the_same_drawing(tmp_path: Path, outer: Drawing) -> None:
    """A graph that runs is drawn of its plan."""
    assert draw_plan(build_graph(tmp_path / "outer.pbtxt")) == outer


def test_a_view_shows_closed_groups_as_boxes(outer: Drawing) -> None:
    """What leads into a closed group ends at its port."""
    view = View(outer, ())
    assert [box.id for box in view.boxes] == ["PreviousLoopbackCalculator", "Inner/", "gate"]
    assert ("Inner/", 0) in [(line.target.box, line.target.index) for line in view.lines]
    assert len(view.lines) == 6
    opened = View(outer, open_groups(outer, ["Inner"]))
    assert len(opened.boxes) == 4
    assert [box.id for box in opened.inside(ROOT)] == ["PreviousLoopbackCalculator", "Inner/", "gate"]
    assert [box.label for box in opened.inside("Inner/")] == ["PassThroughCalculator", "last"]
    assert open_groups(outer, ["all"], ["Inner"]) == frozenset()
    with pytest.raises(ResourceError, match='has no subgraph "Iner"; did you mean "Inner"'):
        open_groups(outer, ["Iner"])


@pytest.mark.parametrize("name", sorted(known_graphs()))
def test_every_graph_that_ships_can_be_drawn(name: str) -> None:
    """Each edge has a port at both ends, open or closed, and JSON can say it all."""
    drawing = draw_graph(known_graphs()[name])
    boxes = {box.id: box for box in (drawing.root, *drawing.groups, *drawing.nodes)}
    assert len(boxes) == 1 + len(drawing.groups) + len(drawing.nodes)
    for edge in drawing.edges:
        assert edge.group in boxes
        for end in (*edge.source, *edge.target):
            if end.index >= 0:
                assert getattr(boxes[end.box], end.ports)[end.index].name == edge.name
            else:
                assert boxes[end.box].is_group
    for opened in ((), [group.id for group in drawing.groups]):
        view = View(drawing, opened)
        seen = {ROOT, *(box.id for box in view.boxes)}
        assert {end.box for line in view.lines for end in (line.source, line.target)} <= seen
    assert json.loads(json.dumps(drawing.to_dict()))["name"] == drawing.name


def test_a_wrong_graph_is_drawn_as_far_as_it_goes(tmp_path: Path) -> None:
    """Its nodes are there with their problems, and what is connected is."""
    path = tmp_path / "wrong.pbtxt"
    path.write_text(WRONG)
    drawing = draw_graph(path)
    assert [(node.label, len(node.problems)) for node in drawing.nodes] == [
        ("Nonsense", 1),
        ("PassThroughCalculator", 0),
        ("lost", 1),
    ]
    assert sorted(map(ends, drawing.edges)) == [
        ("a", [ROOT], ["Nonsense"]),
        ("b", ["Nonsense"], ["PassThroughCalculator"]),
    ]
    assert [problem.severity for problem in drawing.problems] == ["error", "error"]
    assert not any(port.back_edge for node in drawing.nodes for port in node.inputs)


def test_a_cycle_without_its_mark_is_drawn(tmp_path: Path) -> None:
    """Both edges are there, and the problem says which is to be marked."""
    path = tmp_path / "cycle.pbtxt"
    path.write_text(
        'node { calculator: "PassThroughCalculator" input_stream: "b" output_stream: "a" }\n'
        'node { calculator: "PassThroughCalculator" input_stream: "a" output_stream: "b" }\n'
    )
    drawing = draw_graph(path)
    assert len(drawing.edges) == 2
    assert "form a cycle" in drawing.problems[0].message


def test_what_is_no_config_cannot_be_drawn(tmp_path: Path) -> None:
    """There is nothing to show of a text that cannot be read."""
    path = tmp_path / "broken.pbtxt"
    path.write_text("node { calculator ")
    with pytest.raises(ConfigError):
        draw_graph(path)


NESTED = """
type: "Middle"
input_stream: "IN:x"
output_stream: "OUT:y"
executor { name: "slow" type: "ThreadPoolExecutor" }
node { calculator: "Inner" input_stream: "IN:x" output_stream: "OUT:y" }
"""


def test_what_is_in_several_groups(tmp_path: Path) -> None:
    """A group is closed with all that is in it, counts the nodes of groups in it, and opens with those around it."""
    write_graphs(tmp_path)
    (tmp_path / "middle.pbtxt").write_text(NESTED)
    text = 'input_stream: "a" node { calculator: "Middle" input_stream: "IN:a" output_stream: "OUT:b" }'
    (tmp_path / "top.pbtxt").write_text(f'{text} executor {{ name: "slow" type: "ThreadPoolExecutor" }}')
    drawing = draw_graph(tmp_path / "top.pbtxt")
    outer, inner = sorted(drawing.groups, key=lambda group: len(group.id))
    assert inner.group == outer.id
    assert open_groups(drawing, ["Inner"]) == {outer.id, inner.id}
    assert open_groups(drawing, ["all"], ["Middle"]) == {inner.id}
    closed = View(drawing, ())
    assert [box.id for box in closed.boxes] == [outer.id]
    console = Console(width=100)
    with console.capture() as capture:
        console.print(text_tree(closed))
    assert "Middle  2 nodes inside" in capture.get()
    assert "executor slow: " in capture.get()


def test_groups_whose_ports_are_written_wrongly_are_drawn(tmp_path: Path) -> None:
    """They have no ports; what is wrong with them is told, and marked in every format."""
    write_graphs(tmp_path)
    path = tmp_path / "wrong_ports.pbtxt"
    path.write_text('input_stream: "a" node { calculator: "Inner" input_stream: "IN:0:a:b" output_stream: "OUT:c" }')
    drawing = draw_graph(path)
    assert drawing.problems
    text = mermaid(View(drawing, ()))
    assert text.startswith("flowchart TD\n")


def test_problems_of_nodes_are_marked_in_a_flowchart(tmp_path: Path) -> None:
    """Boxes that something is wrong with have red frames."""
    path = tmp_path / "wrong.pbtxt"
    path.write_text(WRONG)
    drawing = draw_graph(path)
    view = View(drawing, ())
    broken = [view.short_ids()[box.id] for box in view.boxes if box.problems]
    assert broken
    assert f"    style {','.join(broken)} stroke:#d33,stroke-width:3px" in mermaid(view).splitlines()
