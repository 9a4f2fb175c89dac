"""A writer of Chrome's trace event format, which Perfetto and chrome://tracing open.

The format: "Trace Event Format", the JSON Array Format, in which the closing bracket may be missing. Every event is a
line of its own, and whole lines go to the file at once, so what a program that was killed leaves behind can be opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import orjson

from backedge.errors import ResourceError
from backedge.file_checks import complete, failure, require_folder_for
from backedge.whole_files import GrowingFile

Event: TypeAlias = Mapping[str, Any]
"""One event: ``ph``, ``ts`` in microseconds, and what else its kind has."""


class ChromeTraceWriter:
    """Writes events to a file while they come, for one thread at a time.

    A full disk does not disturb the program that is traced: `check` tells of it.

    Args:
        path: the file; an existing one is replaced when this is closed.

    Raises:
        ResourceError: it cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[str] = []
        self._separator = "[\n"
        self._failure: ResourceError | None = None
        require_folder_for(path)
        try:
            self._growing = GrowingFile(path)
            self._file = self._growing.path.open("wb", buffering=0)
        except OSError as error:
            raise self._complaint(error) from error

    def add(self, *events: Event) -> None:
        """Add events, which `flush` writes."""
        self.add_text(*(orjson.dumps(event).decode() for event in events))

    def add_text(self, *events: str) -> None:
        """Add events that are JSON already, each in one line."""
        self._waiting += events

    def flush(self) -> None:
        """Write what has been added, whole lines at once."""
        self._write()

    def close(self) -> None:
        """Write what is left, and the end."""
        self._write("[]\n" if self._separator == "[\n" and not self._waiting else "\n]\n")
        if self._file.closed:  # it failed
            return
        try:
            complete(self._growing, self._file, self._path)
        except ResourceError as error:
            self._failure = error

    def check(self) -> None:
        """Raise what went wrong.

        Raises:
            ResourceError: some of the events could not be written.
        """
        if self._failure:
            raise self._failure

    def _write(self, end: str = "") -> None:
        content = b""
        if self._waiting:
            content = (self._separator + ",\n".join(self._waiting)).encode()
            self._separator = ",\n"
        content += end.encode()
        self._waiting = []
        if self._failure:
            return
        try:
            while content:
                content = content[self._file.write(content) :]
        except OSError as error:
            self._file.close()
            self._failure = self._complaint(error, self._growing.whereabouts)

    def _complaint(self, error: OSError, more: str = "") -> ResourceError:
        return failure("cannot be written", self._path, error, more)
