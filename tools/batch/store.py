"""The folder that results go into: each file is written elsewhere first, and appears there whole."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final, Protocol

from backedge.batch.batch_error import BatchError
from backedge.file_checks import failure

DATA: Final = "data"
SHEETS: Final = "sheets"
SEGMENTS: Final = ".segments"
"""The folder for the segments of videos that are not done yet."""

PRIVATE: Final = ".batch"
"""The folder for what is not a result; those who read folders of tables pass over names with a dot."""

_NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_ODD: Final = re.compile(r"[^\w.]+")
_LONGEST_STEM: Final = 60
_FILES_IN_FOLDER: Final = 1000
_PROBE: Final = 2**20


def is_out_of_room(error: BaseException | None) -> bool:
    """Tell whether an error, or what caused it, says that a disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            return True
        error = error.__cause__
    return False


def file_name(folder: str, number: int, name: str, suffix: str) -> str:
    """Where the file of an input is, below the output: a thousand in a folder, which people can list.

    Args:
        folder: the kind of file.
        number: of the input in the ledger.
        name: of the input, of which the end is taken, for people.
        suffix: the file's ending.
    """
    stem = _ODD.sub("_", PurePosixPath(name).stem)[:_LONGEST_STEM]
    return f"{folder}/{number // _FILES_IN_FOLDER:04d}/{number:07d}-{stem}{suffix}"


def segment_name(folder: str, number: int, segment: int, suffix: str) -> str:
    """Where the file of a segment is, below the output; see `file_name`."""
    return f"{SEGMENTS}/{number // _FILES_IN_FOLDER:04d}/{number:07d}-{segment:05d}-{folder}{suffix}"


def pattern_of(number: int, folder: str) -> str:
    """What the files of an input match, below the output, that are in a folder, or of whatever kind: ``*``."""
    return f"{folder}/{number // _FILES_IN_FOLDER:04d}/{number:07d}-*"


class Store(Protocol):
    """Takes finished files; one in each worker."""

    def publish(self, file: Path, name: str) -> None:
        """Let a file appear under a name below the output, in place of what is there.

        Raises:
            ResourceError: it cannot.
        """

    def remove(self, number: int, folder: str = "*") -> None:
        """Remove the files of an input, by its number in the ledger: all, or those of one kind."""

    def where(self, name: str) -> str:
        """The path or address of the file that has a name below the output."""

    def is_empty(self) -> bool:
        """Tell whether there is nothing there yet."""


class FolderStore:
    """A folder of this machine, or one that several share.

    Args:
        folder: the output.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def publish(self, file: Path, name: str) -> None:  # noqa: D102 - see Store
        target = self._folder / name
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _move(file, target)
        except OSError as error:
            raise failure("cannot be written", target, error) from error

    def remove(self, number: int, folder: str = "*") -> None:  # noqa: D102 - see Store
        for path in self.files_of(number, folder):
            path.unlink(missing_ok=True)

    def where(self, name: str) -> str:  # noqa: D102 - see Store
        return str(self._folder / name)

    def files_of(self, number: int, folder: str = "*") -> Iterator[Path]:
        """The files of an input's results, of one kind or of all."""
        return self._folder.glob(pattern_of(number, folder))

    def is_empty(self) -> bool:  # noqa: D102 - see Store
        if self._folder.exists() and not self._folder.is_dir():
            raise BatchError(f"{self._folder}: expected a folder for the results, found a file")
        return not self._folder.exists() or all(entry.name == PRIVATE for entry in self._folder.iterdir())


def _move(file: Path, target: Path) -> None:
    try:
        file.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        _copy_whole(file, target)
        file.unlink()


def _copy_whole(file: Path, target: Path) -> None:
    """Let a copy of a file of another disk appear at once."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(file, beside)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def has_room(folder: Path) -> bool:
    """Tell whether a folder takes a file of a megabyte."""
    probe = folder / f"room.{os.getpid()}"
    try:
        probe.write_bytes(bytes(_PROBE))
    except OSError as error:
        if error.errno in _NO_ROOM:
            return False
        raise failure("cannot be written", probe, error) from error
    finally:
        probe.unlink(missing_ok=True)
    return True
