"""The common base of MediaPipe's `ImageFrame` and `Image` in Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Final, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.errors import ArgumentTypeError, GraphFailedError, InvalidArgumentError, require_kind
from backedge.compat.bridge.image_format import ImageFormat
from backedge.formats import Image, ImageFrame
from backedge.formats import ImageFormat as FormatNumber
from backedge.formats.image_format import LAYOUTS

P = TypeVar("P", ImageFrame, Image)

_OF_UINT8: Final = (ImageFormat.GRAY8, ImageFormat.SRGB, ImageFormat.SRGBA)
_OF_UINT16: Final = (ImageFormat.GRAY16, ImageFormat.SRGB48, ImageFormat.SRGBA64)
_OF_FLOAT: Final = (ImageFormat.VEC32F1, ImageFormat.VEC32F2)


class PixelContainer(Generic[P]):
    """Pixels that cannot be written.

    Args:
        image_format: how to read `data`: of uint8 GRAY8, SRGB or SRGBA, of uint16 GRAY16, SRGB48 or SRGBA64, of
            float32 VEC32F1 or VEC32F2.
        data: (height, width) for one channel, else (height, width, channels); contiguous. Copied.

    Attributes:
        content: the image that packets hold.

    Raises:
        TypeError: `data` is not such an array.
        RuntimeError: the format is not one of its type of values.
        ValueError: its shape is not that of an image of the format.
    """

    formats: ClassVar[dict[Any, tuple[ImageFormat, ...]]] = {
        np.dtype(np.uint8): _OF_UINT8,
        np.dtype(np.uint16): _OF_UINT16,
        np.dtype(np.float32): _OF_FLOAT,
    }
    kind: type[P]
    content: P

    def __init__(self, image_format: ImageFormat, data: NDArray[Any]) -> None:
        name = type(self).__name__
        require_kind(name, "an ImageFormat", image_format, ImageFormat)
        require_kind(name, "a contiguous array", data, np.ndarray)
        if data.dtype not in self.formats or not data.flags.c_contiguous:
            raise ArgumentTypeError(f"{name}() takes contiguous uint8, uint16 or float32, not this {data.dtype} array")
        allowed = self.formats[data.dtype]
        if image_format not in allowed:
            names = ", ".join(choice.name for choice in allowed)
            raise GraphFailedError(f"{name}() takes {data.dtype} pixels as one of {names}, not {image_format.name}")
        self.content = make_pixels(name, self.kind, image_format, data.copy())

    @classmethod
    def of(cls, content: P) -> Self:
        """Wrap what a packet holds, for Python; nothing is copied."""
        made = cls.__new__(cls)
        made.content = content
        return made

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return self.content.width

    @property
    def height(self) -> int:
        """Rows."""
        return self.content.height

    @property
    def channels(self) -> int:
        """Values in a pixel."""
        return self.content.channels

    @property
    def image_format(self) -> ImageFormat:
        """The layout of the pixels."""
        return ImageFormat(int(self.content.format))

    def numpy_view(self) -> NDArray[Any]:
        """The pixels as a contiguous array that cannot be written: (height, width) or (height, width, channels)."""
        data = np.ascontiguousarray(self.content.data)
        data.flags.writeable = False
        return data

    def __getitem__(self, position: Sequence[int]) -> int | float:
        """One value, at (row, column, channel), or (row, column) where there is one channel.

        Raises:
            TypeError: the position is not a sequence of ints.
            IndexError: it has too many or too few of them, or is outside the image.
        """
        name = f"{type(self).__name__}.__getitem__"
        require_kind(name, "(row, column, channel)", position, Sequence)
        for axis in position:
            require_kind(name, "ints", axis, (int, np.integer))
        data = self.content.data
        if len(position) != data.ndim:
            raise IndexError(f"an image of shape {data.shape} takes {data.ndim} numbers, not {len(position)}")
        if any(not 0 <= axis < length for axis, length in zip(position, data.shape, strict=True)):
            raise IndexError(f"{tuple(position)} is outside an image of shape {data.shape}")
        value: int | float = data[tuple(position)].item()
        return value

    def is_contiguous(self) -> bool:
        """Tell whether the rows lie side by side in memory."""
        return bool(self.content.data.flags.c_contiguous)

    def is_empty(self) -> bool:
        """Tell whether there are no pixels; an image always has some."""
        return self.content.data.size == 0

    def is_aligned(self, alignment_boundary: int) -> bool:
        """Tell whether every row begins at a multiple of `alignment_boundary` bytes.

        Raises:
            ValueError: that is not 1 or another power of 2.
        """
        if alignment_boundary <= 0 or alignment_boundary & (alignment_boundary - 1):
            raise InvalidArgumentError(
                f"{type(self).__name__}.is_aligned() takes a power of 2, not {alignment_boundary}"
            )
        data = self.content.data
        return not (data.ctypes.data % alignment_boundary or data.strides[0] % alignment_boundary)


def make_pixels(function: str, kind: type[P], image_format: ImageFormat, data: NDArray[Any]) -> P:
    """An image of ours over `data`, which is not copied.

    Raises:
        ValueError: the shape of `data` is not that of an image of the format.
    """
    channels = LAYOUTS[FormatNumber(image_format)].channels
    found = data.shape[2] if data.ndim == 3 else 1
    if data.ndim not in (2, 3) or found != channels or not data.size:
        wanted = "(height, width)" if channels == 1 else f"(height, width, {channels})"
        raise InvalidArgumentError(
            f"{function}(): {image_format.name} takes pixels of shape {wanted}, not {data.shape}"
        )
    return kind(data, FormatNumber(image_format))
