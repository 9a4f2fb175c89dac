"""The process's stdout and stderr: where they are full or closed, and where native libraries print into them."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TextIO, cast

from backedge.errors import ResourceError

_NUMBER_OF_STREAMS: Final = 3
_STDERR: Final = 2


@contextmanager
def guarded_stdout() -> Iterator[GuardedStdout]:
    """Let writing to stdout raise ResourceError while the block runs, where it fails; flush it at the block's end.

    Where the reader has gone, it stays a BrokenPipeError. After either error, what could not be written is dropped.

    Yields:
        What stands in front of it, which knows whether something was written.

    Raises:
        ResourceError: it cannot be written, for want of space or because it is closed.
    """
    stream: TextIO | None = sys.stdout
    guarded = GuardedStdout(stream)
    sys.stdout = cast("TextIO", guarded)
    try:
        yield guarded
        sys.stdout.flush()
    finally:
        sys.stdout = cast("TextIO", stream)
        if stream is not None:
            _drop_what_is_left(stream)


def _drop_what_is_left(stream: TextIO) -> None:
    """Let what cannot be written go nowhere: Python would try once more at exit, and complain."""
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


class GuardedStdout:
    """Stands in front of stdout, or in its place where it is closed.

    Attributes:
        is_free: whether nothing has been written.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self.is_free = True
        self._stream = stream

    def write(self, text: str) -> int:
        """Write as stdout does.

        Raises:
            ResourceError: it is closed or full.
        """
        with _told():
            return self._opened().write(text)

    @property
    def buffer(self) -> GuardedBytes:
        """What bytes are written to."""
        return GuardedBytes(self._opened)

    def flush(self) -> None:
        """Flush it, if it is open."""
        if self._stream is not None:
            with _told():
                self._stream.flush()

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self._stream is not None and self._stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def _opened(self) -> TextIO:
        """Stdout, which is about to be written."""
        self.is_free = False
        if self._stream is None:
            raise ResourceError("stdout cannot be written: it is closed")
        return self._stream


class GuardedBytes:
    """Stands in front of stdout for bytes.

    Args:
        opened: gives stdout, or says that it is closed.
    """

    def __init__(self, opened: Callable[[], TextIO]) -> None:
        self._opened = opened

    def write(self, content: bytes) -> int:
        """Write as stdout does, after the text before.

        Raises:
            ResourceError: it is closed or full.
        """
        with _told():
            stream = self._opened()
            stream.flush()
            return stream.buffer.write(content)

    def flush(self) -> None:
        """Flush it."""
        with _told():
            self._opened().buffer.flush()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise ResourceError(f"stdout cannot be written: {error.strerror or error}") from error


def replace_closed_streams() -> None:
    """Keep the places of streams that the process was started without: the next file opened would get them.

    Where stderr is one of them, what is written there goes nowhere. Stdout is left to `guarded_stdout`.
    """
    while (descriptor := os.open(os.devnull, os.O_RDWR)) < _NUMBER_OF_STREAMS:
        pass
    os.close(descriptor)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115 - for as long as the process lives


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
