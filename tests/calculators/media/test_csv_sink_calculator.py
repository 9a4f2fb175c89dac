"""CsvSinkCalculator, and the writer that it uses."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import GraphError, Packet
from backedge.calculators.media.csv_writer import CsvWriter
from backedge.errors import ResourceError
from backedge.formats import NormalizedLandmarks
from backedge.testing import run_node
from backedge.timestamp import PRESTREAM

NODE = """
  node {
    calculator: "CsvSinkCalculator"
    input_stream: "stream"
    input_side_packet: "OUTPUT_FILE_PATH:path"
  }
"""


def written(packets: list[Packet[Any]], path: Path) -> list[dict[str, str]]:
    """The rows that a stream becomes."""
    run_node(NODE, {"stream": packets}, {"path": str(path)})
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_numbers_and_texts_are_one_row_each(tmp_path: Path) -> None:
    """Commas, quotes and line ends in texts survive; a special timestamp has its name."""
    packets = [Packet('a, "b"\nc', PRESTREAM), Packet(0.5, 0), Packet(True, 33_333), Packet(None, 66_666)]
    assert written(packets[:1], tmp_path / "words.csv") == [{"timestamp": "PreStream", "value": 'a, "b"\nc'}]
    assert written(packets[1:], tmp_path / "numbers.csv") == [
        {"timestamp": "0", "value": "0.5"},
        {"timestamp": "33333", "value": "true"},
        {"timestamp": "66666", "value": ""},
    ]


def test_landmarks_have_a_row_for_each_point(tmp_path: Path) -> None:
    """Empty lists have none; numpy reads the table."""
    hand = NormalizedLandmarks(np.arange(63, dtype=np.float32).reshape(21, 3))
    rows = written([Packet([], 0), Packet([hand, hand], 40_000)], tmp_path / "hands.csv")
    assert list(rows[0]) == ["timestamp", "item", "point", "x", "y", "z"]
    table = np.loadtxt(tmp_path / "hands.csv", delimiter=",", skiprows=1)
    assert table.shape == (42, 6)
    assert np.array_equal(table[21:, 3:], hand.points)
    assert table[41, :3].tolist() == [40_000, 1, 20]


def test_columns_that_come_later_are_added(tmp_path: Path) -> None:
    """The rows before are empty there."""
    path = tmp_path / "table.csv"
    with CsvWriter(path) as writer:
        writer.write({"a": 1})
        writer.write({"b": "x,y", "a": 2})
        writer.write({"b": "z"})
    assert path.read_text() == 'a,b\n1,\n2,"x,y"\n,z\n'


def test_rows_are_there_before_the_file_is_closed(tmp_path: Path) -> None:
    """A program that dies loses none."""
    with CsvWriter(tmp_path / "table.csv") as writer:
        writer.write({"a": 1})
        assert (tmp_path / "table.csv").read_text() == "a\n1\n"


def test_what_has_no_form_is_told(tmp_path: Path) -> None:
    """The error names stream and type."""
    with pytest.raises(GraphError, match='stream "stream" cannot be written: no JSON for object'):
        run_node(NODE, {"stream": [object()]}, {"path": str(tmp_path / "x.csv")})


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """The error has the system's words."""
    (tmp_path / "full.csv").symlink_to("/dev/full")
    writer = CsvWriter(tmp_path / "full.csv")
    with pytest.raises(ResourceError, match=r"full\.csv: cannot be written: No space left on device"):
        writer.write({"a": 1})
    writer.close()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_takes_one_table(tmp_path: Path) -> None:
    """Rows come as they are written; a further column is refused, and does not break the table off without a word."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    writer = CsvWriter(pipe)
    writer.write({"a": 1})
    assert os.read(reader, 100) == b"a\n1\n"
    with pytest.raises(ResourceError, match="column b comes only now, and a pipe cannot be written anew"):
        writer.write({"a": 2, "b": 3})
    writer.close()
    os.close(reader)
