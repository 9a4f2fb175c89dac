"""`graph_runner expand`: subgraphs are replaced by their insides, and what comes out means the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backedge.config import to_text
from backedge.errors import ConfigError
from backedge.planning import GraphPlan, build_graph, expand_graph, load_graph
from backedge.tools.graph_files import known_graphs
from tests.tools.command_line import Result
from tests.tools.drawing.graphs import write_graphs

Run = Callable[..., Result]


def meaning(source: Path | str) -> Any:
    """What a plan decides, or what is wrong with its graph."""
    try:
        plan: GraphPlan = build_graph(source)
    except ConfigError as error:
        return [diagnostic.message for diagnostic in error.diagnostics]
    nodes = [
        (node.name, node.registration.calculator, node.back_edges, node.input_policy, node.input_policy_options)
        for node in plan.nodes
    ]
    ports = [
        [(port.label, port.name, port.type) for ports in node.contract.all_ports for port in ports]
        for node in plan.nodes
    ]
    options = [node.contract.options for node in plan.nodes]
    return nodes, ports, options, plan.graph_inputs, plan.required_side_packets, plan.config.executor


@pytest.mark.parametrize("name", sorted(known_graphs()))
def test_every_graph_that_ships_means_the_same(name: str) -> None:
    """Loaded again an expanded graph makes the same plan, and is expanded already."""
    path = known_graphs()[name]
    text = to_text(expand_graph(path))
    assert to_text(expand_graph(text)) == text
    assert meaning(text) == meaning(path)


def test_expand_prints_a_graph(run: Run, tmp_path: Path) -> None:
    """Without subgraphs, in the order in which it runs."""
    outer = write_graphs(tmp_path)
    status, out, err = run("expand", outer)
    assert (status, err) == (0, "")
    assert out == to_text(expand_graph(outer))
    assert [node.name for node in load_graph(out).node] == ["", "inner__PassThroughCalculator", "inner__last", "gate"]


def test_expand_writes_text_and_binary(run: Run, tmp_path: Path) -> None:
    """The ending of the file says which."""
    outer = write_graphs(tmp_path)
    text, binary = tmp_path / "out" / "expanded.pbtxt", tmp_path / "out" / "expanded.binarypb"
    text.parent.mkdir()
    assert run("expand", outer, "-o", text) == (0, "", "")
    assert run("expand", outer, "-o", binary) == (0, "", "")
    assert load_graph(text) == load_graph(binary)
    assert run("expand", binary).stdout == text.read_text()


def test_expand_sets_options(run: Run, tmp_path: Path) -> None:
    """--set changes what is printed."""
    out = run("expand", write_graphs(tmp_path), "--set", "gate.allow=true").stdout
    assert "allow: true" in out


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        (["none.pbtxt"], 1, "there is no file none.pbtxt"),
        (["broken.pbtxt"], 1, "broken.pbtxt:1:18: error: "),
        (["outer.pbtxt", "-o", "outer.pbtxt"], 2, "over the graph that is read"),
        (["outer.pbtxt", "-o", "none/x.pbtxt"], 1, "cannot be written: there is no folder none"),
        (["outer.pbtxt", "--set", "gate=1"], 1, "gate"),
    ],
)
def test_bad_command_lines(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], status: int, error: str
) -> None:
    """Each is told in a line, without a traceback, and no file changes."""
    monkeypatch.chdir(tmp_path)
    outer = write_graphs(tmp_path)
    (tmp_path / "broken.pbtxt").write_text("node { calculator ")
    before = outer.read_text()
    result = run("expand", *arguments)
    assert (result.status, result.stdout) == (status, "")
    assert error in result.stderr
    assert "Traceback" not in result.stderr
    assert outer.read_text() == before
