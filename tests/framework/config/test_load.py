"""Reading graph configs from everything they can be in, and writing them."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest

from backedge.config import GraphConfig, NodeConfig, load_graph, to_binary, to_text
from backedge.errors import ConfigError, ResourceError
from tests.framework.config.samples import SampleOptions

TEXT = """\
node {
  calculator: "Gate"
  input_stream: "IN:a"
  options {
    [test.config.SampleOptions.ext] {
      threshold: 0.25
    }
  }
  node_options {
    [type.googleapis.com/test.config.SampleOptions] {
      colour: GREEN
    }
  }
}
input_stream: "a"
"""


@pytest.fixture
def graph() -> GraphConfig:
    """The graph that `TEXT` describes."""
    assert SampleOptions.__name__ == "SampleOptions"  # its module is imported, so that its options are known
    return load_graph(TEXT)


def test_text(graph: GraphConfig) -> None:
    """A graph is read from its text."""
    assert graph.input_stream == ("a",)
    assert [(node.calculator, node.input_stream) for node in graph.node] == [("Gate", ("IN:a",))]


def test_to_text(graph: GraphConfig) -> None:
    """A graph is written as protobuf prints it: fields in order of their numbers, two blanks a level."""
    assert to_text(graph) == TEXT


def test_to_binary(graph: GraphConfig) -> None:
    """A graph survives being serialized."""
    assert load_graph(to_binary(graph)) == graph


@pytest.mark.parametrize("name", ["g.pbtxt", "g.txtpb", "g.textproto", "g.config", "g"])
def test_text_file(tmp_path: Path, graph: GraphConfig, name: str) -> None:
    """A text file is known by its suffix or, with any other suffix, by its content."""
    path = tmp_path / name
    path.write_text(TEXT, encoding="utf-8-sig")
    assert load_graph(path) == graph
    assert str(load_graph(path).node[0].location("input_stream", 0)) == f"{path}:3:17"


@pytest.mark.parametrize("name", ["g.binarypb", "g.pb", "g.config"])
def test_binary_file(tmp_path: Path, graph: GraphConfig, name: str) -> None:
    """A binary file is known by its suffix or content too; what is in it is located by the file's name."""
    path = tmp_path / name
    path.write_bytes(to_binary(graph))
    assert load_graph(path) == graph
    assert str(load_graph(path).node[0].location("input_stream", 0)) == str(path)


def test_bytes(graph: GraphConfig) -> None:
    """Bytes are text or binary, whichever they look like."""
    assert load_graph(TEXT.encode()) == graph
    assert load_graph(to_binary(graph), file="given").node[0].location() is not None


def test_file_name_as_str(tmp_path: Path, graph: GraphConfig) -> None:
    """A str that is nothing but the name of a graph file is taken for one."""
    path = tmp_path / "my graph.pbtxt"
    path.write_text(TEXT)
    assert load_graph(str(path)) == graph


def test_text_that_names_a_file() -> None:
    """A file name at the end of a text does not make it a path."""
    assert load_graph('type: "T" # see other.pbtxt').type == "T"


def test_places() -> None:
    """Every config object knows where it was read, and so do its fields."""
    graph = load_graph(TEXT, file="hand.pbtxt")
    node = dataclasses.replace(graph.node[0], name="gate")
    places = [graph.location("input_stream", 0), node.location(), node.location("input_stream"), node.location("name")]
    assert [str(place) for place in places] == [
        "hand.pbtxt:15:15",
        "hand.pbtxt:1:6",
        "hand.pbtxt:3:3",
        "hand.pbtxt:1:6",
    ]
    assert GraphConfig().location() is None


def test_characters_beyond_ascii() -> None:
    """Characters beyond ASCII, and control characters, are written as the octal bytes they are, as MediaPipe does."""
    text = 'node { name: "é日😀" calculator: "A" }\ntype: "\\001\\t\\"\\177\'?"'
    written = (
        'node {\n  name: "\\303\\251\\346\\227\\245\\360\\237\\230\\200"\n  calculator: "A"\n}\n'
        'type: "\\001\\t\\"\\177\\\'?"\n'
    )
    assert to_text(load_graph(text)) == written
    assert load_graph(written) == load_graph(text)


