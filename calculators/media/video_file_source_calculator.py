"""VideoFileSourceCalculator: the frames of a video file."""

from __future__ import annotations

from backedge.authoring import Contract, Output, SideInput, register
from backedge.calculators.media.file_paths import path_of, require_path
from backedge.calculators.media.frame_source import FrameSourceCalculator
from backedge.formats import ImageFrame
from backedge.packet import Packet
from backedge.protos import Message, field


class VideoFileSourceCalculatorOptions(Message, name="backedge.VideoFileSourceCalculatorOptions"):
    """Options of VideoFileSourceCalculator.

    Attributes:
        input_file_path: the video, where no side packet names it.
    """

    input_file_path: str = field(1)


@register("VideoFileSourceCalculator", "VideoFileSource")
class VideoFileSourceCalculator(FrameSourceCalculator):
    """Reads a video file from beginning to end.

    A video that breaks off ends the stream there, with a warning that counts what is missing.

    Side packets:
        INPUT_FILE_PATH: str, optional; instead of the option.
    Outputs:
        IMAGE: ImageFrame, SRGB, at the container's timestamps in microseconds. Its header is a VideoHeader.
    Options:
        VideoFileSourceCalculatorOptions

    Example::

        node {
          calculator: "VideoFileSourceCalculator"
          input_side_packet: "INPUT_FILE_PATH:input_file_path"
          output_stream: "IMAGE:image"
        }
    """

    input_file_path = SideInput[str]("INPUT_FILE_PATH", optional=True)
    image = Output[ImageFrame]("IMAGE")

    options: VideoFileSourceCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "INPUT_FILE_PATH")

    def open(self) -> None:
        from backedge.calculators.media.video_reader import VideoReader

        reader = VideoReader(path_of(self.input_file_path, self.options.input_file_path))
        self.image.set_header(Packet(reader.header))
        self.start(reader, self.image)
