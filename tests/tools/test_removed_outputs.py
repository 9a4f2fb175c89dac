"""`graph_runner run`, whose output's folder is removed while it writes: what is lost is told, by the status, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.calculators.media.clips import write_clip
from tests.tools.command_line import run_process

GRAPH = """
  input_stream: "image"
  output_stream: "value"
  node { calculator: "RemovingCalculator" input_stream: "image" output_stream: "value" }
"""
REMOVING = """
import shutil
from backedge import Calculator, Input, Output, register
from backedge.formats import ImageFrame

@register
class RemovingCalculator(Calculator):
    image = Input[ImageFrame]()
    value = Output[int]()

    def process(self) -> None:
        if self.timestamp > 500_000:
            shutil.rmtree("out", ignore_errors=True)
        self.value.send(1)
"""


@pytest.mark.parametrize("name", ["out/a.jsonl", "out/a.csv", "out/a.npz"])
def test_what_is_lost_is_told(tmp_path: Path, name: str) -> None:
    """One line that names the file, no traceback, and status 1."""
    (tmp_path / "g.pbtxt").write_text(GRAPH)
    (tmp_path / "removing.py").write_text(REMOVING)
    (tmp_path / "out").mkdir()
    write_clip(tmp_path / "clip.mp4", 20)
    command = ("run", "g.pbtxt", "--calculators", "removing.py", "--input", "clip.mp4", "--dump", f"value={name}")
    result = run_process(*command, folder=tmp_path)
    assert result.status == 1
    (line,) = [line for line in result.stderr.splitlines() if "error" in line]
    assert line.startswith(f"error: {name}: ")
    assert "Traceback" not in result.stderr
