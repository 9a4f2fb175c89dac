"""`Image`: an image, wherever it is stored; here always on the CPU."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar, Final

import numpy as np

from backedge.compat.bridge.errors import GraphFailedError, wrong_type
from backedge.compat.bridge.image_format import ImageFormat
from backedge.compat.bridge.pixels import PixelContainer
from backedge.formats import Image as Content

_FORMATS_BY_CHANNELS: Final = {1: ImageFormat.GRAY8, 3: ImageFormat.SRGB, 4: ImageFormat.SRGBA}


class Image(PixelContainer[Content]):
    """An image: see `PixelContainer`; of float32 it may have VEC32F4 too."""

    kind = Content
    formats: ClassVar = {
        **PixelContainer.formats,
        np.dtype(np.float32): (ImageFormat.VEC32F1, ImageFormat.VEC32F2, ImageFormat.VEC32F4),
    }

    @staticmethod
    def create_from_file(file_name: str) -> Image:
        """The image in a file: grey, RGB or RGBA as the file has it, of 8 bits; a rotation tag (EXIF) is not applied.

        Raises:
            TypeError: `file_name` is no str.
            RuntimeError: there is no such file, or it is no image that OpenCV knows.
        """
        if not isinstance(file_name, str):
            raise wrong_type("Image.create_from_file", "a str", file_name)
        import cv2

        from backedge.calculators.media.opencv import quiet_opencv

        path = Path(file_name)
        if not path.is_file():
            raise GraphFailedError(f"{file_name}: there is no such image file")
        with quiet_opencv():
            # Decoded from memory, because OpenCV opens no file of a name with accents on Windows.
            pixels = cv2.imdecode(np.frombuffer(path.read_bytes(), np.uint8), cv2.IMREAD_UNCHANGED)
        channels = 0 if pixels is None else pixels.shape[2] if pixels.ndim == 3 else 1
        if pixels is None or channels not in _FORMATS_BY_CHANNELS or pixels.dtype not in (np.uint8, np.uint16):
            raise GraphFailedError(f"{file_name}: cannot be decoded as an image of 1, 3 or 4 channels of 8 or 16 bits")
        if pixels.dtype == np.uint16:
            pixels = (pixels >> 8).astype(np.uint8)
        if channels > 1:
            pixels = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB if channels == 3 else cv2.COLOR_BGRA2RGBA)
        return Image(_FORMATS_BY_CHANNELS[channels], np.asarray(pixels))

    @property
    def step(self) -> int:
        """Bytes from one row to the next."""
        return int(self.content.data.strides[0])

    def uses_gpu(self) -> bool:
        """Whether the pixels are on a GPU: never."""
        return False
