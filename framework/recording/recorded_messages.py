"""Packets as messages of channels, and back: pictures as Foxglove's, everything else as JSON.

A channel belongs to one stream; a stream whose packets are of several kinds has several, all with the stream as topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from google.protobuf.message import DecodeError

from backedge.errors import PacketTypeError, ResourceError
from backedge.formats import Image, ImageFormat, ImageFrame
from backedge.formats.image import Pixels
from backedge.packet import Packet
from backedge.recording.foxglove import COMPRESSED_IMAGE, RAW_IMAGE, foxglove_class, foxglove_schema
from backedge.recording.json_schemas import BOUND_SCHEMA, json_schema, schema_name
from backedge.recording.known_types import KnownTypes
from backedge.recording.pictures import RAW, decode_picture, encode_picture, raw_pixels
from backedge.recording.times import ExactTime
from backedge.recording.value_json import ValueCodec

BOUNDS: Final = "backedge/bounds"
"""The topic of the streams' timestamp bounds and ends; no stream can have this name."""

_PICTURES: Final[dict[str, type[Pixels]]] = {"ImageFrame": ImageFrame, "Image": Image}
_CLASS: Final = "backedge.class"
_FORMAT: Final = "backedge.format"


@dataclass(frozen=True)
class ChannelKind:
    """What a channel is, but for its number in a file.

    Attributes:
        topic: the stream.
        encoding: of its messages, ``json`` or ``protobuf``.
        schema_name: name of their schema.
        schema_encoding: language of the schema.
        schema: the schema.
        metadata: what a reader needs to know besides.
    """

    topic: str
    encoding: str
    schema_name: str
    schema_encoding: str
    schema: bytes = field(repr=False)
    metadata: tuple[tuple[str, str], ...] = ()


BOUNDS_CHANNEL: Final = ChannelKind(BOUNDS, "json", "backedge.Bound", "jsonschema", BOUND_SCHEMA)


class MessageEncoder:
    """Makes messages of packets.

    Args:
        types: the types of the streams that are recorded.
        known: the classes that values may have.
        jpeg_quality: see `encode_picture`.
    """

    def __init__(self, types: Mapping[str, Any], known: KnownTypes, jpeg_quality: int | None = None) -> None:
        self._codec = ValueCodec(known)
        self._jpeg_quality = jpeg_quality
        self._json = {
            stream: ChannelKind(stream, "json", schema_name(kind), "jsonschema", json_schema(kind, known))
            for stream, kind in types.items()
        }

    def encode(self, stream: str, packet: Packet[Any]) -> tuple[ChannelKind, bytes]:
        """The message for a packet, and its channel.

        Raises:
            PacketTypeError: the value cannot be recorded.
        """
        if isinstance(packet.value, Pixels):
            return self._encode_picture(stream, packet)
        return self._json[stream], _dumps({"timestamp": _time(packet.timestamp), "value": self._value(packet)})

    def encode_bound(self, stream: str, timestamp: int, *, ends: bool) -> bytes:
        """The message of `BOUNDS_CHANNEL` that says that a stream is settled through a timestamp, or ends."""
        return _dumps({"timestamp": _time(timestamp), "stream": stream, "ends": ends})

    def _value(self, packet: Packet[Any]) -> Any:
        try:
            return self._codec.encode(packet.value)
        except RecursionError:
            raise PacketTypeError("a value that is inside of itself cannot be recorded") from None

    def _encode_picture(self, stream: str, packet: Packet[Any]) -> tuple[ChannelKind, bytes]:
        picture = packet.value
        codec, data = encode_picture(picture, self._jpeg_quality)
        is_raw = codec == RAW
        name = RAW_IMAGE if is_raw else COMPRESSED_IMAGE
        message: Any = foxglove_class(name)(data=data, frame_id=stream)
        message.timestamp.seconds, message.timestamp.nanos = ExactTime.of(packet.timestamp)
        if is_raw:
            message.width, message.height = picture.width, picture.height
            message.encoding = f"32FC{picture.channels}"
            message.step = picture.width * picture.channels * picture.data.itemsize
        else:
            message.format = codec
        metadata = ((_CLASS, type(picture).__name__), (_FORMAT, picture.format.name))
        channel = ChannelKind(stream, "protobuf", name, "protobuf", foxglove_schema(name), metadata)
        return channel, message.SerializeToString()


class MessageDecoder:
    """Makes packets of messages.

    Args:
        known: the classes that values may have.
    """

    def __init__(self, known: KnownTypes) -> None:
        self._codec = ValueCodec(known)

    def decode(self, schema: str, metadata: Mapping[str, str], data: bytes) -> Packet[Any]:
        """The packet that a message was made of.

        Args:
            schema: name of its channel's schema.
            metadata: of its channel.
            data: the message.

        Raises:
            ResourceError: it is damaged, or its value is of a class that is not known.
        """
        try:
            if schema in (COMPRESSED_IMAGE, RAW_IMAGE):
                return _decode_picture(schema, metadata, data)
            message = orjson.loads(data)
            return Packet(self._codec.decode(message["value"]), _timestamp(message))
        except (KeyError, TypeError, ValueError, DecodeError) as error:
            raise ResourceError(f"a message is damaged: {error}") from error

    def decode_bound(self, data: bytes) -> tuple[str, int, bool]:
        """The stream, the timestamp through which it is settled, and whether it ends.

        Raises:
            ResourceError: it is damaged.
        """
        try:
            message = orjson.loads(data)
            return message["stream"], _timestamp(message), message["ends"]
        except (KeyError, TypeError, ValueError) as error:
            raise ResourceError(f"a message is damaged: {error}") from error


def _decode_picture(schema: str, metadata: Mapping[str, str], data: bytes) -> Packet[Any]:
    message: Any = foxglove_class(schema)()
    message.ParseFromString(data)
    cls, image_format = _PICTURES[metadata[_CLASS]], ImageFormat[metadata[_FORMAT]]
    if schema == RAW_IMAGE:
        pixels = raw_pixels(message.data, image_format, message.height, message.width)
    else:
        pixels = decode_picture(message.data, image_format)
    time = ExactTime(message.timestamp.seconds, message.timestamp.nanos)
    return Packet(cls(pixels, image_format), time.timestamp)


def _time(timestamp: int) -> dict[str, int]:
    seconds, nanoseconds = ExactTime.of(timestamp)
    return {"sec": seconds, "nsec": nanoseconds}


def _timestamp(message: Mapping[str, Any]) -> int:
    return ExactTime(message["timestamp"]["sec"], message["timestamp"]["nsec"]).timestamp


def _dumps(message: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(message)
    except orjson.JSONEncodeError as error:
        raise PacketTypeError(f"a value cannot be recorded: {error}") from error