def test_written_by_hand() -> None:
    """A config made in Python is written like one that was read."""
    graph = GraphConfig(node=(NodeConfig(calculator="A", max_in_flight=2),), num_threads=3)
    assert to_text(graph) == 'node {\n  calculator: "A"\n  max_in_flight: 2\n}\nnum_threads: 3\n'


def test_missing_file(tmp_path: Path) -> None:
    """A file that is not there says what is."""
    (tmp_path / "hand_tracking.pbtxt").write_text(TEXT)
    path = tmp_path / "hand_traking.pbtxt"
    with pytest.raises(ResourceError) as caught:
        load_graph(path)
    assert str(caught.value) == f'there is no file {path}; did you mean "hand_tracking.pbtxt"?'


def test_missing_file_by_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error for a relative path also says where the file was looked for."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ResourceError) as caught:
        load_graph(Path("g.pbtxt"))
    assert str(caught.value) == f"there is no file g.pbtxt in {tmp_path}"


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that is not there is named."""
    path = tmp_path / "graphs" / "g.pbtxt"
    with pytest.raises(ResourceError) as caught:
        load_graph(path)
    assert str(caught.value) == f"there is no file {path}: there is no folder {path.parent}"


def test_folder(tmp_path: Path) -> None:
    """A folder cannot be read as a graph."""
    with pytest.raises(ResourceError) as caught:
        load_graph(tmp_path)
    assert str(caught.value) == f"cannot read {tmp_path}: Is a directory"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may read everything")
def test_unreadable_file(tmp_path: Path) -> None:
    """A file that may not be read says so."""
    path = tmp_path / "g.pbtxt"
    path.write_text(TEXT)
    path.chmod(0)
    with pytest.raises(ResourceError) as caught:
        load_graph(path)
    assert str(caught.value) == f"cannot read {path}: Permission denied"


@pytest.mark.parametrize("source", ["", "  # nothing\n", b"", b"# nothing"])
def test_empty(source: str | bytes) -> None:
    """An empty config is a mistake."""
    with pytest.raises(ConfigError) as caught:
        load_graph(source)
    assert str(caught.value) == (
        "<graph>: error: the config is empty\n    it should hold a mediapipe.CalculatorGraphConfig"
    )


def test_not_utf8(tmp_path: Path) -> None:
    """Text in another encoding says in which line."""
    path = tmp_path / "g.pbtxt"
    path.write_bytes(b'# one\ntype: "gr\xfc\xdfe"')
    with pytest.raises(ConfigError) as caught:
        load_graph(path)
    assert str(caught.value) == (
        f"{path}:2: error: the text is not UTF-8\n    save it as UTF-8; a serialized graph has the suffix .binarypb"
    )


@pytest.mark.parametrize("data", [b"\x0a\x05\x01", b"\x00\xff\xff"])
def test_damaged_binary(data: bytes) -> None:
    """The error says that bytes do not hold a serialized graph."""
    with pytest.raises(ConfigError) as caught:
        load_graph(data)
    assert str(caught.value) == (
        "<graph>: error: this is not a serialized mediapipe.CalculatorGraphConfig\n"
        "    a graph in text format has the suffix .pbtxt"
    )


def test_binary_with_a_string_that_is_none() -> None:
    """Strings in binary data must be UTF-8."""
    with pytest.raises(ConfigError) as caught:
        load_graph(b"\x52\x02\xff\xfe", file="g.binarypb")
    assert str(caught.value) == "g.binarypb: error: field input_stream is not UTF-8"


def test_binary_with_options_of_a_type_without_name() -> None:
    """So must the type of packed options, which protobuf itself does not look at."""
    with pytest.raises(ConfigError) as caught:
        load_graph(b"\x0a\x07\x42\x05\x0a\x03/\xffx", file="g.binarypb")
    assert str(caught.value) == "g.binarypb: error: field type_url of node_options is not UTF-8"


def test_syntax_errors_come_alone() -> None:
    """As long as the syntax is wrong, nothing is said about fields."""
    with pytest.raises(ConfigError) as caught:
        load_graph("nodes: 1\nnode {\n  name 5\n}\n")
    assert [str(diagnostic) for diagnostic in caught.value.diagnostics] == [
        "<graph>:3:8: error: expected ':' or '{' after 'name', found '5'"
    ]
