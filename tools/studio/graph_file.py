"""The graph's file: its text on the disk, what tells one from another, and saving over what has not changed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from backedge.errors import BackedgeError, ResourceError
from backedge.file_checks import failure
from backedge.whole_files import replacing

NO_FILE = ""
"""The checksum of a file that is not there."""


class ConflictError(BackedgeError):
    """The file is not what the page has begun with.

    Attributes:
        text: what is there now.
        checksum: its checksum.
    """

    def __init__(self, message: str, text: str, checksum: str) -> None:
        super().__init__(message)
        self.text = text
        self.checksum = checksum


@dataclass(frozen=True, slots=True)
class DiskText:
    """What is in a file; `text` is None where there is none, or it is not UTF-8."""

    text: str | None
    checksum: str


class GraphFile:
    """The file of the graph that a studio shows.

    Args:
        path: the file that is read.
        folder: the folder that the studio was started in.
        is_shipped: whether it belongs to an installed package: a changed text is saved in the folder then.

    Attributes:
        path: as given.
        folder: the folder in which the graph looks for subgraphs.
        target: the file that is written.
    """

    def __init__(self, path: Path, folder: Path, *, is_shipped: bool) -> None:
        self.path = path
        self.folder = path.resolve().parent
        self.target = folder / path.name if is_shipped else path
        self.is_shipped = is_shipped

    @property
    def name(self) -> str:
        """What messages call it."""
        return str(self.path)

    def begin(self) -> DiskText:
        """What a page begins with: the text of the file that is to be written, or else of the one that is shipped.

        Raises:
            ResourceError: it cannot be read, or is no text.
        """
        if self.is_shipped and not self.target.exists():
            found = _read(self.path)
            return DiskText(_require_text(found, self.path), NO_FILE)
        found = _read(self.target)
        _require_text(found, self.target)
        return found

    def look(self) -> DiskText:
        """What is on the disk now."""
        try:
            return _read(self.target)
        except ResourceError:  # gone, or locked for a moment: there is no text to show
            return DiskText(None, NO_FILE)

    def save(self, text: str, checksum: str) -> str:
        """Write a text in place of the one that `checksum` stands for; gives the new checksum.

        Raises:
            ConflictError: another one is there.
            ResourceError: it cannot be written.
        """
        now = self.look()
        if now.checksum != checksum:
            raise ConflictError(f"{self.target} has changed on the disk since", now.text or "", now.checksum)
        data = text.encode()
        try:
            with replacing(self.target, durable=True) as file:
                file.write(data)
        except OSError as error:
            raise failure("cannot be written", self.target, error) from error
        return _checksum(data)


def _read(path: Path) -> DiskText:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise failure("cannot be read", path, error) from error
    try:
        return DiskText(data.decode("utf-8-sig"), _checksum(data))
    except UnicodeDecodeError:
        return DiskText(None, _checksum(data))


def _require_text(found: DiskText, path: Path) -> str:
    if found.text is None:
        raise ResourceError(f"{path} is not UTF-8 text; the studio edits graphs in .pbtxt files")
    return found.text


def _checksum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
