"""Foxglove's messages for pictures, which its viewer, Rerun and others show: CompressedImage and RawImage.

Field numbers: https://docs.foxglove.dev/docs/sdk/schemas. They are protobuf, so that a picture's bytes stay bytes.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from google.protobuf import descriptor_pool, message_factory, timestamp_pb2
from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet

from backedge.protos import RawMessage

COMPRESSED_IMAGE: Final = "foxglove.CompressedImage"
RAW_IMAGE: Final = "foxglove.RawImage"

_TIMESTAMP: Final = ("timestamp", 1, FieldDescriptorProto.TYPE_MESSAGE)
_FIELDS: Final = {
    COMPRESSED_IMAGE: (
        _TIMESTAMP,
        ("data", 2, FieldDescriptorProto.TYPE_BYTES),
        ("format", 3, FieldDescriptorProto.TYPE_STRING),
        ("frame_id", 4, FieldDescriptorProto.TYPE_STRING),
    ),
    RAW_IMAGE: (
        _TIMESTAMP,
        ("width", 2, FieldDescriptorProto.TYPE_FIXED32),
        ("height", 3, FieldDescriptorProto.TYPE_FIXED32),
        ("encoding", 4, FieldDescriptorProto.TYPE_STRING),
        ("step", 5, FieldDescriptorProto.TYPE_FIXED32),
        ("data", 6, FieldDescriptorProto.TYPE_BYTES),
        ("frame_id", 7, FieldDescriptorProto.TYPE_STRING),
    ),
}


@cache
def foxglove_class(name: str) -> type[RawMessage]:
    """Return protobuf's class of `COMPRESSED_IMAGE` or `RAW_IMAGE`, of a descriptor pool of its own."""
    pool = descriptor_pool.DescriptorPool()
    for file in _files(name):
        pool.AddSerializedFile(file.SerializeToString())
    return message_factory.GetMessageClass(pool.FindMessageTypeByName(name))


@cache
def foxglove_schema(name: str) -> bytes:
    """Return the schema of one of these messages: a ``FileDescriptorSet`` of all that it needs."""
    return FileDescriptorSet(file=_files(name)).SerializeToString(deterministic=True)


def _files(name: str) -> list[FileDescriptorProto]:
    timestamp = FileDescriptorProto()
    timestamp.ParseFromString(timestamp_pb2.DESCRIPTOR.serialized_pb)
    package, _, message = name.partition(".")
    file = FileDescriptorProto(
        name=f"{package}/{message}.proto", package=package, syntax="proto3", dependency=[timestamp.name]
    )
    target = file.message_type.add(name=message)
    for field, number, kind in _FIELDS[name]:
        made = target.field.add(name=field, number=number, type=kind, label=FieldDescriptorProto.LABEL_OPTIONAL)
        if kind == FieldDescriptorProto.TYPE_MESSAGE:
            made.type_name = ".google.protobuf.Timestamp"
    return [timestamp, file]
