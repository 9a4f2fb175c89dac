"""Names that BUILD files give to graphs, as in a checkout of MediaPipe."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge import CalculatorGraph, ConfigError
from backedge.config.complaints import Complaints
from backedge.planning import SubgraphRegistry, expand_graph
from backedge.planning.build_files import find_build_files, read_rules
from backedge.planning.expansion import expand_subgraphs
from backedge.planning.graph_loading import load_graph
from backedge.planning.subgraph_lookup import SubgraphLookup
from tests.graph_text import do, graph_of

HEAD = """
# A comment.
load("//mediapipe/framework/tool:mediapipe_graph.bzl", "mediapipe_simple_subgraph")

package(default_visibility = ["//visibility:public"])

cc_library(
    name = "calculators",
    linkopts = select({
        "//mediapipe:ios": ["-framework OpenGLES"],
        "//conditions:default": [],
    }) + ["-lm"],
    srcs = glob(["*.cc"]),
)
"""


def rule(name: str, graph: str, more: str = "") -> str:
    """A rule as MediaPipe's BUILD files have them."""
    return f"""
mediapipe_simple_subgraph(
    name = "target",
    graph = {graph},
    register_as = {name},
    deps = [":calculators"],{more}
)
"""


def part(node: str, type_name: str = "") -> str:
    """A graph whose one node has the name `node`."""
    written = f'type: "{type_name}"\n' if type_name else ""
    return f'{written}output_stream: "b"\n{graph_of("a", do("a", "b", more=f"name: {node!r}"))}'


def write(folder: Path, build: str = "", **graphs: str) -> Path:
    """Write a BUILD file, unless it is empty, and graph files into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    if build:
        (folder / "BUILD").write_text(HEAD + build)
    for name, text in graphs.items():
        (folder / f"{name}.pbtxt").write_text(text)
    return folder


def look_up(folder: Path, name: str, *, recursive: bool = True) -> tuple[list[str], list[str]]:
    """The names of the nodes that a node of type `name` stands for, and the warnings, with `folder` added."""
    registered, complaints = SubgraphRegistry(), Complaints()
    registered.add_folder(folder, recursive=recursive)
    graph = load_graph(graph_of("a", do("a", "b", calculator=name)))
    expanded = expand_subgraphs(graph, SubgraphLookup(None, complaints, registered), complaints)
    complaints.raise_if_any()
    return [node.name.rpartition("__")[2] for node in expanded.node], [str(each) for each in complaints.warnings]


def names(folder: Path, *, recursive: bool = True) -> list[str]:
    """All names of a folder."""
    registered = SubgraphRegistry()
    registered.add_folder(folder, recursive=recursive)
    return registered.names()


def test_a_rule_names_a_graph_whatever_its_file_is_called(tmp_path: Path) -> None:
    """Also one without a type, in a folder inside."""
    write(
        tmp_path / "graphs" / "subgraphs",
        rule('"BuildFilesRenderer"', '"renderer_cpu.pbtxt"'),
        renderer_cpu=part("mine"),
    )
    assert look_up(tmp_path, "BuildFilesRenderer") == (["mine"], [])
    assert names(tmp_path, recursive=False) == []


def test_the_name_of_the_rule_counts_and_not_the_type(tmp_path: Path) -> None:
    """MediaPipe has a file whose type is that of another: it is known by its rule's name only."""
    rules = rule('"Face"', '"face.pbtxt"') + rule('"FaceImage"', '"face_image.pbtxt"')
    write(tmp_path, rules, face=part("face", "Face"), face_image=part("image", "Face"), other=part("other", "Other"))
    assert names(tmp_path) == ["Face", "FaceImage", "Other"]
    assert look_up(tmp_path, "Face") == (["face"], [])
    assert look_up(tmp_path, "FaceImage") == (["image"], [])
    assert look_up(tmp_path, "Other") == (["other"], [])


def test_a_graph_finds_those_that_the_build_file_beside_it_names(tmp_path: Path) -> None:
    """No folder has to be added for it."""
    write(tmp_path, rule('"BesideByRule"', '"part.pbtxt"'), part=part("part"))
    (tmp_path / "main.pbtxt").write_text(graph_of("a", do("a", "b", calculator="BesideByRule")))
    assert [node.name for node in expand_graph(tmp_path / "main.pbtxt").node] == ["besidebyrule__part"]
    assert len(CalculatorGraph(tmp_path / "main.pbtxt").plan.nodes) == 1


@pytest.mark.parametrize(
    "label", ['"part.pbtxt"', '":part.pbtxt"', '"//top/modules:part.pbtxt"', '"//modules:part.pbtxt"']
)
def test_labels(tmp_path: Path, label: str) -> None:
    """Relative ones, and those from the root of the workspace, which is some folder around."""
    write(tmp_path / "top" / "modules", part=part("part"))
    folder = "modules" if "//" not in label else "elsewhere"
    write(tmp_path / "top" / folder, rule('"Part"', label))
    assert look_up(tmp_path / "top" / folder, "Part") == (["part"], [])


@pytest.mark.parametrize(
    ("name", "graph"),
    [
        ('"Part"', 'select({"//a:b": "part.pbtxt"})'),
        ('"Part" + SUFFIX', '"part.pbtxt"'),
        ('"Part"', '":a_rule"'),
        ('"Part"', '"@other//modules:part.pbtxt"'),
        ('"Part"', '"//nowhere:part.pbtxt"'),
        ('""', '"part.pbtxt"'),
        ("7", '"part.pbtxt"'),
    ],
)
def test_what_is_not_written_out_or_not_there_is_left_out(tmp_path: Path, name: str, graph: str) -> None:
    """The file keeps its type, and other rules count."""
    rules = rule(name, graph) + rule('"Other"', '"other.pbtxt"', "\n    testonly = TEST, **KEYWORDS")
    write(tmp_path, rules, part=part("part", "ByType"), other=part("other"))
    assert names(tmp_path) == ["ByType", "Other"]


