"""Configs of packet factories, packet generators, status handlers and input collections, which calculators replaced."""

from __future__ import annotations

from enum import IntEnum

from backedge.protos import Message, field
from backedge.protos.extensible import (
    MediaPipeOptionsMessage,
    PacketFactoryOptionsMessage,
    PacketGeneratorOptionsMessage,
)

__all__ = [
    "InputCollection",
    "InputCollectionSet",
    "InputType",
    "PacketFactoryConfig",
    "PacketGeneratorConfig",
    "PacketManagerConfig",
    "StatusHandlerConfig",
]


class PacketFactoryConfig(Message, name="mediapipe.PacketFactoryConfig"):
    """Makes a side packet from options alone."""

    packet_factory: str = field(1)
    output_side_packet: str = field(2)
    options: PacketFactoryOptionsMessage | None = field(3)
    external_output: str = field(1002)


class PacketManagerConfig(Message, name="mediapipe.PacketManagerConfig"):
    """A list of packet factories."""

    packet: tuple[PacketFactoryConfig, ...] = field(1)


class PacketGeneratorConfig(Message, name="mediapipe.PacketGeneratorConfig"):
    """Makes side packets from side packets."""

    packet_generator: str = field(1)
    input_side_packet: tuple[str, ...] = field(2)
    output_side_packet: tuple[str, ...] = field(3)
    options: PacketGeneratorOptionsMessage | None = field(4)
    external_input: tuple[str, ...] = field(1002)
    external_output: tuple[str, ...] = field(1003)


class StatusHandlerConfig(Message, name="mediapipe.StatusHandlerConfig"):
    """Is called with the status of a run."""

    status_handler: str = field(1)
    input_side_packet: tuple[str, ...] = field(2)
    options: MediaPipeOptionsMessage | None = field(3)
    external_input: tuple[str, ...] = field(1002)


class InputType(IntEnum):
    """Format of an input collection's file."""

    UNKNOWN = 0
    RECORDIO = 1
    FOREIGN_RECORDIO = 2
    FOREIGN_CSV_TEXT = 3
    INVALID_UPPER_BOUND = 4


class InputCollection(Message, name="mediapipe.InputCollection"):
    """Names a file of packets; no engine reads it."""

    name: str = field(1)
    side_packet_name: tuple[str, ...] = field(2)
    input_type: InputType = field(3)
    file_name: str = field(4)
    external_input_name: tuple[str, ...] = field(1002)


class InputCollectionSet(Message, name="mediapipe.InputCollectionSet"):
    """Input collections."""

    input_collection: tuple[InputCollection, ...] = field(1)
