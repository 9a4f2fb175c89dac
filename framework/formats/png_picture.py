"""Images as PNG files in memory, which is how notebooks show them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.dependencies import require
from backedge.formats.image_format import ImageFormat
from backedge.formats.opencv_order import with_red_and_blue_swapped


def png_of(pixels: NDArray[Any], image_format: ImageFormat) -> bytes | None:
    """Encode an image as a PNG file; masks (VEC32F1) as grey, 0..1 being black to white.

    Args:
        pixels: (height, width) or (height, width, channels).
        image_format: how to read them.

    Returns:
        The file's content; None for formats that have no colours to show.

    Raises:
        DependencyError: OpenCV cannot be imported.
    """
    shown = _in_opencv_order(pixels, image_format)
    if shown is None:
        return None
    require("cv2")
    import cv2

    _, content = cv2.imencode(".png", shown)
    return content.tobytes()


def _in_opencv_order(pixels: NDArray[Any], image_format: ImageFormat) -> NDArray[Any] | None:
    match image_format:
        case ImageFormat.VEC32F1:
            grey: NDArray[Any] = np.round(np.clip(np.nan_to_num(pixels), 0, 1) * 255).astype(np.uint8)
            return grey
        case ImageFormat.LAB8 | ImageFormat.VEC32F2 | ImageFormat.VEC32F4:
            return None
        case _:
            return with_red_and_blue_swapped(pixels, image_format)
