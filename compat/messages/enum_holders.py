"""Messages that hold nothing but an enum, for other messages to use."""

from __future__ import annotations

from backedge.calculators.picture_modes import GpuOrigin as GpuOriginMode
from backedge.calculators.picture_modes import RotationMode as RotationModeMode
from backedge.calculators.picture_modes import ScaleMode as ScaleModeMode
from backedge.formats import ImageFormat
from backedge.protos import Message


class GpuOrigin(Message, name="mediapipe.GpuOrigin"):
    """`mediapipe/gpu/gpu_origin.proto`: where the first row of an image is."""

    Mode = GpuOriginMode


class ImageFormatMessage(Message, name="mediapipe.ImageFormat"):
    """`mediapipe/framework/formats/image_format.proto`: the layouts of pixels."""

    Format = ImageFormat


class RotationMode(Message, name="mediapipe.RotationMode"):
    """`mediapipe/calculators/image/rotation_mode.proto`: quarters of a turn."""

    Mode = RotationModeMode


class ScaleMode(Message, name="mediapipe.ScaleMode"):
    """`mediapipe/gpu/scale_mode.proto`: how a picture fills a frame of another shape."""

    Mode = ScaleModeMode
