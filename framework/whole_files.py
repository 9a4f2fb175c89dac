"""Files that others see whole or not at all."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import BinaryIO


def temporary_beside(path: Path) -> Path:
    """Return a name for a file beside `path` that is there for a while; nobody else has it."""
    # Not tempfile's: its files are for their owner alone, and the folder may be shared.
    return path.with_name(f".{path.name}.{uuid.uuid4().hex}")


@contextmanager
def replacing(path: Path, *, durable: bool = False) -> Iterator[BinaryIO]:
    """Open a file to write to, which takes the place of `path` when the block ends, and not if it raises.

    So what was there before stays until the new content is whole, also where the disk is full. A link stays one: it is
    the file that it leads to which is replaced. A device or a pipe is written to as it is.

    Args:
        path: where the content is to be.
        durable: whether it must have reached the disk by then.

    Raises:
        OSError: the file cannot be written.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            yield file
        return
    temporary = temporary_beside(target)
    try:
        with temporary.open("xb") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        with suppress(FileNotFoundError):  # there was none
            shutil.copymode(target, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


class GrowingFile:
    """A file that is written bit by bit and can be read so far at any time, such as a recording.

    Where there is none of that name yet, it is written in place. Otherwise it grows beside the one that is there, as
    ``clip.partial.mp4``, and takes its place when it is complete: so a full disk, or a program that is killed, leaves
    both. A link, a device and a pipe are treated as `replacing` treats them.

    Attributes:
        path: where to write; a file of ours that is there already and empty, unless it is in place.
    """

    def __init__(self, path: Path) -> None:
        """Find a place.

        Raises:
            OSError: nothing can be created beside the file that is there.
        """
        self._target = path.resolve()
        self.is_beside = self._target.is_file()
        self.path = _reserve(self._target, path.suffix) if self.is_beside else path

    def complete(self) -> None:
        """Let it take the place of the file that was there before; it is closed.

        Raises:
            OSError: it cannot.
        """
        if self.is_beside:
            with suppress(FileNotFoundError):  # it was removed meanwhile
                shutil.copymode(self._target, self.path)
            self.path.replace(self._target)

    @property
    def whereabouts(self) -> str:
        """What to tell where it was not completed, as the end of a sentence; "" where it is in place."""
        if not self.is_beside:
            return ""
        if self.path.exists() and not self.path.stat().st_size:
            self.path.unlink()
            return f"; {self._target.name} is as it was"
        return f"; {self._target.name} is as it was, and what was written is in {self.path}"


def _reserve(target: Path, suffix: str) -> Path:
    """Create a file beside `target` whose name says what it is and ends as that of a file of its kind."""
    for number in count(1):
        path = target.with_name(f"{target.stem}.partial{number if number > 1 else ''}{suffix}")
        with suppress(FileExistsError), path.open("xb"):
            return path
    raise AssertionError  # numbers do not end
