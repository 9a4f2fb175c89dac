"""OpenCvVideoDecoderCalculator: MediaPipe's reader of video files."""

from __future__ import annotations

from backedge.authoring import Output, SideInput, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.media.frame_source import FrameSourceCalculator
from backedge.formats import ImageFrame
from backedge.timestamp import PRESTREAM


@register
class OpenCvVideoDecoderCalculator(FrameSourceCalculator):
    """Reads a video file from beginning to end, as VideoFileSourceCalculator does, with MediaPipe's ports.

    Where MediaPipe drops a frame whose time does not rise, it is stamped one frame's duration after the one before.
    Audio is left out.

    Side packets:
        INPUT_FILE_PATH: str.
    Outputs:
        VIDEO: ImageFrame, SRGB, at the container's timestamps in microseconds.
        VIDEO_PRESTREAM: VideoHeader, optional; one packet at PreStream.

    Example::

        node {
          calculator: "OpenCvVideoDecoderCalculator"
          input_side_packet: "INPUT_FILE_PATH:input_video_path"
          output_stream: "VIDEO:input_video"
          output_stream: "VIDEO_PRESTREAM:input_video_header"
        }
    """

    sends_in_open = True

    input_file_path = SideInput[str]("INPUT_FILE_PATH")
    video = Output[ImageFrame]("VIDEO")
    header = Output[VideoHeader]("VIDEO_PRESTREAM", optional=True)

    def open(self) -> None:
        from backedge.calculators.media.video_reader import VideoReader

        reader = VideoReader(self.input_file_path.value)
        self.header.send(reader.header, PRESTREAM)
        self.header.close()
        self.start(reader, self.video)
