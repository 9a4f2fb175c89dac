"""Programs written for MediaPipe, with nothing changed but the name they import."""

from __future__ import annotations

from doctest import Example
from pathlib import Path

import pytest

from tests.compat.transcript import FOLDER, read, replay


@pytest.mark.filterwarnings("ignore:the array can still be changed:RuntimeWarning")
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_answers_are_mediapipes(path: Path) -> None:
    """Every statement prints what it prints with MediaPipe 0.10.21, or raises an exception of the same type."""
    examples = [part for part in read(path) if isinstance(part, Example)]
    answers = replay(examples, "backedge.compat.mediapipe")
    differences = [
        f">>> {example.source}{answer}instead of\n{example.want}"
        for example, answer in zip(examples, answers, strict=True)
        if not answer.agrees_with(example.want)
    ]
    assert differences == []
    assert len(examples) > 10
