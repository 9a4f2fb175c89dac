"""LocalFilePatternContentsCalculator."""

from __future__ import annotations

from pathlib import Path

import pytest

from backedge.errors import CalculatorError
from backedge.testing import run_node

NODE = """node {
    calculator: "LocalFilePatternContentsCalculator"
    input_side_packet: "FILE_DIRECTORY:d" input_side_packet: "FILE_SUFFIX:s" output_stream: "CONTENTS:o"
}"""


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    """Those whose names end in the suffix; folders are left out."""
    for name in ("b.png", "a.png", "c.jpg"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "d.png").mkdir()
    packets = run_node(NODE, side_packets={"d": str(tmp_path), "s": ".png"})["o"]
    assert [(packet.timestamp, packet.value) for packet in packets] == [(1, b"a.png"), (2, b"b.png")]


def test_a_folder_without_such_files_gives_nothing(tmp_path: Path) -> None:
    """The run ends."""
    assert run_node(NODE, side_packets={"d": str(tmp_path), "s": ".png"}).values("o") == []


def test_a_missing_folder_ends_the_run(tmp_path: Path) -> None:
    """The error says which."""
    with pytest.raises(CalculatorError, match=r"cannot read the folder .*nowhere: No such file"):
        run_node(NODE, side_packets={"d": str(tmp_path / "nowhere"), "s": ".png"})
