"""OpenCvVideoDecoderCalculator: MediaPipe's reader of video files."""

from __future__ import annotations

from backedge.authoring import Calculator, Output, SideInput, register
from backedge.calculators.core.video_header import VideoHeader
from backedge.calculators.media.reader_header import video_header
from backedge.formats import ImageFrame
from backedge.timestamp import PRESTREAM


@register
class OpenCvVideoDecoderCalculator(Calculator):
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

        self._reader = VideoReader(self.input_file_path.value)
        self._frames = iter(self._reader)
        self.header.send(video_header(self._reader), PRESTREAM)
        self.header.close()

    def process(self) -> None:
        frame = next(self._frames, None)
        if frame is None:
            self.stop()
        self.video.send(ImageFrame(frame.image), frame.timestamp)

    def close(self) -> None:
        self._reader.close()
