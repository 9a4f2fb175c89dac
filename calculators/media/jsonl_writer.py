"""Records into a file of JSON lines."""

from __future__ import annotations

import os
from pathlib import Path

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.json_encoding import dumps
from backedge.file_checks import complete, failure, require_folder_for
from backedge.whole_files import GrowingFile


class JsonlWriter(Closeable):
    """Writes one JSON value a line, each at once, so that whatever happens the file is valid up to its last line.

    A context manager.

    Attributes:
        path: the file; an existing one is replaced when this is closed.
        lines: how many were written.
    """

    def __init__(self, path: str | Path) -> None:
        """Creates the file.

        Raises:
            ResourceError: no such folder, or no permission.
        """
        self.path = Path(path)
        self.lines = 0
        self._size = 0
        require_folder_for(self.path)
        try:
            self._growing = GrowingFile(self.path)
            self._file = self._growing.path.open("wb", buffering=0)
        except OSError as error:
            raise failure("cannot be written", self.path, error) from error

    def write(self, value: object) -> None:
        """Appends `value`, encoded as `json_encoding` says.

        Raises:
            ResourceError: the disk is full; the lines before stay, and no more can be written.
            TypeError: `value` has no form in JSON.
        """
        line = dumps(value) + b"\n"
        try:
            written = 0
            while written < len(line):
                written += self._file.write(line[written:])
        except OSError as error:
            self._drop_half_a_line()
            self._file.close()
            whereabouts = self._growing.whereabouts
            raise failure(f"line {self.lines + 1} cannot be written", self.path, error, whereabouts) from error
        self.lines += 1
        self._size += len(line)

    def _drop_half_a_line(self) -> None:
        if self._growing.path.is_file():  # not where it is a device or a pipe
            os.ftruncate(self._file.fileno(), self._size)

    def close(self) -> None:
        """Closes the file; more than once does no harm.

        Raises:
            ResourceError: it is not there any more.
        """
        if not self._file.closed:
            complete(self._growing, self._file, self.path)
