"""What a reader of a video knows before the first frame, as a header."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backedge.calculators.core.video_header import VideoHeader
from backedge.formats import ImageFormat

if TYPE_CHECKING:
    from backedge.calculators.media.video_reader import VideoReader


def video_header(reader: VideoReader) -> VideoHeader:
    """The header of the stream of its frames; the duration is 0 where the file does not say how many there are."""
    duration = (reader.frame_count or 0) / reader.fps
    return VideoHeader(ImageFormat.SRGB, reader.width, reader.height, duration, reader.fps)
