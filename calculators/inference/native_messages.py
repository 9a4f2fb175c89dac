"""What engines print on the process's stderr, as messages of `logging`."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Final

_logger: Final = logging.getLogger(__name__)
_STDERR: Final = 2
_NOTE: Final = "INFO:"


@contextmanager
def logged_stderr() -> Iterator[None]:
    """Log what is written to file descriptor 2 while the block runs: notes (``INFO:``) as DEBUG, the rest as WARNING.

    Native libraries write there, and have no switch for it. It holds for all threads, so the block should be short.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:  # the process has no stderr
        yield
        return
    with _file_of_nobody() as file:
        os.dup2(file.fileno(), _STDERR)
        try:
            yield
        finally:
            os.dup2(kept, _STDERR)
            os.close(kept)
            file.seek(0)
            for line in file.read().decode(errors="backslashreplace").splitlines():
                _logger.log(logging.DEBUG if line.startswith(_NOTE) else logging.WARNING, "%s", line)


def _file_of_nobody() -> IO[bytes]:
    """Open an empty file that has no name and is gone when it is closed."""
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("stderr"), "w+b")
    import tempfile  # with much else, which is imported for nothing where the system has such files

    return tempfile.TemporaryFile()
