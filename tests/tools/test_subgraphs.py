"""``--subgraphs``: graphs that name each other across folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tools.command_line import run_process

OUTER = """
input_stream: "IMAGE:image"
output_stream: "size"
node { calculator: "Measure" input_stream: "image" output_stream: "size" }
"""
MEASURE = """type: "Measure"
input_stream: "image"
output_stream: "size"
node { calculator: "%s" input_stream: "IMAGE:image" output_stream: "SIZE:size" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a graph in one folder that needs one from another, and that one from a third."""
    for name, text in {
        "tasks/outer.pbtxt": OUTER,
        "modules/measure/measure.pbtxt": MEASURE % "Properties",
        "modules/deep/down/properties.pbtxt": (MEASURE % "ImageProperties")
        .replace("Measure", "Properties")
        .replace('input_stream: "image"', 'input_stream: "IMAGE:image"', 1)
        .replace('output_stream: "size"', 'output_stream: "SIZE:size"', 1),
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    return tmp_path


def test_subgraphs_are_found_in_other_folders(folder: Path) -> None:
    """A tree of folders, or each of them, may be named; check and run both find what is there."""
    graph, modules = folder / "tasks" / "outer.pbtxt", folder / "modules"
    ok = (0, f"{graph}: ok, 1 node\n", "")
    assert run_process("check", graph, "--subgraphs", modules) == ok
    one_by_one = ("--subgraphs", modules / "measure", "--subgraphs", modules / "deep" / "down")
    assert run_process("check", graph, *one_by_one) == ok
    result = run_process("run", graph, "--subgraphs", modules, "--input", "demo", "--dump", "size=-")
    assert result.status == 0, result.stderr
    assert len(result.stdout.splitlines()) == 180


def test_a_subgraph_that_is_missing_is_told_with_the_option(folder: Path) -> None:
    """The error says how to say where it is; a folder that is not there is refused."""
    result = run_process("check", folder / "tasks" / "outer.pbtxt")
    assert result.status == 1
    assert 'calculator "Measure" (node "Measure") is not registered' in result.stdout
    assert "graph_runner: --subgraphs DIR" in result.stdout
    result = run_process("check", folder / "tasks" / "outer.pbtxt", "--subgraphs", folder / "none")
    assert result.status == 2
    assert "--subgraphs" in result.stderr
    assert "none" in result.stderr


def test_graphs_of_a_checkout_go_by_the_names_in_its_build_files(folder: Path) -> None:
    """``check`` and ``run`` know them by these, and tell a BUILD file that is broken."""
    modules = folder / "modules"
    (modules / "measure" / "measure.pbtxt").write_text(MEASURE.replace('type: "Measure"', "") % "Properties")
    rule = 'mediapipe_simple_subgraph(name = "measure", graph = "measure.pbtxt", register_as = "Measure")\n'
    (modules / "measure" / "BUILD").write_text(f"# Graphs.\n{rule}")
    graph = folder / "tasks" / "outer.pbtxt"
    assert run_process("check", graph, "--subgraphs", modules) == (0, f"{graph}: ok, 1 node\n", "")
    result = run_process("run", "Measure", "--subgraphs", modules, "--input", "demo", "--dump", "size=-")
    assert result.status == 0, result.stderr
    assert len(result.stdout.splitlines()) == 180
    (modules / "BUILD").write_text("register_as = )")
    result = run_process("check", graph, "--subgraphs", modules)
    assert result.status == 0
    assert f"{modules / 'BUILD'}:1:15: warning: this BUILD file cannot be parsed: " in result.stdout + result.stderr
