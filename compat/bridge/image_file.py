"""Image files as `Image.create_from_file` reads them: with the channels that the file has."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.errors import GraphFailedError
from backedge.compat.bridge.image_format import ImageFormat
from backedge.dependencies import require
from backedge.formats.encoded_pictures import decode_file_content

_FORMATS: Final = {1: ImageFormat.GRAY8, 3: ImageFormat.SRGB, 4: ImageFormat.SRGBA}


def read_image_file(function: str, path: Path) -> tuple[ImageFormat, NDArray[np.uint8]]:
    """The pixels of an image file, of 16 bits the upper eight; a rotation tag (EXIF) is not applied.

    Returns:
        The format, and an array (height, width) of grey, or (height, width, 3 or 4) of RGB or RGBA.

    Raises:
        RuntimeError: there is no such file, or it is not an image that OpenCV knows.
    """
    require("cv2")
    import cv2

    from backedge.calculators.media.opencv import quiet_opencv

    try:
        with quiet_opencv():
            # Decoded from memory, because OpenCV opens no file of a name with accents on Windows.
            pixels: Any = decode_file_content(path.read_bytes(), cv2.IMREAD_UNCHANGED)
    except OSError as error:
        raise GraphFailedError(f"{function}(): {path} cannot be read: {error.strerror or error}") from error
    except cv2.error as error:  # an empty file
        raise GraphFailedError(f"{function}(): {path} holds no image") from error
    if pixels is None or pixels.dtype not in (np.uint8, np.uint16):
        raise GraphFailedError(f"{function}(): {path} cannot be decoded as an image of 8 or 16 bits")
    if pixels.dtype == np.uint16:
        pixels = (pixels >> 8).astype(np.uint8)
    channels = pixels.shape[2] if pixels.ndim == 3 else 1
    if channels > 1:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGBA)
    return _FORMATS[channels], pixels
