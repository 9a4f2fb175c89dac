"""ResourceProviderCalculator and LocalFileContentsCalculator."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.calculators.resource.resource import Resource
from backedge.errors import CalculatorError, ConfigError, ResourceError
from backedge.testing import run_node

CONTENTS = """
    node {
      calculator: "LocalFileContentsCalculator"
      input_side_packet: "FILE_PATH:0:first"
      input_side_packet: "FILE_PATH:1:second"
      output_side_packet: "CONTENTS:0:one"
      output_side_packet: "CONTENTS:1:two"
      options { [mediapipe.LocalFileContentsCalculatorOptions.ext] { %s } }
    }
"""


def provider(ports: str, options: str = "") -> str:
    """A ResourceProviderCalculator."""
    return f"""
        node {{
          calculator: "ResourceProviderCalculator"
          {ports}
          node_options {{ [type.googleapis.com/mediapipe.ResourceProviderCalculatorOptions] {{ {options} }} }}
        }}
    """


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with line ends of Windows."""
    path = tmp_path / "file.txt"
    path.write_bytes(b"a\r\nb\r\n")
    return path


def test_files_are_read_at_the_start(file: Path) -> None:
    """Files are read as they are, or with the line ends of text."""
    paths = {"first": str(file), "second": str(file)}
    binary, text = run_node(CONTENTS % "", {}, paths), run_node(CONTENTS % "text_mode: true", {}, paths)
    assert binary.side_packets == {"one": b"a\r\nb\r\n", "two": b"a\r\nb\r\n"}
    assert text.side_packets == {"one": b"a\nb\n", "two": b"a\nb\n"}


def test_resources_are_named_by_side_packets_or_options(file: Path) -> None:
    """The files are not read before `read` is called."""
    by_side_packet = provider('input_side_packet: "RESOURCE_ID:id" output_side_packet: "RESOURCE:r"')
    by_option = provider('output_side_packet: "RESOURCE:r"', f'resource_id: "{file}" read_mode: READ_MODE_TEXT')
    assert run_node(by_side_packet, {}, {"id": str(file)}).side_packets["r"] == Resource(file)
    found = run_node(by_option).side_packets["r"]
    assert found == Resource(file, text_mode=True)
    assert found.read() == b"a\nb\n"


def test_label_maps_are_found_by_mediapipes_path() -> None:
    """MediaPipe's path names a label map that comes with the package."""
    text = provider('output_side_packet: "RESOURCE:r"', 'resource_id: "mediapipe/modules/hand_landmark/handedness.txt"')
    assert run_node(text).side_packets["r"].read().split() == [b"Left", b"Right"]


def test_a_missing_file_is_one_clear_error(file: Path) -> None:
    """The error names the path, also where the file goes away after it was found."""
    with pytest.raises(CalculatorError, match=r"none\.txt is neither a file nor a model"):
        run_node(CONTENTS % "", {}, {"first": "none.txt", "second": str(file)})
    resource = Resource(file)
    file.unlink()
    with pytest.raises(ResourceError, match=r"cannot read .*file\.txt"):
        resource.read()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (provider('output_side_packet: "RESOURCE:r"'), "0 files are named, but 1 are to be provided"),
        (
            provider('input_side_packet: "RESOURCE_ID:i" output_side_packet: "RESOURCE:r"', 'resource_id: "x"'),
            "by side packets or by options, not both",
        ),
        (CONTENTS.replace('output_side_packet: "CONTENTS:1:two"', "") % "", "2 FILE_PATH need as many CONTENTS, not 1"),
    ],
)
def test_configs_that_cannot_work_are_refused(text: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(text)
