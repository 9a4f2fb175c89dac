"""VideoHeader: what is known of a video before its first frame."""

from __future__ import annotations

from dataclasses import dataclass

from backedge.formats import ImageFormat


@dataclass(frozen=True, slots=True)
class VideoHeader:
    """Header of a stream of frames (MediaPipe `framework/formats/video_stream_header.h`).

    Attributes:
        format: of the frames; None where it is not known.
        width: of the frames, in pixels.
        height: likewise.
        duration: in seconds.
        frame_rate: frames a second.
    """

    format: ImageFormat | None = None
    width: int = 0
    height: int = 0
    duration: float = 0.0
    frame_rate: float = 0.0
