"""Rows into a file of comma-separated values."""

from __future__ import annotations

import csv
from contextlib import suppress
from pathlib import Path
from typing import Final

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.table_rows import Row
from backedge.file_checks import failure, require_folder_for, require_still_there

_BOOLS: Final = {True: "true", False: "false"}


class CsvWriter(Closeable):
    """Writes rows under a line of column names, each at once, so that whatever happens the file can be read.

    A context manager.

    Attributes:
        path: the file; an existing one is replaced.
    """

    def __init__(self, path: str | Path) -> None:
        """Creates the file.

        Raises:
            ResourceError: no such folder, or no permission.
        """
        self.path = Path(path)
        self._columns: list[str] = []
        require_folder_for(self.path)
        try:
            self._file = self.path.open("w+", newline="", encoding="utf-8", buffering=1)
        except OSError as error:
            raise failure("cannot be written", self.path, error) from error
        self._writer = csv.writer(self._file, lineterminator="\n")

    def write(self, row: Row) -> None:
        """Appends a row. A column that is new is added to the table, empty in the rows before.

        Raises:
            ResourceError: the disk is full.
        """
        new = [column for column in row if column not in self._columns]
        try:
            if new:
                self._add_columns(new)
            self._writer.writerow([_cell(row.get(column)) for column in self._columns])
        except OSError as error:
            with suppress(OSError):  # what could not be written cannot be written now
                self._file.close()
            raise failure("cannot be written", self.path, error) from error

    def _add_columns(self, new: list[str]) -> None:
        """Writes the file anew with more columns; what a packet may hold shows only when it comes."""
        rows = []
        if self._columns:
            self._file.seek(0)
            rows = list(csv.reader(self._file))[1:]
            self._file.seek(0)
            self._file.truncate()
        self._columns += new
        self._writer.writerow(self._columns)
        self._writer.writerows([*row, *[""] * len(new)] for row in rows)

    def close(self) -> None:
        """Closes the file; more than once does no harm.

        Raises:
            ResourceError: it is not there any more.
        """
        if not self._file.closed:
            self._file.close()
            require_still_there(self.path)


def _cell(value: bool | float | str | None) -> float | str:
    if value is None:
        return ""
    return _BOOLS[value] if isinstance(value, bool) else value
