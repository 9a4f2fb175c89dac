"""Transcripts: sessions of a Python program that says ``import mediapipe as mp``, with what MediaPipe answered.

They are in doctest's format. Of an exception only the builtin type is noted, so that it can have a message and a class
of its own. Nothing but the standard library is imported here, because `record.py` runs where only MediaPipe is.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("transcripts")
RAISED = "Traceback (most recent call last):\n"


@dataclass(frozen=True)
class Answer:
    """The outcome of one statement.

    Attributes:
        source: the statement.
        printed: what it printed, and the ``repr()`` of its value.
        error: what it raised, or None.
    """

    source: str
    printed: str
    error: BaseException | None

    def agrees_with(self, recorded: str) -> bool:
        """Tell whether the answer is the one that was recorded: the same text, or an exception of the recorded type."""
        if not recorded.startswith(RAISED):
            return self.error is None and self.printed == recorded
        name = recorded.removeprefix(RAISED).strip()
        return any(name == kind.__name__ for kind in type(self.error).__mro__)

    def __str__(self) -> str:
        """The answer as a transcript has it."""
        return self.printed if self.error is None else f"{RAISED}{type(self.error).__name__}\n"


def read(path: Path) -> list[str | doctest.Example]:
    """A transcript's statements, with what was recorded for each as ``want``, and the comments between them."""
    return doctest.DocTestParser().parse(path.read_text(encoding="utf-8"), path.name)


def replay(examples: Iterable[doctest.Example], package: str) -> Iterator[Answer]:
    """Run the statements one after the other, with `package` in place of mediapipe wherever it is imported."""
    names: dict[str, Any] = {"__name__": "__main__"}
    for example in examples:
        source = re.sub(r"^(\s*(?:import|from)) mediapipe\b", rf"\1 {package}", example.source)
        output = io.StringIO()
        error = None
        with contextlib.redirect_stdout(output):
            try:
                exec(compile(source, "<transcript>", "single"), names)
            except Exception as raised:  # noqa: BLE001 - whatever it is, it is the answer
                error = raised
        yield Answer(example.source, re.sub(r"^$\n", "<BLANKLINE>\n", output.getvalue(), flags=re.MULTILINE), error)
