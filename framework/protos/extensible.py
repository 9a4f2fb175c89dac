"""Messages that hold messages of types they do not know: `Any` and MediaPipe's extension points."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from backedge.protos.field_types import Raw, RawMessage
from backedge.protos.message import Message, field


class AnyValue(Message, name="google.protobuf.Any"):
    """A serialized message and the name of its type."""

    type_url: str = field(1)
    value: bytes = field(2)


class CalculatorOptions(Message, name="mediapipe.CalculatorOptions", extensible_from=20_000):
    """Extension point for the options of calculators."""

    merge_fields: bool | None = field(1)


class MediaPipeOptions(Message, name="mediapipe.MediaPipeOptions", extensible_from=20_000):
    """Extension point for the options of graphs, executors, stream handlers and status handlers."""


class PacketGeneratorOptions(Message, name="mediapipe.PacketGeneratorOptions", extensible_from=20_000):
    """Extension point for the options of packet generators."""

    merge_fields: bool = field(1, default=True)


class PacketFactoryOptions(Message, name="mediapipe.PacketFactoryOptions", extensible_from=20_000):
    """Extension point for the options of packet factories."""


AnyMessage: TypeAlias = Annotated[RawMessage, Raw("google.protobuf.Any")]
CalculatorOptionsMessage: TypeAlias = Annotated[RawMessage, Raw("mediapipe.CalculatorOptions")]
MediaPipeOptionsMessage: TypeAlias = Annotated[RawMessage, Raw("mediapipe.MediaPipeOptions")]
PacketGeneratorOptionsMessage: TypeAlias = Annotated[RawMessage, Raw("mediapipe.PacketGeneratorOptions")]
PacketFactoryOptionsMessage: TypeAlias = Annotated[RawMessage, Raw("mediapipe.PacketFactoryOptions")]
