"""A working directory with a small corpus, and a batch over it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from backedge import batch
from tests.tools.batch.corpus import CALCULATORS, FRAMES, GRAPH, write_clip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a graph and four clips."""
    (tmp_path / "finder.pbtxt").write_text(GRAPH)
    for number in range(4):
        folder = "clips/sub" if number % 2 else "clips"
        write_clip(tmp_path / folder / f"clip{number}.mp4", frames=FRAMES + number, seed=number)
    monkeypatch.chdir(tmp_path)
    return tmp_path


Batch: TypeAlias = Callable[..., batch.Summary]


@pytest.fixture
def run_batch(project: Path) -> Batch:
    """Runs the graph on the corpus in this process, unless another engine is named."""

    def run(inputs: Any = "clips", output: str = "out", **more: Any) -> batch.Summary:
        more.setdefault("engine", batch.local(0))
        return batch.run("finder.pbtxt", inputs, output, calculators=[CALCULATORS], **more)

    return run
