"""What graphs of others may do to the files of the user who runs them with `graph_runner`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tools.command_line import Result

Run = Callable[..., Result]

SINKS = {
    "jsonl": ("JsonlSinkCalculator", 'input_stream: "size"', "kept.jsonl"),
    "csv": ("CsvSinkCalculator", 'input_stream: "size"', "kept.csv"),
    "npz": ("NpzSinkCalculator", 'input_stream: "size"', "kept.npz"),
    "video": ("VideoFileSinkCalculator", 'input_stream: "IMAGE:image"', "kept.mp4"),
    "image": ("ImageFileSinkCalculator", 'input_stream: "IMAGE:image"', "kept_%02d.png"),
}


def graph_with(sink: str, path: str) -> str:
    """A graph whose options name a file to write."""
    calculator, ports, _ = SINKS[sink]
    return f"""
        input_stream: "IMAGE:image"
        node {{ calculator: "ImagePropertiesCalculator" input_stream: "IMAGE:image" output_stream: "SIZE:size" }}
        node {{
          calculator: "{calculator}" {ports}
          node_options {{ [type.googleapis.com/backedge.{calculator}Options] {{ output_file_path: "{path}" }} }}
        }}
    """


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("sink", SINKS)
def test_files_that_options_name(run: Run, clip: Path, here: Path, sink: str) -> None:
    """What is there is not written over, unless the user allows its folder; the start of the run says what is named."""
    path = SINKS[sink][2]
    kept = here / path.replace("%02d", "00")
    kept.write_text("kept")
    graph = here / "graph.pbtxt"
    graph.write_text(graph_with(sink, path))
    refused = run("run", graph, "-i", clip)
    assert refused.status == 1
    assert f".output_file_path names {path}, which is written" in refused.stderr
    assert f"{kept.name}: may not be written: it is there already" in refused.stderr
    assert kept.read_text() == "kept"
    assert run("run", graph, "-i", clip, "--allow-write", here).status == 0
    assert kept.read_bytes() != b"kept"


def test_files_that_the_user_names(run: Run, clip: Path, here: Path, tmp_path: Path) -> None:
    """They are written over, wherever they are."""
    graph = here / "graph.pbtxt"
    graph.write_text(graph_with("jsonl", "new.jsonl"))
    dumped = tmp_path / "size.jsonl", tmp_path / "image.mp4"
    for file in dumped:
        file.write_text("old")
    dumps = (f"size={dumped[0]}", f"image={dumped[1]}", f"image={tmp_path / 'folder'}/")
    for _ in range(2):
        assert run("run", graph, "-i", clip, *(word for dump in dumps for word in ("--dump", dump))).status == 0
        (here / "new.jsonl").replace(here / "old.jsonl")
    assert all(file.read_bytes() != b"old" for file in dumped)


def test_addresses_that_options_name(run: Run, here: Path) -> None:
    """A camera in the network is not opened without a word of the user's."""
    graph = here / "camera.pbtxt"
    options = '[type.googleapis.com/backedge.CameraSourceCalculatorOptions] { device: "http://127.0.0.1:9/" }'
    node = 'calculator: "CameraSourceCalculator" output_stream: "IMAGE:image"'
    graph.write_text(f"node {{ {node} node_options {{ {options} }} }}")
    assert "http://127.0.0.1:9/: may not be opened" in run("run", graph).stderr
    assert "cannot be opened; check that it is connected" in run("run", graph, "--allow-network").stderr


def test_check_lists_them(run: Run, here: Path) -> None:
    """`check -v` shows every file and address that options name, and not the models of this package."""
    graph = here / "graph.pbtxt"
    graph.write_text(graph_with("csv", "out.csv"))
    assert "CsvSinkCalculator.output_file_path names out.csv, which is written\n" in run("check", "-v", graph).stdout
    assert "names" not in run("check", graph).stdout
    assert "model_path" not in run("check", "-v", "hand_tracking").stdout
