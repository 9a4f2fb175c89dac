"""OpenCvVideoEncoderCalculator: MediaPipe's writer of video files."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from backedge.access_policy import AccessPolicy
from backedge.authoring import Calculator, Contract, Input, Service, SideInput, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.errors import GraphError
from backedge.formats import Image, ImageFrame
from backedge.protos import Double, Message, field

if TYPE_CHECKING:
    from backedge.calculators.media.video_writer import VideoWriter

_LOG: Final = logging.getLogger(__name__)
_WRITTEN: Final = ("mp4v", "XVID")


class OpenCvVideoEncoderCalculatorOptions(
    Message, name="mediapipe.OpenCvVideoEncoderCalculatorOptions", extension=207936763
):
    """Options of OpenCvVideoEncoderCalculator.

    Attributes:
        codec: four characters; a wish, see the calculator.
        video_format: ending of the file's name, without the point.
        fps: frames a second, where VIDEO_PRESTREAM does not tell.
        width: of the frames; what comes decides.
        height: likewise.
    """

    codec: str = field(1)
    video_format: str = field(2)
    fps: Double = field(3)
    width: int = field(4)
    height: int = field(5)


@register
class OpenCvVideoEncoderCalculator(Calculator):
    """Writes a video, with MediaPipe's ports and options.

    As in MediaPipe, all frames are shown equally long, whatever their timestamps; VideoFileSinkCalculator keeps the
    times. It is written as MPEG-4 part 2 whatever codec is asked for, and encoded on a thread of the node's own. Audio is
    left out.

    Inputs:
        VIDEO: ImageFrame or Image, of 8 bits and all of one size.
        VIDEO_PRESTREAM: VideoHeader, optional; one packet at PreStream, which tells the rate instead of the option.
    Side packets:
        OUTPUT_FILE_PATH: str; ends in the option video_format.
    Options:
        OpenCvVideoEncoderCalculatorOptions

    Example::

        node {
          calculator: "OpenCvVideoEncoderCalculator"
          input_stream: "VIDEO:output_video"
          input_stream: "VIDEO_PRESTREAM:input_video_header"
          input_side_packet: "OUTPUT_FILE_PATH:output_video_path"
          node_options {
            [type.googleapis.com/mediapipe.OpenCvVideoEncoderCalculatorOptions] { codec: "avc1" video_format: "mp4" }
          }
        }
    """

    video = Input[ImageFrame | Image]("VIDEO")
    header = Input[VideoHeader]("VIDEO_PRESTREAM", optional=True)
    output_file_path = SideInput[str]("OUTPUT_FILE_PATH")
    access = Service(AccessPolicy)

    options: OpenCvVideoEncoderCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        contract.require(
            len(options.codec) == 4, f'codec must have 4 characters, such as "avc1", not "{options.codec}"'
        )
        contract.require(options.video_format, 'video_format must be set, to "mp4" for example')
        known = "VIDEO_PRESTREAM" in contract.inputs or options.fps > 0
        contract.require(known, "it needs to know the frame rate: by input stream VIDEO_PRESTREAM, or by option fps")

    def open(self) -> None:
        from backedge.calculators.media.background import WriteBehind

        path, options = self.output_file_path.value, self.options
        if not path.endswith(f".{options.video_format}"):
            raise GraphError(f'OUTPUT_FILE_PATH must end in ".{options.video_format}" as video_format says: {path}')
        self.access.require_write(path)
        if options.codec not in _WRITTEN:
            _LOG.info("%s: written as MPEG-4 part 2 instead of %s", path, options.codec)
        self._behind = WriteBehind()
        # With VIDEO_PRESTREAM the rate comes later; that the file cannot be written is said at once.
        self._writer = self._make_writer(options.fps or 30.0)

    def _make_writer(self, fps: float) -> VideoWriter:
        from backedge.calculators.media.video_writer import VideoWriter

        return VideoWriter(self.output_file_path.value, fps)

    def process(self) -> None:
        from backedge.calculators.media.rgb_image import to_rgb

        if not self.header.is_empty:
            self._writer = self._make_writer(self.header.value.frame_rate)
        if not self.video.is_empty:
            self._behind.do(self._writer.take(to_rgb(self.video.value)))

    def close(self) -> None:
        with self._writer:
            self._behind.finish()
