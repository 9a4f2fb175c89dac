"""ScaleImageCalculator: pictures cropped to a shape and scaled to a size."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.core.endpoints.video_header import VideoHeader
from backedge.calculators.core.merge_options import merge_options
from backedge.calculators.image.linear_light import enlarge
from backedge.calculators.image.scale_size import (
    INTERPOLATIONS,
    ScaleImageCalculatorOptions,
    Scaling,
    plan_scaling,
)
from backedge.errors import GraphError, PacketTypeError
from backedge.formats import ImageFormat, ImageFrame
from backedge.packet import Packet
from backedge.timestamp import PRESTREAM


@register
class ScaleImageCalculator(Calculator):
    """Crops pictures around their middle to a shape, and then scales them to a size.

    They are made smaller by means of areas, and larger as the options say.

    Inputs:
        FRAMES, or untagged: ImageFrame, SRGB or SRGBA. If it has a VideoHeader all pictures must be as that says.
        VIDEO_HEADER: VideoHeader, optional; a packet at PreStream.
        OVERRIDE_OPTIONS: ScaleImageCalculatorOptions, optional; a packet at PreStream, merged into the node's.
    Outputs:
        FRAMES, or untagged: ImageFrame. If the input has a VideoHeader it has one with the new size.
        VIDEO_HEADER: VideoHeader, optional; one packet at PreStream, sent with the first picture.
    Options:
        ScaleImageCalculatorOptions

    Example::

        node {
          calculator: "ScaleImageCalculator"
          input_stream: "image"
          output_stream: "small_image"
          options {
            [mediapipe.ScaleImageCalculatorOptions.ext] { target_width: 320 target_height: 240 }
          }
        }
    """

    sends_in_open = True
    timestamp_offset = None

    frames = Input[ImageFrame]("FRAMES", optional=True)
    untagged = Input[ImageFrame](optional=True)
    header = Input[VideoHeader]("VIDEO_HEADER", optional=True)
    override = Input[ScaleImageCalculatorOptions]("OVERRIDE_OPTIONS", optional=True)
    frames_out = Output[ImageFrame]("FRAMES", optional=True)
    untagged_out = Output[ImageFrame](optional=True)
    header_out = Output[VideoHeader]("VIDEO_HEADER", optional=True)

    options: ScaleImageCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        for ports, what in ((contract.inputs, "input"), (contract.outputs, "output")):
            contract.require(("FRAMES" in ports) != ("" in ports), f"its {what} must be either FRAMES or untagged")
        problem = contract.options.problem()
        contract.require(not problem, f"its options cannot be used: {problem}")

    def open(self) -> None:
        self._given = self.frames if self.frames.connected else self.untagged
        self._made = self.frames_out if self.frames_out.connected else self.untagged_out
        self._made.set_offset(0)
        self._options = self.options
        self._header = VideoHeader()
        self._seen: tuple[int, int, ImageFormat] | None = None
        self._expected: tuple[int, int, ImageFormat] | None = None
        if not self._given.header.is_empty:
            self._take_stream_header(self._given.header.value)

    def process(self) -> None:
        if self.timestamp == PRESTREAM:
            self._take_prestream()
        if self._given.is_empty:
            return
        image = self._given.value
        kind = (image.width, image.height, image.format)
        if kind != self._seen:
            self._plan(kind)
        pixels = scale(image.data, self._scaling, INTERPOLATIONS[self._options.algorithm])
        self._made.send(ImageFrame(with_channels(pixels, self._format), self._format))

    def _take_stream_header(self, header: VideoHeader) -> None:
        """Make the output's header of the input's, if that tells size and format."""
        if self.override.connected:
            raise GraphError("OVERRIDE_OPTIONS cannot be used where the pictures' stream has a header")
        self._header = header
        if header.width > 0 and header.height > 0 and header.format is not None:
            self._expected = (header.width, header.height, header.format)
            self._plan(self._expected)
            width, height = self._scaling.size
            self._made.set_header(Packet(replace(header, width=width, height=height, format=self._format)))

    def _take_prestream(self) -> None:
        if self.override.connected:
            if self.override.is_empty:
                raise GraphError("OVERRIDE_OPTIONS needs a packet at PreStream")
            self._options = merge_options(self.options, self.override.value)
            if problem := self._options.problem():
                raise GraphError(f"OVERRIDE_OPTIONS cannot be used: {problem}")
        self._header = self.header.get(self._header)

    def _plan(self, kind: tuple[int, int, ImageFormat]) -> None:
        """Find out what to do to pictures of a size and format, and tell the first one on VIDEO_HEADER."""
        width, height, given = kind
        if self._expected is not None and self._expected != kind:
            wanted = f"{self._expected[0]} x {self._expected[1]} {self._expected[2].name}"
            raise PacketTypeError(
                f"pictures must be {wanted} as their header says, found {width} x {height} {given.name}"
            )
        if given not in (ImageFormat.SRGB, ImageFormat.SRGBA) or self._options.input_format not in (None, given):
            name = (self._options.input_format or ImageFormat.SRGB).name
            raise PacketTypeError(f"pictures must be {name}, found {given.name}")
        self._scaling = plan_scaling((width, height), self._options)
        self._format = self._options.output_format or given
        self._seen = kind
        if self.header_out.connected and not self.header_out.is_closed:
            width, height = self._scaling.size
            self.header_out.send(replace(self._header, width=width, height=height, format=self._format), PRESTREAM)
            self.header_out.close()


def scale(pixels: NDArray[Any], scaling: Scaling, interpolation: int) -> NDArray[Any]:
    """Crop and scale pixels, uint8 (height, width, 3 or 4); `interpolation`, OpenCV's, is for larger pictures only."""
    left, top, (width, height), size = scaling
    cropped = pixels[top : top + height, left : left + width]
    if size == (width, height):
        return cropped
    if size[0] <= width and size[1] <= height:
        return np.asarray(cv2.resize(cropped, size, interpolation=cv2.INTER_AREA))
    return enlarge(cropped, size, interpolation)


def with_channels(pixels: NDArray[Any], image_format: ImageFormat) -> NDArray[Any]:
    """Pixels with opacity, all of it, for SRGBA, and without for SRGB."""
    if image_format is ImageFormat.SRGBA and pixels.shape[2] == 3:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))
    return pixels if image_format is ImageFormat.SRGBA else pixels[..., :3]
