"""Inputs and results that are elsewhere: ``s3://``, ``gs://``, ``https://`` and whatever fsspec knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath
from typing import TYPE_CHECKING, Any, Final, TypeVar

from backedge.batch.batch_error import BatchError, first_line
from backedge.batch.store import pattern_of
from backedge.batch.tasks import Item
from backedge.dependencies import require
from backedge.errors import ResourceError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

P = TypeVar("P", bound=PurePath)

_MARKS: Final = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "created")
"""What file systems say of a file that changes when it does, the surest first."""


def is_address(source: str) -> bool:
    """Tell whether `source` is an address, and not a path."""
    return "://" in source


def open_file_system(address: str) -> tuple[AbstractFileSystem, str]:
    """The file system of an address, and the path in it.

    Raises:
        DependencyError: fsspec is not installed.
        BatchError: what its protocol needs is not, or there is no such protocol.
    """
    require("fsspec")
    import fsspec

    try:
        system, path = fsspec.core.url_to_fs(address)
    except (ImportError, ValueError) as error:
        hint = "`pip install 'backedge[cloud]'` brings s3 and http"
        raise BatchError(f"{address}: {str(error).rstrip('.')}; {hint}") from error
    return system, path


def find_remote(address: str, suffixes: frozenset[str]) -> Iterator[Item]:
    """The inputs that an address names: a file, what a pattern matches, or the videos in a folder at any depth.

    Args:
        address: the address.
        suffixes: endings of videos, for folders.

    Raises:
        ResourceError: it cannot be listed.
    """
    system, path = open_file_system(address)
    try:
        if has_magic(path):
            found: dict[str, Any] = system.glob(path, detail=True)
            base = fixed_part(PurePosixPath(path))
        elif system.isdir(path):
            every = system.find(path, detail=True)
            found = {name: info for name, info in every.items() if PurePosixPath(name).suffix.lower() in suffixes}
            base = PurePosixPath(path)
        else:
            found, base = {path: system.info(path)}, PurePosixPath(path).parent
    except Exception as error:  # each file system has exceptions of its own
        raise ResourceError(f"--input {address}: cannot be listed: {first_line(error)}") from error
    for name, info in sorted(found.items()):
        if info["type"] == "file":
            source = str(system.unstrip_protocol(name))
            yield Item(_below(name, base), source, fingerprint=_mark(info))


def fixed_part(pattern: P) -> P:
    """The folder that all have in common which a pattern matches."""
    return type(pattern)(*takewhile(lambda part: not has_magic(part), pattern.parts[:-1]))


def _below(name: str, base: PurePosixPath) -> str:
    path = PurePosixPath(name)
    return path.relative_to(base).as_posix() if path.is_relative_to(base) else path.name


def _mark(info: dict[str, Any]) -> str:
    mark = next((str(info[name]) for name in _MARKS if info.get(name)), "")
    return f"{info.get('size')}:{mark}"


def remote_fingerprint(address: str) -> str:
    """What changes when a file does, as its file system says it; "" where it is not there.

    Raises:
        BatchError: see `open_file_system`.
    """
    system, path = open_file_system(address)
    try:
        return _mark(system.info(path))
    except Exception:  # noqa: BLE001 - whoever does the video tells why
        return ""


@contextmanager
def fetched(source: str, scratch: Path, stem: str = "input") -> Iterator[Path]:
    """Have an input on this machine while the block runs; one that is there already stays where it is.

    Args:
        source: its path or address.
        scratch: folder for a copy.
        stem: name of the copy, without its ending.

    Raises:
        ResourceError: it cannot be fetched.
    """
    if not is_address(source):
        yield Path(source)
        return
    system, path = open_file_system(source)
    copy = scratch / f"{stem}{PurePosixPath(path).suffix}"
    try:
        try:
            system.get_file(path, str(copy))
        except Exception as error:
            raise ResourceError(f"{source}: cannot be fetched: {first_line(error)}") from error
        yield copy
    finally:
        copy.unlink(missing_ok=True)


class RemoteStore:
    """Results at an address; a file appears there when it is complete, as such stores have it.

    Args:
        address: the output.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._system, self._path = open_file_system(address)

    def publish(self, file: Path, name: str) -> None:
        """Send a file; see `Store`."""
        target = f"{self._path.rstrip('/')}/{name}"
        try:
            self._system.makedirs(target.rpartition("/")[0], exist_ok=True)
            self._system.put_file(str(file), target)
        except Exception as error:
            raise ResourceError(f"{self._address}/{name}: cannot be written: {first_line(error)}") from error
        file.unlink()

    def remove(self, number: int, folder: str = "*") -> None:
        """Remove the files of an input; see `Store`."""
        for path in self._system.glob(f"{self._path.rstrip('/')}/{pattern_of(number, folder)}"):
            self._system.rm_file(path)

    def where(self, name: str) -> str:
        """The address of a file; see `Store`."""
        return f"{self._address.rstrip('/')}/{name}"

    def is_empty(self) -> bool:
        """Tell whether there is nothing yet; see `Store`."""
        return not self._system.exists(self._path) or not self._system.ls(self._path, detail=False)
