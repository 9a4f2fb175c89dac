"""VideoFileSinkCalculator: pictures into a video file."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from backedge.access_policy import AccessPolicy
from backedge.authoring import Calculator, Contract, Input, Service, SideInput, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.media.file_paths import require_path, written_path_of
from backedge.formats import Image, ImageFrame
from backedge.packet import Packet
from backedge.protos import Double, Message, field
from backedge.timestamp import MICROSECONDS_PER_SECOND

if TYPE_CHECKING:
    from backedge.calculators.media.video_writer import VideoWriter

_FRAMES_TO_JUDGE_BY: Final = 5
_USUAL_FPS: Final = 30.0
_SHORTEST_STEP: Final = 1000  # microseconds


class VideoFileSinkCalculatorOptions(Message, name="backedge.VideoFileSinkCalculatorOptions"):
    """Options of VideoFileSinkCalculator.

    Attributes:
        output_file_path: the file, where no side packet names it.
        fps: frames a second, whatever their timestamps; 0 for frames at the times of their timestamps.
    """

    output_file_path: str = field(1)
    fps: Double = field(2)


@register("VideoFileSinkCalculator", "VideoFileSink")
class VideoFileSinkCalculator(Calculator):
    """Writes a video: .mp4, .m4v, .mov, .mkv or .avi, in MPEG-4.

    Every picture is shown from its timestamp on until the next one, so that the video lasts as long as the stream,
    at a variable rate too. (An .avi has a constant rate: that of the stream's header, or of the first timestamps, and
    repeats pictures where it has to.) Timestamps less than a millisecond apart are taken for mere numbers; those
    pictures come at the header's rate, or at 30 a second.

    Pictures are encoded on a thread of the node's own while the graph goes on; what goes wrong there ends the graph a
    few pictures later. The file is completed when the graph ends, also with an error, and can be played up to its last
    frame; where the program is killed, without its last two. A file that was there before stays until then, and
    the new one grows beside it, as ``clip.partial.mp4``.

    Inputs:
        IMAGE: ImageFrame or Image, of 8 bits and all of one size.
    Side packets:
        OUTPUT_FILE_PATH: str, optional; instead of the option.
    Options:
        VideoFileSinkCalculatorOptions

    Example::

        node {
          calculator: "VideoFileSinkCalculator"
          input_stream: "IMAGE:annotated_image"
          input_side_packet: "OUTPUT_FILE_PATH:output_file_path"
        }
    """

    image = Input[ImageFrame | Image]("IMAGE")
    output_file_path = SideInput[str]("OUTPUT_FILE_PATH", optional=True)
    access = Service(AccessPolicy)

    options: VideoFileSinkCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        require_path(contract, "OUTPUT_FILE_PATH")
        contract.require(contract.options.fps >= 0, f"fps must be 0 or more, not {contract.options.fps}")

    def open(self) -> None:
        from backedge.calculators.media.file_threads import WriteBehind

        self._behind = WriteBehind()
        self._waiting: list[Packet[ImageFrame | Image]] | None = None if self.options.fps else []
        self._has_times = False
        # Made now even where the rate is to be found out, to say at once that the file cannot be written.
        self._writer = self._make_writer(self.options.fps or _USUAL_FPS)

    def _make_writer(self, fps: float) -> VideoWriter:
        from backedge.calculators.media.video_writer import VideoWriter

        return VideoWriter(written_path_of(self.access, self.output_file_path, self.options.output_file_path), fps)

    def process(self) -> None:
        if self._waiting is None:
            self._write(self.image.packet)
            return
        self._waiting.append(self.image.packet)
        if len(self._waiting) == _FRAMES_TO_JUDGE_BY:
            self._write_waiting(self._waiting)

    def _write(self, packet: Packet[ImageFrame | Image]) -> None:
        from backedge.calculators.media.rgb_image import to_rgb

        timestamp = packet.timestamp if self._has_times else None
        self._behind.do(self._writer.take(to_rgb(packet.value), timestamp))

    def _write_waiting(self, packets: list[Packet[ImageFrame | Image]]) -> None:
        self._waiting = None
        header = self.image.header.value
        fps = header.frame_rate if isinstance(header, VideoHeader) else 0.0
        if len(packets) > 1:
            step = median(later.timestamp - earlier.timestamp for earlier, later in pairwise(packets))
            # Timestamps closer than that only count the frames.
            self._has_times = step >= _SHORTEST_STEP
            if self._has_times:
                fps = fps or MICROSECONDS_PER_SECOND / step
        self._writer = self._make_writer(fps or _USUAL_FPS)
        for packet in packets:
            self._write(packet)

    def close(self) -> None:
        try:
            if self._waiting:
                self._write_waiting(self._waiting)
        finally:
            with self._writer:
                self._behind.finish()
