"""One fetch at a time into a models folder, and a folder for what it needs meanwhile."""

from __future__ import annotations

import logging
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from backedge.errors import ResourceError
from backedge.models.cache import FOLDER_VARIABLE

LOCK_NAME: Final = ".fetch.lock"
"""A file in the models folder that the program which fetches has locked. It stays there."""

_logger: Final = logging.getLogger(__name__)
_SCRATCH: Final = ".fetch-"
_TEMPORARY: Final = re.compile(r"\.(?:probe|[\w.]+\.tflite)\.[0-9a-f]{32}")


@contextmanager
def only_fetch(folder: Path) -> Iterator[Path]:
    """Keep other programs and threads from fetching into `folder`, which exists; gives an empty folder inside it.

    Waits for one that is fetching. What is left of one that was killed is removed before, and the folder afterwards.

    Raises:
        ResourceError: the lock cannot be made.
    """
    import filelock  # takes 10 ms to import, and most programs have their models

    lock = filelock.FileLock(folder / LOCK_NAME)
    try:
        lock.acquire(timeout=0)
    except filelock.Timeout:
        _logger.info("another program is fetching models into %s; waiting for it", folder)
        lock.acquire()
    except OSError as error:
        raise ResourceError(
            f"cannot lock {folder / LOCK_NAME}: {error.strerror or error}; name another folder with {FOLDER_VARIABLE} "
            "or --models"
        ) from error
    scratch = folder / f"{_SCRATCH}{uuid.uuid4().hex}"
    try:
        _remove_leftovers(folder)
        scratch.mkdir()
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
        lock.release()


def _remove_leftovers(folder: Path) -> None:
    for path in list(folder.iterdir()):
        if path.name.startswith(_SCRATCH):
            shutil.rmtree(path, ignore_errors=True)
        elif _TEMPORARY.fullmatch(path.name):
            path.unlink(missing_ok=True)
