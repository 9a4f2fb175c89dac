"""The folder of a batch: the results, and in a folder of its own what the batch needs to go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from backedge.batch.batch_error import BatchError
from backedge.batch.store import DATA, PRIVATE, pattern_of
from backedge.file_checks import failure

LEDGER: Final = "ledger.sqlite"
PROGRESS: Final = "progress.json"


class OutputFolder:
    """The folder that a batch writes into.

    Args:
        path: where it is; it is made by `opened`.

    Attributes:
        path: as given.
        ledger: the file of the ledger.
        progress: the file that says how far the batch is.
        scratch: the folder for files that are not finished.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        private = path / PRIVATE
        self.ledger = private / LEDGER
        self.progress = private / PROGRESS
        self.scratch = private / "tmp"
        self._lock = private / "lock"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Make it, and keep other batches out of it while the block runs.

        Raises:
            BatchError: it holds something else, or another process is writing into it.
            ResourceError: it cannot be written.
        """
        self._require_ours()
        try:
            self.ledger.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._lock)
            lock.acquire(timeout=0)
        except Timeout:
            raise BatchError(
                f"{self.path}: another batch is writing into this folder; `graph_runner batch status {self.path}` "
                "shows how far it is"
            ) from None
        except OSError as error:
            raise failure("cannot be written", self.path, error) from error
        try:
            self._clear_scratch()
            yield
            self._clear_scratch()
        finally:
            lock.release()

    def _require_ours(self) -> None:
        if self.path.exists() and not self.path.is_dir():
            raise BatchError(f"{self.path}: expected a folder for the results, found a file")
        if self.path.is_dir() and not self.ledger.exists() and any(self._contents()):
            raise BatchError(
                f"{self.path}: is not empty, and not the folder of a batch; name a new one, which will be made"
            )

    def _contents(self) -> Iterator[Path]:
        return (entry for entry in self.path.iterdir() if entry.name != PRIVATE)

    def _clear_scratch(self) -> None:
        """Remove what was not finished, of this start or an earlier one."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True, exist_ok=True)

    def files_of(self, number: int) -> Iterator[Path]:
        """The files of an input's results, of whatever kind."""
        return self.path.glob(pattern_of(number))

    @property
    def data(self) -> Path:
        """The folder of the table."""
        return self.path / DATA
