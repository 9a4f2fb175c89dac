"""Record anew what MediaPipe answers in the transcripts: run this with a Python that has ``mediapipe==0.10.21``.

    PYTHONPATH=. /path/to/that/python -m tests.compat.record [transcript ...]

A statement that ends MediaPipe's process, as some mistakes do, has no place in a transcript.
"""

from __future__ import annotations

import sys
from doctest import Example
from pathlib import Path

from tests.compat.transcript import FOLDER, read, replay


def record(path: Path) -> None:
    """Write the answers into one transcript; the comments stay."""
    parts = read(path)
    answers = replay([part for part in parts if isinstance(part, Example)], "mediapipe")
    written = [part if isinstance(part, str) else prompts(part) + str(next(answers)) for part in parts]
    path.write_text("".join(written), encoding="utf-8")


def prompts(example: Example) -> str:
    """A statement as it is typed."""
    first, *more = example.source.splitlines()
    return "".join(f"{line}\n" for line in (f">>> {first}", *(f"... {line}".rstrip() for line in more)))


if __name__ == "__main__":
    for transcript in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")):
        record(transcript)
