"""The size that ScaleImageCalculator scales pictures to (MediaPipe `calculators/image/scale_image_utils.cc`)."""

from __future__ import annotations

import math
from enum import IntEnum
from typing import Final, NamedTuple

import cv2

from backedge.errors import PacketTypeError
from backedge.formats import ImageFormat, ImageSize
from backedge.protos import Message, field


class ScalingAlgorithm(IntEnum):
    """The ways to make pictures larger: the default is cubic; the last one does not."""

    DEFAULT = 0
    LINEAR = 1
    CUBIC = 2
    AREA = 3
    LANCZOS = 4
    DEFAULT_WITHOUT_UPSCALE = 5


INTERPOLATIONS: Final = {
    ScalingAlgorithm.DEFAULT: cv2.INTER_CUBIC,
    ScalingAlgorithm.LINEAR: cv2.INTER_LINEAR,
    ScalingAlgorithm.CUBIC: cv2.INTER_CUBIC,
    ScalingAlgorithm.AREA: cv2.INTER_AREA,
    ScalingAlgorithm.LANCZOS: cv2.INTER_LANCZOS4,
    ScalingAlgorithm.DEFAULT_WITHOUT_UPSCALE: cv2.INTER_CUBIC,
}


class ScaleImageCalculatorOptions(Message, name="mediapipe.ScaleImageCalculatorOptions", extension=66237115):
    """Options of ScaleImageCalculator; a field that is None is not set.

    Attributes:
        target_width: width wanted, in pixels; 0: as the height says, or the picture's.
        target_height: height wanted, in pixels; 0: as the width says, or the picture's.
        target_max_area: larger pictures are made so small, in pixels, and keep their shape; 0: any size.
        preserve_aspect_ratio: whether the picture keeps its shape and fits into what is wanted.
        min_aspect_ratio: narrower pictures are cropped to it first, such as "9/16"; "0/1": none are.
        max_aspect_ratio: wider pictures are cropped to it first, such as "16/9"; "0/1": none are.
        output_format: SRGB or SRGBA; else the picture's.
        input_format: what pictures must be; else any.
        algorithm: how pictures are made larger.
        scale_to_multiple_of: sizes are made multiples of it; other than 2 only without `preserve_aspect_ratio`.
        alignment_boundary, set_alignment_padding: not read; rows of pixels have no padding here.
        OBSOLETE_skip_linear_rgb_conversion, post_sharpening_coefficient: not read, as in MediaPipe.
        use_bt709: not read; it is for YCBCR420P, which pictures here cannot be.
    """

    ScaleAlgorithm = ScalingAlgorithm

    target_width: int = field(1)
    target_height: int = field(2)
    target_max_area: int = field(15)
    preserve_aspect_ratio: bool = field(3, default=True)
    min_aspect_ratio: str = field(4, default="9/16")
    max_aspect_ratio: str = field(5, default="16/9")
    output_format: ImageFormat | None = field(6)
    algorithm: ScalingAlgorithm = field(7, default=ScalingAlgorithm.DEFAULT)
    alignment_boundary: int = field(8, default=16)
    set_alignment_padding: bool = field(9, default=True)
    OBSOLETE_skip_linear_rgb_conversion: bool = field(10, default=False)
    post_sharpening_coefficient: float = field(11, default=0.0)
    input_format: ImageFormat | None = field(12)
    scale_to_multiple_of: int = field(13, default=2)
    use_bt709: bool = field(14, default=False)

    def problem(self) -> str:
        """What is wrong with them; "" if nothing is."""
        for name, ratio in (("min_aspect_ratio", self.min_aspect_ratio), ("max_aspect_ratio", self.max_aspect_ratio)):
            try:
                _ratio(ratio)
            except ValueError:
                return f'{name} must be two numbers such as "16/9", found "{ratio}"'
        if self.scale_to_multiple_of != 2 and (self.preserve_aspect_ratio or self.target_max_area > 0):
            return f"scale_to_multiple_of must be 2 where pictures keep their shape, found {self.scale_to_multiple_of}"
        formats = (None, ImageFormat.SRGB, ImageFormat.SRGBA)
        if self.input_format not in formats or self.output_format not in formats:
            return "input_format and output_format can be SRGB or SRGBA"
        return ""


class Scaling(NamedTuple):
    """What is done to a picture.

    Attributes:
        left: where it is cropped, in pixels.
        top: where it is cropped, in pixels.
        crop: the size it is cropped to.
        size: the size that this is scaled to.
    """

    left: int
    top: int
    crop: ImageSize
    size: ImageSize


def plan_scaling(size: ImageSize, options: ScaleImageCalculatorOptions) -> Scaling:
    """Find out what to do to pictures of a size.

    Raises:
        PacketTypeError: nothing would be left of them.
    """
    crop = _crop_size(size, _ratio(options.min_aspect_ratio), _ratio(options.max_aspect_ratio))
    target = _target_size(crop, options) if min(crop) > 0 else crop
    is_larger = target[0] > crop[0] or target[1] > crop[1]
    if is_larger and options.algorithm is ScalingAlgorithm.DEFAULT_WITHOUT_UPSCALE:
        target = crop
    if min(target) <= 0:
        raise PacketTypeError(
            f"nothing is left of a picture of {size[0]} x {size[1]} pixels that is cropped and scaled"
        )
    return Scaling((size[0] - crop[0]) // 2, (size[1] - crop[1]) // 2, crop, target)


def _ratio(text: str) -> float:
    """A ratio such as "16/9"; 0 for none.

    Raises:
        ValueError: it is not one.
    """
    if not text:
        return 0.0
    above, below = (float(part) for part in text.split("/"))
    return above / below if below else math.inf


def _crop_size(size: ImageSize, narrowest: float, widest: float) -> ImageSize:
    width, height = size
    if math.isinf(narrowest) or math.isinf(widest):
        return size
    if 0 < widest < width / height:
        return _even(height * widest), height
    if width / height < narrowest:
        return width, _even(width / narrowest)
    return size


def _target_size(crop: ImageSize, options: ScaleImageCalculatorOptions) -> ImageSize:
    width, height = options.target_width, options.target_height
    keeps_shape = options.preserve_aspect_ratio
    if 0 < options.target_max_area < crop[0] * crop[1]:
        keeps_shape, width, height = True, 0, int(math.sqrt(options.target_max_area / (crop[0] / crop[1])))
    if not keeps_shape or (width <= 0 and height <= 0):
        multiple = max(options.scale_to_multiple_of, 1)
        wanted = (width if width > 0 else crop[0], height if height > 0 else crop[1])
        return wanted[0] - wanted[0] % multiple, wanted[1] - wanted[1] % multiple
    if width > 0:
        by_width = max(_even(width), 1), max(_even(width / crop[0] * crop[1]), 1)
        if height <= 0 or by_width[1] <= height:
            return by_width
    return max(_even(height / crop[1] * crop[0]), 1), max(_even(height), 1)


def _even(number: float) -> int:
    return int(number) // 2 * 2
