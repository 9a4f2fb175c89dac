"""Pictures in files: decoded by OpenCV, without what a damaged one would make it do."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_PNG_LENGTH: Final = 4  # bytes in which the length of a piece is told
_AROUND_PNG_PIECE: Final = 12  # bytes of its length, kind and checksum


def decode_file_content(encoded: bytes, flags: int) -> NDArray[Any] | None:
    """Decode the content of a file as `cv2.imdecode` does.

    Args:
        encoded: the content.
        flags: ``cv2.IMREAD_…``.

    Returns:
        (height, width) or (height, width, channels), blue first; None if it is no picture that OpenCV can read.

    Raises:
        cv2.error: it is empty, has more pixels than OpenCV may decode, or is damaged.
    """
    import cv2

    if _is_broken_png(encoded):
        return None
    decoded = cv2.imdecode(np.frombuffer(encoded, np.uint8), flags)
    return None if decoded is None else np.asarray(decoded)


def _is_broken_png(encoded: bytes) -> bool:
    """Tell whether a PNG has a piece that is longer than the file: OpenCV makes room for it first, up to 2 GB."""
    if not encoded.startswith(_PNG):
        return False
    start = len(_PNG)
    while start + _PNG_LENGTH <= len(encoded):
        start += int.from_bytes(encoded[start : start + _PNG_LENGTH]) + _AROUND_PNG_PIECE
        if start > len(encoded):
            return True
    return False
