"""`Image`: an image, wherever it is stored; here always on the CPU."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from backedge.compat.bridge.errors import require_kind
from backedge.compat.bridge.image_file import read_image_file
from backedge.compat.bridge.image_format import ImageFormat
from backedge.compat.bridge.pixels import PixelContainer
from backedge.formats import Image as Content


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
            TypeError: `file_name` is not a str.
            RuntimeError: there is no such file, or it is not an image that OpenCV knows.
        """
        function = "Image.create_from_file"
        require_kind(function, "a str", file_name, str)
        return Image(*read_image_file(function, Path(file_name)))

    @property
    def step(self) -> int:
        """Bytes from one row to the next."""
        return int(self.content.data.strides[0])

    def uses_gpu(self) -> bool:
        """Tell whether the pixels are on a GPU: never."""
        return False
