"""The folder of a batch: the results, and in a folder of its own what the batch needs to go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from backedge.batch.batch_error import BatchError
from backedge.batch.batch_progress import progress_file
from backedge.batch.remote import is_address
from backedge.batch.store import DATA, PRIVATE
from backedge.batch.stores import make_store
from backedge.file_checks import failure

LEDGER: Final = "ledger.sqlite"


class OutputFolder:
    """The folder that a batch writes into.

    Args:
        output: where the results go: a folder, which is made by `opened`, or an address.
        ledger: the folder for everything else; None for the output itself, which then has to be a folder.

    Attributes:
        output: as given.
        home: the folder of the report and of what the batch needs to go on.
        ledger: the file of the ledger.
        progress: the file that says how far the batch is.
        scratch: the folder for files that are not finished.
        store: takes the results.

    Raises:
        BatchError: the results go to an address, and nothing says where the ledger is to be.
    """

    def __init__(self, output: str, ledger: Path | None = None) -> None:
        if ledger is None and is_address(output):
            raise BatchError(
                f"{output}: is no folder of this machine; say where the ledger is to be, with --ledger DIR"
            )
        self.output = output
        self.home = ledger or Path(output)
        private = self.home / PRIVATE
        self.ledger = private / LEDGER
        self.progress = progress_file(self.home)
        self.scratch = private / "tmp"
        self.store = make_store(output)
        self._lock = private / "lock"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Make it, and keep other batches out of it while the block runs.

        Raises:
            BatchError: it holds something else, or another process is writing into it.
            ResourceError: it cannot be written.
        """
        if not self.store.is_empty() and not self.ledger.exists():
            raise BatchError(
                f"{self.output}: is not empty, and not the folder of a batch; name a new one, which will be made"
            )
        try:
            self.ledger.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(self._lock)
            lock.acquire(timeout=0)
        except Timeout:
            raise BatchError(
                f"{self.home}: another batch is writing into this folder; `graph_runner batch status {self.home}` "
                "shows how far it is"
            ) from None
        except OSError as error:
            raise failure("cannot be written", self.home, error) from error
        try:
            self._clear_scratch()
            yield
            self._clear_scratch()
        finally:
            lock.release()

    def _clear_scratch(self) -> None:
        """Remove what was not finished, of this start or an earlier one."""
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.scratch.mkdir(parents=True, exist_ok=True)

    @property
    def data(self) -> str:
        """Where the table is."""
        return f"{self.output.rstrip('/')}/{DATA}"
