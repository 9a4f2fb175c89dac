"""Record what MediaPipe's calculators answer: run this with a Python that has ``mediapipe==0.10.21``; see README.md."""

from __future__ import annotations

import gzip
import json
import sys
from typing import Any

from tests.calculators.recorded.session import FOLDER, answers, programs


def record(program: str) -> None:
    """Write what MediaPipe answers to the cases of one module."""
    text = json.dumps(dict(answers("mediapipe", program)), separators=(",", ":"))
    (FOLDER / f"{program}.json.gz").write_bytes(gzip.compress(text.encode(), mtime=0))


def recorded(program: str) -> dict[str, Any]:
    """Read what MediaPipe answered to the cases of one module."""
    content: dict[str, Any] = json.loads(gzip.decompress((FOLDER / f"{program}.json.gz").read_bytes()))
    return content


if __name__ == "__main__":
    for name in sys.argv[1:] or programs():
        record(name)
