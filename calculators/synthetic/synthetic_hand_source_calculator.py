"""SyntheticHandSourceCalculator: a clip of a hand, with the truth about it."""

from __future__ import annotations

from typing import Annotated

import numpy as np

from backedge.authoring import Calculator, Output, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.formats import ImageFormat, ImageFrame, NormalizedLandmarks
from backedge.packet import Packet
from backedge.protos import Message, Range, field


class SyntheticHandSourceCalculatorOptions(Message, name="backedge.SyntheticHandSourceCalculatorOptions"):
    """Options of SyntheticHandSourceCalculator.

    Attributes:
        width: of the pictures, in pixels.
        height: likewise.
        frames: how many there are; the motion takes all of them.
        fps: frames a second; sets the timestamps.
        seed: chooses the person, the room and the way the hand moves.
    """

    width: Annotated[int, Range(1, 8192)] = field(1, default=640)
    height: Annotated[int, Range(1, 8192)] = field(2, default=480)
    frames: int = field(3, default=180)
    fps: float = field(4, default=30.0)
    seed: int = field(5, default=0)


@register("SyntheticHandSourceCalculator", "SyntheticHandSource")
class SyntheticHandSourceCalculator(Calculator):
    """Renders a hand that comes in, moves, leaves the picture and comes back; the same for the same options.

    Outputs:
        IMAGE: ImageFrame, SRGB. Its header is a VideoHeader.
        GROUND_TRUTH: NormalizedLandmarks, optional; the 21 landmarks, outside 0..1 where they are out of the picture.
            No packet while the hand is away.
        VISIBLE: bool, optional; whether the whole hand is in the picture.
    Options:
        SyntheticHandSourceCalculatorOptions

    Example::

        node {
          calculator: "SyntheticHandSourceCalculator"
          output_stream: "IMAGE:image"
          output_stream: "GROUND_TRUTH:true_landmarks"
          output_stream: "VISIBLE:hand_is_visible"
          node_options {
            [type.googleapis.com/backedge.SyntheticHandSourceCalculatorOptions] { frames: 60 seed: 3 }
          }
        }
    """

    image = Output[ImageFrame]("IMAGE")
    ground_truth = Output[NormalizedLandmarks]("GROUND_TRUTH", optional=True)
    visible = Output[bool]("VISIBLE", optional=True)

    options: SyntheticHandSourceCalculatorOptions

    def open(self) -> None:
        from backedge.calculators.synthetic.scene import SyntheticHand

        options = self.options
        clip = SyntheticHand(options.width, options.height, options.frames, options.fps, options.seed)
        self._frames = iter(clip)
        header = VideoHeader(
            ImageFormat.SRGB, clip.width, clip.height, duration=len(clip) / clip.fps, frame_rate=clip.fps
        )
        self.image.set_header(Packet(header))

    def process(self) -> None:
        frame = next(self._frames, None)
        if frame is None:
            self.stop()
        (hand,) = frame.hands
        self.image.send(ImageFrame(frame.image), frame.timestamp)
        self.visible.send(hand.visible, frame.timestamp)
        if not np.isnan(hand.landmarks).any():
            self.ground_truth.send(NormalizedLandmarks(hand.landmarks), frame.timestamp)
