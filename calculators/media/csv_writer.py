"""Rows into a file of comma-separated values."""

from __future__ import annotations

import csv
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import Final

from backedge.calculators.media.closeable import Closeable
from backedge.calculators.media.table_rows import Row
from backedge.errors import ResourceError
from backedge.file_checks import complete, failure, require_folder_for
from backedge.whole_files import GrowingFile, replacing

_BOOLS: Final = {True: "true", False: "false"}


class CsvWriter(Closeable):
    """Writes rows under a line of column names, each at once, so that whatever happens the file can be read.

    A context manager.

    Attributes:
        path: the file; an existing one is replaced when this is closed.
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
            self._growing = GrowingFile(self.path)
            self._open("w")
        except OSError as error:
            raise failure("cannot be written", self.path, error) from error

    def _open(self, mode: str) -> None:
        self._file = self._growing.path.open(mode, newline="", encoding="utf-8", buffering=1)
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
            raise failure("cannot be written", self.path, error, self._growing.whereabouts) from error

    def _add_columns(self, new: list[str]) -> None:
        """Adds columns to the table; what a packet may hold shows only when it comes."""
        columns = [*self._columns, *new]
        if self._columns and self._growing.path.is_file():
            self._write_anew(columns)
        elif self._columns and not self._growing.path.is_char_device():
            raise ResourceError(
                f"{self.path}: column {new[0]} comes only now, and a pipe cannot be written anew; write to a file"
            )
        else:
            self._writer.writerow(columns)
        self._columns = columns

    def _write_anew(self, columns: list[str]) -> None:
        self._file.close()
        with self._growing.path.open(newline="", encoding="utf-8") as file:
            rows = list(csv.reader(file))[1:]
        with replacing(self._growing.path) as raw, TextIOWrapper(raw, "utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows([*row, *[""] * (len(columns) - len(row))] for row in rows)
        self._open("a")

    def close(self) -> None:
        """Closes the file; more than once does no harm.

        Raises:
            ResourceError: it is not there any more.
        """
        if not self._file.closed:
            complete(self._growing, self._file, self.path)


def _cell(value: bool | float | str | None) -> float | str:
    if value is None:
        return ""
    return _BOOLS[value] if isinstance(value, bool) else value
