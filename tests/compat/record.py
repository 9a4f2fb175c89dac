"""Record anew what MediaPipe answers in the transcripts: run this with a Python that has ``mediapipe==0.10.21``.

    PYTHONPATH=. /path/to/that/python -m tests.compat.record [transcript ...]

A statement that ends MediaPipe's process, as some mistakes do, has no place in a transcript.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.compat.transcript import FOLDER, read, replay


def record(path: Path) -> None:
    """Write the answers into one transcript; comments, the lines in front of the first statement, stay."""
    comment = path.read_text(encoding="utf-8").partition(">>> ")[0]
    written = [comment]
    examples = read(path)
    for example, answer in zip(examples, replay(examples, "mediapipe"), strict=True):
        first, *more = example.source.splitlines()
        prompts = [f">>> {first}", *(f"... {line}".rstrip() for line in more)]
        written.append("".join(f"{line}\n" for line in prompts) + str(answer))
    path.write_text("".join(written), encoding="utf-8")


if __name__ == "__main__":
    for transcript in [Path(name) for name in sys.argv[1:]] or sorted(FOLDER.glob("*.txt")):
        record(transcript)
