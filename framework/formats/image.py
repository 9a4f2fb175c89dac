"""The image type of MediaPipe's newer calculators (MediaPipe `framework/formats/image.h`)."""

from __future__ import annotations

from backedge.formats._pixels import Pixels


class Image(Pixels):
    """An image wherever it is stored (``mediapipe::Image``); here always on the CPU.

    The same surface as `ImageFrame` and a type of its own: a stream takes one or the other.
    """

    __slots__ = ()
