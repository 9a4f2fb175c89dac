"""Messages that hold nothing but an enum, for other messages to use."""

from __future__ import annotations

from backedge.calculators.image.crop_options import GpuOrigin as GpuOriginMode
from backedge.formats import ImageFormat
from backedge.protos import Message


class GpuOrigin(Message, name="mediapipe.GpuOrigin"):
    """`mediapipe/gpu/gpu_origin.proto`: where the first row of an image is."""

    Mode = GpuOriginMode


class ImageFormatMessage(Message, name="mediapipe.ImageFormat"):
    """`mediapipe/framework/formats/image_format.proto`: the layouts of pixels."""

    Format = ImageFormat
