"""VideoFileSourceCalculator: the frames of a video file."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Output, SideInput, register
from backedge.calculators.media.node_paths import require_path
from backedge.calculators.media.reader_header import video_header
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
class VideoFileSourceCalculator(Calculator):
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

        self._reader = VideoReader(self.input_file_path.get(self.options.input_file_path))
        self._frames = iter(self._reader)
        self.image.set_header(Packet(video_header(self._reader)))

    def process(self) -> None:
        frame = next(self._frames, None)
        if frame is None:
            self.stop()
        self.image.send(ImageFrame(frame.image), frame.timestamp)

    def close(self) -> None:
        self._reader.close()
