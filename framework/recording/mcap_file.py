"""MCAP files as they are written: channels, messages, what is known beforehand; whole after every half second.

The format: https://mcap.dev/spec. Whatever ends the program, the file can be read as far as chunks were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from time import monotonic
from typing import Any, Final

from backedge.dependencies import require
from backedge.errors import ResourceError
from backedge.file_checks import complete, failure, require_folder_for
from backedge.recording.recorded_messages import ChannelKind
from backedge.recording.times import LogTimes
from backedge.whole_files import GrowingFile

FLUSH_SECONDS: Final = 0.5
"""How much a recording may lack when the program is killed."""


class McapFile:
    """Writes one file; an existing one is replaced when this is closed. All calls are made by one thread at a time.

    Args:
        path: the file.
        profile: of the header, which says whose conventions the file follows.

    Raises:
        ResourceError: it cannot be written.
        DependencyError: the library is not installed.
    """

    def __init__(self, path: Path, profile: str) -> None:
        require("mcap")
        from mcap.writer import Writer

        self.path = path
        require_folder_for(path)
        try:
            self._growing = GrowingFile(path)
            self._file = self._growing.path.open("wb")
        except OSError as error:
            raise failure("cannot be written", path, error) from error
        self._channels: dict[ChannelKind, int] = {}
        self._schemas: dict[tuple[str, bytes], int] = {}
        self._counts: dict[ChannelKind, int] = {}
        self._log_times = LogTimes()
        self._writer: Any = Writer(self._file)  # not annotated all over
        self._flushed = monotonic()
        with self._complaints():
            self._writer.start(profile)

    def describe(self, name: str, entries: Mapping[str, str]) -> None:
        """Add texts by their names."""
        with self._complaints():
            self._writer.add_metadata(name, dict(entries))

    def attach(self, name: str, media_type: str, data: bytes) -> None:
        """Add a file inside of the file."""
        with self._complaints():
            self._writer.add_attachment(0, 0, name, media_type, data)

    def add(self, channel: ChannelKind, timestamp: int, data: bytes) -> None:
        """Add a message.

        Raises:
            ResourceError: the disk is full, or the file cannot be written for another reason.
        """
        with self._complaints():
            number = self._counts[channel] = self._counts.get(channel, -1) + 1
            log_time = self._log_times.of(timestamp)
            self._writer.add_message(self._channel(channel), log_time, data, log_time, number)
            if monotonic() - self._flushed > FLUSH_SECONDS:
                self._flush()

    def flush(self) -> None:
        """Hand everything to the operating system, so that it is in the file whatever becomes of the program."""
        with self._complaints():
            self._flush()

    def close(self) -> None:
        """Write the index, and close the file.

        Raises:
            ResourceError: the disk is full, or the file is not there any more.
        """
        with self._complaints():
            self._writer.finish()
            self._file.flush()
        complete(self._growing, self._file, self.path)

    def abandon(self) -> None:
        """Close the file as it is, after an error."""
        with suppress(OSError):  # what is buffered cannot be written either
            self._file.close()

    def _flush(self) -> None:
        self._writer.flush()
        self._flushed = monotonic()

    def _channel(self, kind: ChannelKind) -> int:
        if kind not in self._channels:
            key = (kind.schema_name, kind.schema)
            if key not in self._schemas:
                self._schemas[key] = self._writer.register_schema(kind.schema_name, kind.schema_encoding, kind.schema)
            self._channels[kind] = self._writer.register_channel(
                kind.topic, kind.encoding, self._schemas[key], dict(kind.metadata)
            )
        return self._channels[kind]

    def _complaints(self) -> _Complaints:
        return _Complaints(self.path, self._growing)


class _Complaints:
    """Turns the operating system's complaints about a file into errors of ours."""

    def __init__(self, path: Path, growing: GrowingFile) -> None:
        self._path = path
        self._growing = growing

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, traceback: object) -> None:
        if isinstance(error, OSError) and not isinstance(error, ResourceError):
            what, whereabouts = "cannot be written; what was recorded before can be read", self._growing.whereabouts
            raise failure(what, self._path, error, whereabouts) from error
