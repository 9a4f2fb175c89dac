"""`packet_creator`: packets from Python values."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any, Final, NoReturn, TypeVar

import numpy as np
from google.protobuf.message import Message as ProtoMessage
from numpy.typing import NDArray

from backedge import formats
from backedge.compat.bridge.errors import GraphFailedError, InvalidArgumentError, require_attribute
from backedge.compat.bridge.image_format import ImageFormat
from backedge.compat.bridge.pixels import make_pixels
from backedge.compat.mediapipe.python._framework_bindings._packet_creator import (
    create_bool,
    create_bool_vector,
    create_double,
    create_float,
    create_float_array,
    create_float_vector,
    create_image_vector,
    create_int,
    create_int8,
    create_int16,
    create_int32,
    create_int64,
    create_int_array,
    create_int_vector,
    create_matrix,
    create_packet_vector,
    create_string,
    create_string_to_packet_map,
    create_string_vector,
    create_uint8,
    create_uint16,
    create_uint32,
    create_uint64,
)
from backedge.compat.mediapipe.python._framework_bindings.image import Image
from backedge.compat.mediapipe.python._framework_bindings.image_frame import ImageFrame
from backedge.compat.mediapipe.python._framework_bindings.packet import Packet
from backedge.compat.messages.values import value_of
from backedge.formats.image_format import LAYOUTS

__all__ = [
    "create_bool",
    "create_bool_vector",
    "create_double",
    "create_float",
    "create_float_array",
    "create_float_vector",
    "create_image",
    "create_image_frame",
    "create_image_vector",
    "create_int",
    "create_int8",
    "create_int16",
    "create_int32",
    "create_int64",
    "create_int_array",
    "create_int_vector",
    "create_matrix",
    "create_packet_vector",
    "create_proto",
    "create_proto_vector",
    "create_string",
    "create_string_to_packet_map",
    "create_string_vector",
    "create_uint8",
    "create_uint16",
    "create_uint32",
    "create_uint64",
]

P = TypeVar("P", formats.ImageFrame, formats.Image)


def create_image_frame(
    data: ImageFrame | NDArray[Any], *, image_format: ImageFormat | None = None, copy: bool | None = None
) -> Packet:
    """A packet of an `ImageFrame`.

    Args:
        data: an image, or its pixels as an array (height, width) or (height, width, channels).
        image_format: how to read the pixels.
        copy: whether to copy the pixels; by default those are copied that could still be changed.

    Raises:
        ValueError: the format is missing or another one than the image's, the array is not contiguous although it is
            not to be copied, or its shape is not that of an image.
        AttributeError: `data` is neither.
        TypeError: the array's type of values cannot be converted to the format's without loss.
        RuntimeError: packets cannot be made of the format.
    """
    if isinstance(data, ImageFrame):
        return _share_pixels("create_image_frame", data, image_format, copy)
    return _create_pixels("create_image_frame", formats.ImageFrame, data, image_format, copy)


def create_image(
    data: Image | NDArray[Any], *, image_format: ImageFormat | None = None, copy: bool | None = None
) -> Packet:
    """A packet of an `Image`; everything else is as with `create_image_frame`."""
    if isinstance(data, Image):
        return _share_pixels("create_image", data, image_format, copy)
    return _create_pixels("create_image", formats.Image, data, image_format, copy)


def create_proto(proto_message: ProtoMessage) -> Packet:
    """A packet of a protobuf message.

    Args:
        proto_message: a message of the modules in `backedge.compat.mediapipe.framework`, or one of the same name from
            anywhere else; copied.

    Raises:
        AttributeError: it is not a message.
        RuntimeError: no message of that name has been declared.
        EncodeError: a required field is not set.
    """
    require_attribute("create_proto", "a protobuf message", proto_message, "DESCRIPTOR")
    try:
        return Packet.of(value_of(proto_message))
    except GraphFailedError as error:
        raise GraphFailedError(f"create_proto(): {error}") from error


def create_proto_vector(message_list: Sequence[ProtoMessage]) -> NoReturn:
    """Refuses, as MediaPipe does: a list of messages can be read from a packet, but not put into one.

    Raises:
        NotImplementedError: always.
    """
    raise NotImplementedError("MediaPipe makes no packets of lists of messages, and this function exists to say so")


_PACKET_FORMATS: Final = (
    ImageFormat.SRGB,
    ImageFormat.SRGBA,
    ImageFormat.GRAY8,
    ImageFormat.GRAY16,
    ImageFormat.SRGB48,
    ImageFormat.SRGBA64,
    ImageFormat.VEC32F1,
    ImageFormat.VEC32F2,
    ImageFormat.VEC32F4,
)


def _share_pixels(
    function: str, data: ImageFrame | Image, image_format: ImageFormat | None, copy: bool | None
) -> Packet:
    """A packet of an image that is there; its pixels cannot be changed, so that they need not be copied."""
    if image_format is not None and data.image_format != image_format:
        raise InvalidArgumentError(f"{function}(): the image is {data.image_format.name}, not {image_format.name}")
    if copy is not None and not copy:
        raise InvalidArgumentError(f"{function}(): copy=False is for arrays; leave it out")
    return Packet.of(data.content)


def _create_pixels(
    function: str, kind: type[P], data: Any, image_format: ImageFormat | None, copy: bool | None
) -> Packet:
    if image_format is None:
        raise InvalidArgumentError(f"{function}() needs an image_format for pixels")
    require_attribute(function, "an image or an array", data, "flags")
    if copy is None:
        copy = bool(data.flags.writeable)
    if not copy and not data.flags.c_contiguous:
        raise InvalidArgumentError(f"{function}() has to copy pixels that are not contiguous; leave copy=False out")
    if not copy and data.flags.writeable:
        warnings.warn("the array can still be changed, and the packet with it", RuntimeWarning, stacklevel=3)
    if image_format not in _PACKET_FORMATS:
        raise GraphFailedError(f"{function}() makes no packets of {image_format!r} pixels")
    pixels = data.astype(LAYOUTS[formats.ImageFormat(image_format)].dtype, casting="safe", copy=copy)
    return Packet.of(make_pixels(function, kind, image_format, np.ascontiguousarray(pixels)))
