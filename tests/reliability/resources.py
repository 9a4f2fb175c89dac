"""What a process holds: memory, threads, open files."""

from __future__ import annotations

import gc
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc/self")
MIB: Final = 2**20


@dataclass(frozen=True, slots=True)
class Held:
    """What the process holds now.

    Attributes:
        memory: resident bytes.
        threads: threads of Python, and of libraries.
        files: open files and sockets.
    """

    memory: int
    threads: int
    files: int

    @classmethod
    def now(cls) -> Held:
        """Look, after garbage has been collected."""
        gc.collect()
        fields = dict(line.split(":", 1) for line in (PROC / "status").read_text().splitlines())
        files = len(list((PROC / "fd").iterdir()))
        return cls(int(fields["VmRSS"].split()[0]) * 1024, int(fields["Threads"]) + threading.active_count(), files)
