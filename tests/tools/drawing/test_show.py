"""`graph_runner show`: the formats, what is open, and what is wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.terminal import shown_on_terminal
from tests.tools.command_line import COMMAND, Result, piped
from tests.tools.drawing.graphs import INNER, WRONG, write_graphs

Run = Callable[..., Result]

CLOSED = """\
Outer  4 nodes, 1 loop
├── side in  ALLOW:allow: bool  to gate
├── in       TICK:tick  to PreviousLoopbackCalculator
├── out      OUT:gated  from gate
├── PreviousLoopbackCalculator  ImmediateInputStreamHandler  outer.pbtxt:7
│   ├── loop in  LOOP:gated  from gate
│   ├── in       MAIN:tick  from the graph
│   └── out      PREV_LOOP:previous  to Inner
├── Inner  2 nodes inside  outer.pbtxt:13
│   ├── in       IN:previous  from PreviousLoopbackCalculator
│   └── out      OUT:passed  to gate
└── gate GateCalculator  outer.pbtxt:16
    ├── side in  ALLOW:allow: bool optional  from the graph
    ├── in       passed  from Inner
    └── out      gated  to PreviousLoopbackCalculator, the graph
"""

MERMAID = """\
flowchart TD
    graph_inputs_0(["tick"])
    graph_input_side_packets_0(["allow"])
    n1["PreviousLoopbackCalculator"]
    subgraph n0["Inner"]
        n2["PassThroughCalculator"]
        n3["last: PassThroughCalculator"]
    end
    n4["gate: GateCalculator<br>empty_packets_as_allow: true"]
    graph_outputs_0(["gated"])
    n4 -->|"gated"| n1
    graph_inputs_0 -->|"tick"| n1
    n1 -->|"previous"| n2
    n2 -->|"inner__middle"| n3
    n3 -->|"passed"| n4
    n4 -->|"gated"| graph_outputs_0
    graph_input_side_packets_0 -.->|"allow: bool"| n4
    linkStyle 0 stroke:#d33,stroke-width:2px
"""


@pytest.fixture
def outer(tmp_path: Path) -> Path:
    """A graph with a subgraph, a loop and a side packet."""
    return write_graphs(tmp_path)


def test_show_prints_a_tree(run: Run, outer: Path) -> None:
    """Nodes with their ports, in the order in which they run; subgraphs are closed."""
    assert run("show", outer) == (0, CLOSED, "")


def test_show_opens_subgraphs(run: Run, outer: Path) -> None:
    """What is inside comes below the subgraph, with the names that it has there."""
    status, out, _ = run("show", outer, "--open", "Inner", "--options", "--no-types")
    assert status == 0
    lines = out.splitlines()
    start = lines.index("├── Inner  outer.pbtxt:13")
    assert lines[start + 3] == "│   ├── PassThroughCalculator  inner.pbtxt:5"
    assert lines[start + 6] == "│   └── last PassThroughCalculator  inner.pbtxt:6"
    assert "    └── option   empty_packets_as_allow: true" in lines
    assert "bool" not in out
    assert run("show", outer, "--open", "all", "--fold", "Inner") == (0, CLOSED, "")


def test_show_on_a_terminal_is_in_colour(outer: Path) -> None:
    """It is the same tree, with styles."""
    shown = shown_on_terminal([*COMMAND, "show", str(outer)])
    assert "\x1b[" in shown
    assert "PreviousLoopbackCalculator" in shown


def test_mermaid(run: Run, outer: Path, tmp_path: Path) -> None:
    """A flowchart; the ending of the file says so."""
    target = tmp_path / "outer.mmd"
    assert run("show", outer, "--open", "all", "--options", "-o", target) == (0, "", "")
    assert target.read_text() == MERMAID


def test_dot(run: Run, outer: Path) -> None:
    """Lines go from the bottom of a node to the top of another, and side packets to the side."""
    status, out, _ = run("show", outer, "--open", "all", "--format", "dot")
    assert status == 0
    assert "subgraph cluster_n0 {" in out
    assert 'n1:outputs0:s -> n2:inputs0:n [label="previous"]' in out
    loop = 'n4:outputs0:s -> n1:inputs0:n [label="gated", style=dashed, color=red, fontcolor=red, constraint=false]'
    assert loop in out
    assert 'n4:input_side_packets0:w [label="allow\\nbool", style=dotted, constraint=false]' in out
    assert out.count("{") == out.count("}")


def test_json(run: Run, outer: Path) -> None:
    """Programs get the whole drawing, and which groups are open."""
    drawing = json.loads(run("show", outer, "--json", "--open", "Inner")[1])
    assert drawing["name"] == "Outer"
    assert drawing["open"] == ["Inner/"]
    assert [node["id"] for node in drawing["nodes"]][-1] == "gate"
    assert json.loads(run("show", outer, "--format", "json")[1])["open"] == []


def test_a_wrong_graph_is_shown_and_its_errors_are_said(run: Run, tmp_path: Path) -> None:
    """The tree goes to stdout, the errors as those of `check` to stderr, and the status is 1."""
    path = tmp_path / "wrong.pbtxt"
    path.write_text(WRONG)
    status, out, err = run("show", path)
    assert status == 1
    assert out.startswith("wrong  3 nodes\n")
    assert "in       nowhere  from nowhere" in out
    assert f'{path}:3:8: error: calculator "Nonsense" (node "Nonsense") is not registered' in err
    assert "      |        ^" in err
    assert json.loads(run("show", path, "--json")[1])["problems"][0]["place"]["line"] == 3


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        (["none.pbtxt"], 1, "there is no file none.pbtxt"),
        (["OUTER", "--open", "Nothing"], 1, 'the graph "Outer" has no subgraph "Nothing"'),
        (["OUTER", "-o", "picture.bmp"], 2, "picture.bmp does not say which format: end it in .txt, "),
        (["OUTER", "--json", "--format", "dot"], 2, "--json and --format dot contradict each other"),
        (["OUTER", "--set", "gate.allow=7"], 1, "gate"),
        (["OUTER", "-o", "none/graph.dot"], 1, "cannot be written: there is no folder none"),
    ],
)
def test_bad_command_lines(
    run: Run, outer: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, error: str
) -> None:
    """Each is told in a line, without a traceback, and nothing is written."""
    monkeypatch.chdir(outer.parent)
    before = sorted(outer.parent.iterdir())
    result = run("show", *[str(outer) if word == "OUTER" else word for word in arguments])
    assert result.status == status
    assert error in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(outer.parent.iterdir()) == before


def test_the_graph_itself_is_not_written_over(run: Run, outer: Path, tmp_path: Path) -> None:
    """Not by another path either."""
    before = outer.read_text()
    link = tmp_path / "link.txt"
    link.symlink_to(outer)
    status, _, err = run("show", outer, "-o", link)
    assert (status, outer.read_text()) == (2, before)
    assert "over the graph that is read" in err


def test_graphs_come_through_standard_input(outer: Path) -> None:
    """`show`, `expand` and `diff` take - for it; errors name it."""
    text = INNER.replace('type: "Inner"', "")
    shown = piped(text, "show", "-")
    assert (shown.status, shown.stdout.splitlines()[0]) == (0, "graph  2 nodes")
    assert piped(text, "expand", "-").stdout.count("node {") == 2
    assert piped(INNER, "diff", "-", outer.with_name("inner.pbtxt")) == (0, "", "")
    wrong = piped(WRONG, "show", "-")
    assert wrong.status == 1
    assert '<stdin>:3:8: error: calculator "Nonsense"' in wrong.stderr
