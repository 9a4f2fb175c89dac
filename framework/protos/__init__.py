"""Protobuf messages declared as dataclasses: no .proto files, no generated code."""

from backedge.protos.codec import decode, encode
from backedge.protos.extensible import AnyMessage, CalculatorOptionsMessage, MediaPipeOptionsMessage
from backedge.protos.field_types import Double, Int64, Raw, RawMessage, SInt32, UInt32, UInt64
from backedge.protos.message import Message, field
from backedge.protos.message_registry import ensure_registered
from backedge.protos.origin import FixedOrigin, Origin
from backedge.protos.pool import message_class
from backedge.protos.value_limits import Range

__all__ = [
    "AnyMessage",
    "CalculatorOptionsMessage",
    "Double",
    "FixedOrigin",
    "Int64",
    "MediaPipeOptionsMessage",
    "Message",
    "Origin",
    "Range",
    "Raw",
    "RawMessage",
    "SInt32",
    "UInt32",
    "UInt64",
    "decode",
    "encode",
    "ensure_registered",
    "field",
    "message_class",
]
