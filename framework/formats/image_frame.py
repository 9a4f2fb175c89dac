"""The image type of most streams (MediaPipe `framework/formats/image_frame.h`)."""

from __future__ import annotations

from backedge.formats._pixels import Pixels


class ImageFrame(Pixels):
    """An image on the CPU (``mediapipe::ImageFrame``): see `Pixels` for its surface."""

    __slots__ = ()
