"""A writer of Chrome's trace event format, which Perfetto and chrome://tracing open.

The format: "Trace Event Format", the JSON Array Format, in which the closing bracket may be missing. Every event is a
line of its own, and whole lines go to the file at once, so what a program that was killed leaves behind can be opened.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Final, TypeAlias

import orjson

from backedge.errors import ResourceError

_WRITTEN_AT_ONCE: Final = 2**16
"""Bytes after which events go to the file."""

_LONGEST_WAIT: Final = 0.25
"""Seconds after which they do so in any case, once one more comes."""

Event: TypeAlias = Mapping[str, Any]
"""One event: ``ph``, ``ts`` in microseconds, and what else its kind has."""


class ChromeTraceWriter:
    """Writes events to a file while they come; keeps a quarter of a second of them in memory. For several threads.

    A full disk does not disturb the program that is traced: `check` tells of it.

    Args:
        path: the file, which is written anew.

    Raises:
        ResourceError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._waiting: list[bytes] = []
        self._size = 0
        self._due = monotonic() + _LONGEST_WAIT
        self._separator = b"[\n"
        self._failure: ResourceError | None = None
        try:
            self._file = path.open("wb", buffering=0)
        except OSError as error:
            raise self._complaint(error) from error

    def add(self, *events: Event) -> None:
        """Write events, none or more."""
        lines = [orjson.dumps(event) for event in events]
        with self._lock:
            for line in lines:
                self._waiting += (self._separator, line)
                self._size += len(line)
                self._separator = b",\n"
            if self._size >= _WRITTEN_AT_ONCE or (lines and monotonic() >= self._due):
                self._write()

    def close(self) -> None:
        """Write what is left, and the end."""
        with self._lock:
            self._waiting.append(b"\n]\n" if self._separator == b",\n" else b"[]\n")
            self._write()
            self._file.close()

    def check(self) -> None:
        """Raise what went wrong.

        Raises:
            ResourceError: some of the events could not be written.
        """
        if self._failure:
            raise self._failure

    def _write(self) -> None:
        content = b"".join(self._waiting)
        self._waiting.clear()
        self._size = 0
        self._due = monotonic() + _LONGEST_WAIT
        if self._failure:
            return
        try:
            while content:
                content = content[self._file.write(content) :]
        except OSError as error:
            self._failure = self._complaint(error)

    def _complaint(self, error: OSError) -> ResourceError:
        return ResourceError(f"cannot write trace {self._path}: {error.strerror or error}")
