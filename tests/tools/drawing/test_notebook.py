"""Graphs in notebooks: a graph that ends a cell is shown as a picture, in a terminal as a tree."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from backedge import CalculatorGraph
from tests.tools.drawing.graphs import write_graphs

formatters = pytest.importorskip("IPython.core.formatters", reason="IPython is not installed")


@pytest.fixture
def graph(tmp_path: Path) -> CalculatorGraph:
    """A graph with a subgraph, a loop and a side packet."""
    return CalculatorGraph(write_graphs(tmp_path))


def test_a_notebook_shows_a_picture(graph: CalculatorGraph) -> None:
    """And the tree, for those who cannot see it."""
    pytest.importorskip("py_mini_racer", reason="the extra `draw` is not installed")
    shown, _ = formatters.DisplayFormatter().format(graph)
    assert shown["image/svg+xml"].startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "PreviousLoopback" in shown["image/svg+xml"]
    assert shown["text/plain"].startswith("Outer  4 nodes, 1 loop\n")


def test_a_terminal_does_not_draw(graph: CalculatorGraph) -> None:
    """IPython asks for text only there."""
    formatter = formatters.DisplayFormatter(active_types=["text/plain"])
    formatter.active_types = ["text/plain"]
    assert set(formatter.format(graph)[0]) == {"text/plain"}


def test_without_the_extra_the_tree_says_what_to_install(
    graph: CalculatorGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing fails."""
    found = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == "py_mini_racer" else found(name, package)

    monkeypatch.setattr("backedge.tools.drawing.notebook.find_spec", find_spec)
    shown, _ = formatters.DisplayFormatter().format(graph)
    assert set(shown) == {"text/plain"}
    assert shown["text/plain"].endswith("`pip install 'backedge[draw]'` has been run.")
