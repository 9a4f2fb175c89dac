"""Images as programs have them, taken for frames."""

from __future__ import annotations

from typing import Any, Final, Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame
from backedge.formats.array_protocols import speaks_for_an_array

_FORMATS: Final = (ImageFormat.SRGB, ImageFormat.SRGBA, ImageFormat.GRAY8)


class ArrayInterface(Protocol):
    """What numpy reads the images of Pillow by."""

    @property
    def __array_interface__(self) -> dict[str, Any]: ...


class ArrayMethod(Protocol):
    """What numpy reads tensors on the CPU by."""

    def __array__(self) -> NDArray[Any]: ...


GivenImage: TypeAlias = NDArray[np.uint8] | ArrayInterface | ArrayMethod | memoryview
"""uint8 (height, width, 3) RGB, (height, width, 4) RGBA or (height, width) grey: an array, an ImageFrame or Image, an
image of Pillow, a tensor of torch on the CPU, or what else numpy takes for an array."""


def as_frame(image: GivenImage) -> ImageFrame:
    """View an image as a frame.

    Raises:
        PacketTypeError: it is no image of uint8 RGB, RGBA or grey.
    """
    if not speaks_for_an_array(image):
        raise PacketTypeError(f"expected an image as a numpy array, found {type(image).__name__}")
    given: Any = image
    frame = ImageFrame(given.data, given.format) if isinstance(given, ImageFrame | Image) else ImageFrame(given)
    if frame.format not in _FORMATS:
        raise PacketTypeError(
            f"expected an image of uint8 (height, width, 3) RGB, found {frame.data.dtype} of shape {frame.data.shape}"
            f" ({frame.format.name}); {_cure(frame)}"
        )
    return frame


def _cure(frame: ImageFrame) -> str:
    if frame.data.dtype == np.uint8:
        return "convert its colours to RGB"
    return "scale its values to 0..255 and convert it with astype(np.uint8)"
