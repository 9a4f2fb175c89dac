"""Images that programs give to solutions, checked as MediaPipe checks them.

Its sentence comes first, because programs look for it; what was found follows.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.compat.bridge.errors import ArgumentTypeError, InvalidArgumentError, require_attribute

RGB_CHANNELS: Final = 3


def require_rgb(solution: str, image: Any) -> None:
    """Check that an image has three channels.

    Raises:
        AttributeError: it is not an array.
        IndexError: it is an array of fewer than three dimensions.
        ValueError: it has another number of channels.
    """
    require_attribute(f"{solution}.process", "an RGB image as a numpy array", image, "shape")
    if len(image.shape) < 3:
        raise IndexError(_takes(solution, image))
    if image.shape[2] != RGB_CHANNELS:
        raise InvalidArgumentError(_takes(solution, image))


def rgb_pixels(solution: str, image: Any) -> NDArray[np.uint8]:
    """The pixels of an image, as a contiguous array; copied only where they are not one.

    Raises:
        AttributeError: it is not an array.
        IndexError: it is an array of fewer than three dimensions.
        ValueError: it has not three channels, more than three dimensions, or no pixels.
        TypeError: its values cannot be uint8 without loss.
    """
    require_rgb(solution, image)
    require_attribute(f"{solution}.process", "an RGB image as a numpy array", image, "flags")
    if image.dtype != np.uint8 and not np.can_cast(image.dtype, np.uint8, "safe"):
        raise ArgumentTypeError(f"{solution}.process() takes an image of uint8, not {image.dtype}")
    if image.ndim != 3 or not image.size:
        raise InvalidArgumentError(_takes(solution, image))
    return np.ascontiguousarray(image, np.uint8)


def _takes(solution: str, image: Any) -> str:
    return (
        f"Input image must contain three channel rgb data. {solution}.process() takes an RGB image of shape "
        f"(height, width, 3), not {image.shape}"
    )
