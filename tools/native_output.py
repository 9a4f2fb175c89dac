"""What native libraries print past Python, straight to the process's stderr."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

_STDERR: Final = 2


@contextmanager
def quiet_native_libraries() -> Iterator[None]:
    """Drop what native libraries print on stderr while the block runs, unless ``-v`` was given.

    TensorFlow Lite announces each of its delegates there and has no switch for it. What Python prints is not affected.
    """
    if logging.getLogger("backedge").isEnabledFor(logging.DEBUG):
        yield
        return
    with _moved_stderr() as python_stderr, contextlib.redirect_stderr(python_stderr):
        yield


@contextmanager
def _moved_stderr() -> Iterator[TextIO]:
    """Point file descriptor 2 to nowhere; a file that still writes to where it pointed."""
    sys.stderr.flush()
    kept = os.dup(_STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, _STDERR)
    os.close(nowhere)
    try:
        with os.fdopen(os.dup(kept), "w", errors="backslashreplace") as moved:
            # Tests, and programs that run commands, put something else there than the process's stderr.
            yield moved if sys.stderr is sys.__stderr__ else sys.stderr
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
