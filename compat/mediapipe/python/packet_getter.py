"""`packet_getter`: the values of packets, for Python."""

from __future__ import annotations

from google.protobuf.message import Message as ProtoMessage

from backedge.compat.bridge.containers import DETECTION_LIST
from backedge.compat.bridge.errors import GraphFailedError, InvalidArgumentError
from backedge.compat.mediapipe.python._framework_bindings._packet_getter import (
    get_bool,
    get_bool_list,
    get_bytes,
    get_float,
    get_float_list,
    get_image,
    get_image_frame,
    get_image_list,
    get_int,
    get_int_list,
    get_matrix,
    get_packet_list,
    get_str,
    get_str_list,
    get_str_to_packet_dict,
    get_uint,
)
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet, require_packet
from backedge.compat.messages.values import message_of

__all__ = [
    "get_bool",
    "get_bool_list",
    "get_bytes",
    "get_float",
    "get_float_list",
    "get_image",
    "get_image_frame",
    "get_image_list",
    "get_int",
    "get_int_list",
    "get_matrix",
    "get_packet_list",
    "get_proto",
    "get_proto_list",
    "get_str",
    "get_str_list",
    "get_str_to_packet_dict",
    "get_uint",
]


def get_proto(packet: Packet) -> ProtoMessage:
    """The protobuf message in a packet, or the one that stands for the value in it; a new one each time.

    Raises:
        ValueError: the packet holds something that is not a message.
        RuntimeError: the packet is empty.
    """
    _require_content("get_proto", packet)
    message = message_of(packet.content)
    if message is None:
        raise InvalidArgumentError(f'get_proto() needs a packet of a message, but the packet holds "{packet.cpp_type}"')
    return message


def get_proto_list(packet: Packet) -> list[ProtoMessage]:
    """The protobuf messages for the items of the list in a packet.

    Raises:
        ValueError: the packet holds something else.
        RuntimeError: the packet is empty.
    """
    _require_content("get_proto_list", packet)
    name = packet.cpp_type
    if isinstance(packet.content, list) and name != DETECTION_LIST:
        messages = [message_of(item) for item in packet.content]
        found = [message for message in messages if message is not None]
        if len(found) == len(messages):
            return found
    raise InvalidArgumentError(f'get_proto_list() needs a packet of a list of messages, but the packet holds "{name}"')


def _require_content(function: str, packet: Packet) -> None:
    if require_packet(function, packet).is_empty():
        raise GraphFailedError(f"{function}() needs a packet of messages, but the packet is empty")
