"""Pixels of a picture as readers of plain arrays expect them: colours red first."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.formats.image import Pixels
from backedge.formats.image_format import ImageFormat


def red_first_pixels(picture: Pixels) -> NDArray[Any]:
    """Return the pixels of an `ImageFrame` or `Image`, read-only; they are its own array unless it is blue first.

    Returns:
        (height, width, 3) red, green, blue; (height, width, 4) with alpha last; (height, width) grey; or the numbers of
        a picture that has no colours, in as many channels. Of the picture's dtype.

    Raises:
        PacketTypeError: the picture has colours, but not red, green and blue.
    """
    picture_format = picture.format
    if picture_format == ImageFormat.SBGRA:
        reordered: NDArray[Any] = picture.data[..., [2, 1, 0, 3]]
        reordered.flags.writeable = False
        return reordered
    if picture_format == ImageFormat.LAB8:
        cls = type(picture).__name__
        raise PacketTypeError(f"{picture!r} has no red, green and blue; read it as {cls}, or convert it")
    return picture.data