def test_nothing_in_a_build_file_is_executed(tmp_path: Path) -> None:
    """It is read only."""
    target = tmp_path / "made"
    write(tmp_path, rule('"Part"', '"part.pbtxt"') + f"open({str(target)!r}, 'w')\n", part=part("part"))
    assert names(tmp_path) == ["Part"]
    assert not target.exists()


def test_two_rules_of_one_name_are_an_error_that_names_both_files(tmp_path: Path) -> None:
    """As two files of one type are, unless one of them is for a GPU."""
    one = write(tmp_path / "one", rule('"Part"', '"one.pbtxt"'), one=part("one")) / "one.pbtxt"
    two = write(tmp_path / "two", rule('"Part"', '"two.pbtxt"'), two=part("two")) / "two.pbtxt"
    with pytest.raises(ConfigError) as caught:
        look_up(tmp_path, "Part")
    assert f'error: two files have the type "Part", {one} and {two}' in str(caught.value)
    two.rename(two.with_name("two_gpu.pbtxt"))
    (tmp_path / "two" / "BUILD").write_text(rule('"Part"', '"two_gpu.pbtxt"'))
    assert look_up(tmp_path, "Part") == (["one"], [])


def test_a_build_file_that_cannot_be_parsed_is_one_warning(tmp_path: Path) -> None:
    """It has file and line; its graphs are known by their types, and the other BUILD files count."""
    broken = write(tmp_path / "broken", part=part("part", "ByType")) / "BUILD"
    broken.write_text('# First line.\nrule(register_as = "Part", graph = ")\n')
    write(tmp_path / "good", rule('"Good"', '"good.pbtxt"'), good=part("good"))
    found, (warning,) = look_up(tmp_path, "Good")
    assert found == ["good"]
    assert warning.startswith(f"{broken}:2:36: warning: this BUILD file cannot be parsed: unterminated string literal")
    assert warning.endswith("\n    the graphs that it registers are known by their types only")
    assert names(tmp_path) == ["ByType", "Good"]


def test_null_bytes_in_a_build_file(tmp_path: Path) -> None:
    """Python's own errors for them differ from version to version."""
    (tmp_path / "BUILD").write_bytes(b"register_as\0")
    with pytest.raises(ConfigError, match=r"BUILD:1:1: error: this BUILD file cannot be parsed: .*null bytes"):
        read_rules(tmp_path / "BUILD")


def test_backslashes_that_python_warns_of(tmp_path: Path) -> None:
    """Starlark has them in shell commands."""
    write(tmp_path, 'genrule(cmd = "sed s/\\./-/")' + rule('"Part"', '"part.pbtxt"'), part=part("part"))
    assert names(tmp_path) == ["Part"]


def test_files_of_that_name_which_are_something_else(tmp_path: Path) -> None:
    """A text that registers no graphs, a folder, bytes that are no text."""
    write(tmp_path, part=part("part", "ByType"))
    for place in ("text", "bytes", "folder"):
        (tmp_path / place).mkdir()
    (tmp_path / "text" / "BUILD").write_text("To build it, say (make.")
    (tmp_path / "bytes" / "BUILD").write_bytes(b"\xff\xfe(")
    (tmp_path / "folder" / "BUILD").mkdir()
    assert look_up(tmp_path, "ByType") == (["part"], [])


def test_build_bazel_comes_before_build(tmp_path: Path) -> None:
    """Bazel reads one of the two."""
    for name in ("BUILD", "BUILD.bazel"):
        (tmp_path / name).write_text("")
        (tmp_path / "inside").mkdir(exist_ok=True)
    (tmp_path / "inside" / "BUILD").write_text("")
    assert find_build_files(tmp_path) == [tmp_path / "BUILD.bazel"]
    assert find_build_files(tmp_path, recursive=True) == [tmp_path / "BUILD.bazel", tmp_path / "inside" / "BUILD"]


def test_a_file_with_two_names(tmp_path: Path) -> None:
    """Two rules may register it."""
    write(tmp_path, rule('"One"', '"part.pbtxt"') + rule('"Two"', '"part.pbtxt"'), part=part("part"))
    assert look_up(tmp_path, "One") == look_up(tmp_path, "Two") == (["part"], [])


def test_graphs_that_are_used_in_place_of_shipped_ones_are_one_note(tmp_path: Path) -> None:
    """A checkout has many of them, so there is no warning for each."""
    (tmp_path / "BUILD").write_text(
        rule('"HandTracking"', '"hands.pbtxt"') + rule('"HandTrackingImage"', '"marks.pbtxt"')
    )
    write(tmp_path, hands=part("hands"), marks=part("marks"))
    (tmp_path / "main.pbtxt").write_text(
        graph_of("a", do("a", "b", calculator="HandTracking"), do("a", "c", calculator="HandTrackingImage"))
    )
    (note,) = CalculatorGraph(tmp_path / "main.pbtxt").plan.warnings
    text = "graphs of BUILD files are used in place of those of the same names that are installed"
    assert str(note) == f"{tmp_path / 'hands.pbtxt'}:1:1: note: {text}: HandTracking, HandTrackingImage"
