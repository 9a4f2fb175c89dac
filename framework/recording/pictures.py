"""Pictures as the content of files: PNG, which keeps every bit, or JPEG where that is asked for.

PNG has 8 and 16 bits for 1, 3 and 4 channels. Numbers that it lacks (float32 formats) are kept as they are in memory,
little endian.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.dependencies import require
from backedge.errors import ResourceError
from backedge.formats import ImageFormat
from backedge.formats.encoded_pictures import decode_file_content
from backedge.formats.image import Pixels
from backedge.formats.image_format import LAYOUTS
from backedge.formats.opencv_order import with_red_and_blue_swapped

PNG: Final = "png"
JPEG: Final = "jpeg"
RAW: Final = "raw"

_FOR_JPEG: Final = (ImageFormat.SRGB, ImageFormat.GRAY8)


class PictureContent(NamedTuple):
    """A picture's content.

    Attributes:
        codec: `PNG`, `JPEG` or `RAW`.
        data: the file's content, or the numbers row by row.
    """

    codec: str
    data: bytes


def encode_picture(picture: Pixels, jpeg_quality: int | None = None) -> PictureContent:
    """Encode a picture.

    Args:
        picture: the picture.
        jpeg_quality: 1 to 100: how good the pictures are to be that JPEG can hold (SRGB, GRAY8); None to lose nothing.
    """
    if LAYOUTS[picture.format].dtype.kind == "f":
        return PictureContent(RAW, np.ascontiguousarray(picture.data, "<f4").tobytes())
    require("cv2")
    import cv2

    shown = with_red_and_blue_swapped(picture.data, picture.format)
    if jpeg_quality is not None and picture.format in _FOR_JPEG:
        _, content = cv2.imencode(".jpg", shown, [cv2.IMWRITE_JPEG_QUALITY, jpeg_quality])
        return PictureContent(JPEG, content.tobytes())
    _, content = cv2.imencode(".png", shown)
    return PictureContent(PNG, content.tobytes())


def decode_picture(content: bytes, image_format: ImageFormat) -> NDArray[Any]:
    """The pixels of a picture that was encoded as PNG or JPEG.

    Raises:
        ResourceError: it is damaged, or its pixels are not of that format.
    """
    require("cv2")
    import cv2

    pixels = decode_file_content(content, cv2.IMREAD_UNCHANGED) if content else None
    layout = LAYOUTS[image_format]
    if pixels is None or pixels.dtype != layout.dtype or (pixels.shape[2:] or (1,)) != (layout.channels,):
        raise ResourceError(f"a picture is damaged: it is not {image_format.name}")
    return with_red_and_blue_swapped(pixels, image_format)


def raw_pixels(data: bytes, image_format: ImageFormat, height: int, width: int) -> NDArray[Any]:
    """The pixels of a picture that was kept as it was in memory.

    Raises:
        ResourceError: there are fewer or more of them.
    """
    layout = LAYOUTS[image_format]
    shape = (height, width) if layout.channels == 1 else (height, width, layout.channels)
    values: NDArray[Any] = np.frombuffer(data, layout.dtype.newbyteorder("<")).astype(layout.dtype, copy=False)
    if values.size != int(np.prod(shape)):
        raise ResourceError(f"a picture is damaged: {values.size} numbers are not {width}x{height} {image_format.name}")
    return values.reshape(shape)
