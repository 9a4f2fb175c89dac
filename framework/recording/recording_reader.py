"""Recordings as they are read: what they say of their run, and what came, in the order in which it came."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator
from io import BytesIO
from os import PathLike
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from backedge.dependencies import require
from backedge.errors import ResourceError
from backedge.file_checks import failure, require_file
from backedge.packet import Packet
from backedge.recording.head import METADATA, RecordingHead
from backedge.recording.known_types import KnownTypes
from backedge.recording.recorded_messages import BOUNDS, MessageDecoder
from backedge.recording.times import NANOSECONDS
from backedge.recording.value_json import ValueCodec

_MAGIC: Final = b"\x89MCAP0\r\n"


class StreamEvent(NamedTuple):
    """The next thing that came.

    Attributes:
        stream: the stream.
        packet: the packet; an empty one says that the stream is settled through its timestamp; None that it has ended.
    """

    stream: str
    packet: Packet[Any] | None


class Recording:
    """A recording; iterating gives what came, from the start each time.

    A file whose writer was killed is read as far as it goes; `fault` then says so.

    Args:
        path: the file.
        known: the classes that values may have besides those of `backedge.formats`, those of a graph for instance
            (`KnownTypes.of`).

    Attributes:
        path: the file.
        streams: what the packets of each recorded stream are, by name, as a text.
        graph_text: the expanded graph that was recorded.
        left_out: the side packets of the run that are not in the file, with the reasons.
        fault: what is wrong with the file's end, known once all has been read; "" for nothing.

    Raises:
        ResourceError: the file is not there, empty, damaged, or no recording of ours.
        DependencyError: the extra ``mcap`` is not installed.
    """

    def __init__(self, path: str | PathLike[str], known: KnownTypes | None = None) -> None:
        require("mcap")
        self.path = Path(path)
        self.fault = ""
        self._known = known or KnownTypes()
        self._decoder = MessageDecoder(self._known)
        require_file(self.path, "a recording (.mcap)")
        head = self._read_head()
        self.streams = dict(head.streams)
        self.graph_text = head.graph
        self.left_out = dict(head.left_out)
        self._side_packets = head.side_packets

    @property
    def side_packets(self) -> dict[str, Any]:
        """The side packets that the run was given, by name.

        Raises:
            ResourceError: one is of a class that is not known.
        """
        codec = ValueCodec(self._known)
        return {name: codec.decode(value) for name, value in self._side_packets.items()}

    def __iter__(self) -> Iterator[StreamEvent]:
        return self.select()

    def select(self, streams: Collection[str] | None = None, until: int | None = None) -> Iterator[StreamEvent]:
        """Go through what came in some streams, or up to a time; what is left out is not decoded, which saves time.

        Args:
            streams: names of streams; None for all.
            until: the last timestamp, in microseconds; None for all. The ends of streams are no later than their
                packets.

        Raises:
            ResourceError: the file is damaged, or has values of classes that are not known.
        """
        for channel, schema, message in self._messages():
            if channel.topic != BOUNDS:
                is_late = until is not None and message.log_time > max(until, 0) * NANOSECONDS
                if is_late or (streams is not None and channel.topic not in streams):
                    continue
            event = self._read(channel, schema, message.data)
            if streams is not None and event.stream not in streams:
                continue
            if until is None or event.packet is None or event.packet.timestamp <= until:
                yield event

    def _messages(self) -> Iterator[tuple[Any, str, Any]]:
        """Every message, with its channel and the name of its schema."""
        from mcap.records import Channel, Message, Schema

        schemas: dict[int, str] = {}
        channels: dict[int, Channel] = {}
        for record in self._records():
            if isinstance(record, Schema):
                schemas[record.id] = record.name
            elif isinstance(record, Channel):
                channels[record.id] = record
            elif isinstance(record, Message):
                channel = channels.get(record.channel_id)
                if channel is None:
                    raise self._error(f"it is damaged: a message is of channel {record.channel_id}, which is not there")
                yield channel, schemas.get(channel.schema_id, ""), record

    def _read(self, channel: Any, schema: str, data: bytes) -> StreamEvent:
        try:
            if channel.topic == BOUNDS:
                stream, timestamp, ends = self._decoder.decode_bound(data)
                return StreamEvent(stream, None if ends else Packet.empty(timestamp))
            return StreamEvent(channel.topic, self._decoder.decode(schema, channel.metadata, data))
        except ResourceError as error:
            raise self._error(f'stream "{channel.topic}": {error}') from error

    def _read_head(self) -> RecordingHead:
        from mcap.records import Attachment, Chunk, DataEnd, Message, Metadata

        metadata: dict[str, str] | None = None
        attachments: dict[str, bytes] = {}
        for record in self._records(in_chunks=True):
            if isinstance(record, Metadata) and record.name == METADATA:
                metadata = record.metadata
            elif isinstance(record, Attachment):
                attachments[record.name] = record.data
            elif isinstance(record, Chunk | Message | DataEnd):
                break
        if metadata is None:
            cut = " (its start is damaged)" if self.fault else ""
            raise self._error(f"it is an MCAP file, but no recording of backedge{cut}; `run --record` makes one")
        try:
            return RecordingHead.read(metadata, attachments)
        except ResourceError as error:
            raise self._error(str(error)) from error

    def _records(self, *, in_chunks: bool = False) -> Iterator[Any]:
        """The records of the file, up to where it breaks off."""
        from mcap.stream_reader import StreamReader

        self.fault = ""
        try:
            with self.path.open("rb") as opened:
                if not _MAGIC.startswith(opened.read(len(_MAGIC))):
                    raise self._error("it is no MCAP file")
                opened.seek(0)
                file = _WatchedFile(opened)
                records = iter(StreamReader(file, emit_chunks=in_chunks, validate_crcs=True).records)
                while (record := self._next(records, file)) is not None:
                    yield record
        except OSError as error:
            raise failure("cannot be read", self.path, error) from error

    def _next(self, records: Iterator[Any], file: _WatchedFile) -> Any:
        """The next record; None where there is none, or not all of one."""
        from mcap.exceptions import McapError
        from zstandard import ZstdError

        try:
            return next(records, None)
        except (McapError, ZstdError, ArithmeticError, LookupError, MemoryError, ValueError, struct.error) as error:
            if not file.came_short:
                raise self._error(f"it is damaged: {error}") from error
            self.fault = "it breaks off: its writer was killed, or the disk was full"
            return None

    def _error(self, text: str) -> ResourceError:
        return ResourceError(f"{self.path}: {text}")


class _WatchedFile(BytesIO):
    """A file to read that remembers whether there was less than was asked for."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.came_short = False

    def read(self, size: int | None = -1, /) -> bytes:
        content = self._file.read(-1 if size is None else size)
        self.came_short = self.came_short or (size is not None and len(content) < size)
        return content
