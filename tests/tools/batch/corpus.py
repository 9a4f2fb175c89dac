"""A small corpus, and a graph that finds something in it without models."""

from __future__ import annotations

import subprocess
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.dataset

from backedge.calculators.media.video_writer import VideoWriter
from tests.tools.command_line import COMMAND

FRAMES = 6

CALCULATORS = str(Path(__file__).with_name("finder.py"))
"""The module of the graph's calculator."""

GRAPH = """
input_stream: "IMAGE:image"
output_stream: "SPOTS:spots"
output_stream: "MEAN:mean"
node {
  calculator: "FinderCalculator"
  input_stream: "IMAGE:image"
  output_stream: "SPOTS:spots"
  output_stream: "MEAN:mean"
}
"""

CHANGES = """
input_stream: "IMAGE:image"
output_stream: "SPOTS:spots"
output_stream: "CHANGE:change"
node {
  calculator: "ChangeCalculator"
  input_stream: "IMAGE:image"
  output_stream: "SPOTS:spots"
  output_stream: "CHANGE:change"
}
"""
"""Another graph, which remembers one picture."""


def write_clip(path: Path, frames: int = FRAMES, width: int = 64, seed: int = 0) -> Path:
    """Write a video of noise, 48 pixels high and 30 frames a second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    with VideoWriter(path, 30) as writer:
        for _ in range(frames):
            writer.write(np.full((48, width, 3), random.integers(0, 256), np.uint8))
    return path


def table(output: Path | str) -> pa.Table:
    """The rows of a batch, in order."""
    found = pyarrow.dataset.dataset(Path(output) / "data").to_table()
    return found.sort_by([("video", "ascending"), ("timestamp_us", "ascending"), ("index", "ascending")])


def command(*words: str | Path) -> list[str]:
    """The command line of a batch on the corpus."""
    return [*COMMAND, "batch", "finder.pbtxt", "--calculators", CALCULATORS, *map(str, words)]


def run_command(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run such a command line to its end."""
    return subprocess.run(command(*words), capture_output=True, text=True, timeout=100, check=False)
