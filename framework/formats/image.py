"""Images: the two types that streams carry, and their size.

MediaPipe `framework/formats/image_frame.h`, `framework/formats/image.h`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from backedge.errors import PacketTypeError
from backedge.formats.array_protocols import ArrayHolder, array_of
from backedge.formats.array_value import ArrayValue
from backedge.formats.image_format import LAYOUTS, ImageFormat
from backedge.formats.png_picture import png_of

# Of two formats with one layout the first is meant (RGB): reversed, so that it is written last.
_INFERRED: Final[dict[tuple[np.dtype[Any], int], ImageFormat]] = {
    layout: image_format for image_format, layout in reversed(LAYOUTS.items())
}
_set: Final = object.__setattr__

ImageSize: TypeAlias = tuple[int, int]
"""(width, height) in pixels, as MediaPipe's graphs pass it around (``std::pair<int, int>``)."""


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)
class Pixels(ArrayHolder, ArrayValue):
    """Base of `ImageFrame` and `Image`: interleaved pixels, read-only. The caller's array is viewed, not copied.

    Other libraries take an image for the array of its pixels, and share its memory; a notebook shows it.

    Attributes:
        data: (height, width) for one channel, else (height, width, channels). The values of a row
            lie side by side in memory; rows may be padded.
        format: how to read `data`.
    """

    data: NDArray[Any]
    format: ImageFormat

    def __init__(self, data: ArrayLike, format: ImageFormat | None = None) -> None:  # noqa: A002 - named as the attribute is
        """View `data` as an image.

        Args:
            data: (height, width) or (height, width, channels), at least one pixel: uint8 or uint16
                of 1, 3 or 4 channels, or float32 of 1, 2 or 4. An array, or what libraries take for one: an
                image of Pillow, a tensor on the CPU. Copied only where the values of a row are not side by
                side (such as ``bgr[..., ::-1]``).
            format: how to read it; None takes the RGB or grey format of that type and number of
                channels.

        Raises:
            PacketTypeError: no format, or not the given one, has pixels of this type and shape.
        """
        array = array_of(type(self).__name__, data)
        # A one-channel image has one spelling only, so that no reader has to handle two.
        view = array[:, :, 0] if array.shape[2:] == (1,) else array.view()
        ndim = view.ndim
        layout = (view.dtype, view.shape[2] if ndim == 3 else 1)
        inferred = _INFERRED.get(layout)
        if inferred is None or ndim not in (2, 3) or not view.size:
            raise PacketTypeError(_unsupported(type(self).__name__, array))
        if format is not None and format != inferred and LAYOUTS.get(format) != layout:
            raise PacketTypeError(_mismatch(type(self).__name__, array, format))
        if not view.flags.c_contiguous and not _rows_contiguous(view):
            view = view.copy()
        view.flags.writeable = False
        _set(self, "data", view)
        _set(self, "format", inferred if format is None else format)

    @property
    def width(self) -> int:
        """Pixels in a row."""
        return int(self.data.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.data.shape[0])

    @property
    def channels(self) -> int:
        """Values in a pixel."""
        return int(self.data.shape[2]) if self.data.ndim == 3 else 1

    def numpy_view(self) -> NDArray[Any]:
        """Return the pixels, read-only: the same array as `data`."""
        return self.data

    def to_dict(self) -> dict[str, Any]:
        """Format and size; the pixels are left out."""
        return {"format": self.format.name, "width": self.width, "height": self.height}

    def _repr_png_(self) -> bytes | None:
        """The picture that a notebook shows."""
        return png_of(self.data, self.format)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.width}x{self.height} {self.format.name})"


class ImageFrame(Pixels):
    """An image on the CPU, what most streams carry (``mediapipe::ImageFrame``): see `Pixels` for its surface."""

    __slots__ = ()


class Image(Pixels):
    """An image wherever it is stored (``mediapipe::Image``), what MediaPipe's newer calculators take.

    Here it is always on the CPU. It has the surface of `ImageFrame` and is a type of its own: a stream takes one or
    the other.
    """

    __slots__ = ()


def _rows_contiguous(view: NDArray[Any]) -> bool:
    pixel = view.strides[2] * view.shape[2] if view.ndim == 3 else view.itemsize
    return view.strides[-1] == view.itemsize and view.strides[1] == pixel and view.strides[0] >= pixel * view.shape[1]


def _unsupported(owner: str, array: NDArray[Any]) -> str:
    what = f"{owner}: no image format has {array.dtype} pixels of shape {array.shape}"
    if not array.size:
        return f"{what}; an image needs at least one pixel"
    if array.ndim == 3 and array.shape[0] in (1, 3, 4) and array.shape[2] not in (1, 3, 4):
        what += ", whose channels come first; put them last, as permute(1, 2, 0) or transpose(1, 2, 0) do"
    return (
        f"{what}; give (height, width) or (height, width, channels),"
        " uint8 or uint16 of 1, 3 or 4 channels, or float32 of 1, 2 or 4"
    )


def _mismatch(owner: str, array: NDArray[Any], image_format: ImageFormat) -> str:
    name = ImageFormat(image_format).name
    layout = LAYOUTS.get(image_format)
    if layout is None:
        return f"{owner}: {name} is no format of interleaved pixels; leave `format` out"
    return (
        f"{owner}: {name} takes {layout.dtype} pixels of {layout.channels} channel(s),"
        f" got {array.dtype} of shape {array.shape}; leave `format` out, or convert the pixels"
    )
