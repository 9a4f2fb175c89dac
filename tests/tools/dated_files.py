"""Files with the time of their last change set, so that no test has to wait for another."""

from __future__ import annotations

import os
from pathlib import Path


def write_at(moment: int, file: Path, text: str) -> None:
    """Write a file, at once, as if at a moment, in ns since the epoch."""
    aside = file.with_suffix(".new")
    aside.write_text(text, encoding="utf-8")
    os.utime(aside, ns=(moment, moment))
    aside.replace(file)
