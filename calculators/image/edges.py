"""Luminance and edges, as MediaPipe's shaders compute them (`luminance_calculator.cc`, `sobel_edges_calculator.cc`)."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError

_LUMINANCE: Final = np.array([0.2125, 0.7154, 0.0721], np.float32)


def luminance(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Make all three colours as bright as the pixel is.

    Args:
        pixels: uint8 (height, width, 3 or 4); a fourth channel stays.

    Raises:
        PacketTypeError: pixels of another kind.
    """
    _require_colors(pixels)
    result = np.array(pixels, np.uint8)
    result[..., :3] = np.rint(pixels[..., :3] @ _LUMINANCE)[..., None]
    return result


def sobel_edges(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Make each pixel as bright as the slope of the first channel there; at the border it goes on as it is.

    Args:
        pixels: uint8 (height, width, 3 or 4); a fourth channel becomes 255.

    Raises:
        PacketTypeError: pixels of another kind.
    """
    _require_colors(pixels)
    first = np.ascontiguousarray(pixels[..., 0])
    across = cv2.Sobel(first, cv2.CV_32F, 1, 0, borderType=cv2.BORDER_REPLICATE)
    down = cv2.Sobel(first, cv2.CV_32F, 0, 1, borderType=cv2.BORDER_REPLICATE)
    result = np.full(pixels.shape, 255, np.uint8)
    result[..., :3] = np.rint(np.minimum(np.hypot(across, down), 255))[..., None]
    return result


def _require_colors(pixels: NDArray[Any]) -> None:
    if pixels.dtype != np.uint8 or pixels.shape[2:] not in ((3,), (4,)):
        raise PacketTypeError(f"SRGB or SRGBA is needed, found {pixels.dtype} of shape {pixels.shape}")
