"""A region of an image as a model's input (MediaPipe `calculators/tensor/image_to_tensor_converter_opencv.cc`)."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.roi import NO_PADDING, Affine, Padding, Roi, region_of
from backedge.calculators.image.crop_options import LARGEST_SIDE, BorderMode, ImageToTensorCalculatorOptions
from backedge.dependencies import require
from backedge.errors import PacketTypeError
from backedge.formats import Image, ImageFormat, ImageFrame, ImageSize, NormalizedRect

_CACHE_BYTES: Final = 1 << 20  # what surely fits into a core's own cache
_STEP_BITS: Final = 5  # a pixel has 32 steps
_FARTHEST: Final = 1 << (_STEP_BITS + 15)  # in steps; whole pixels have 16 bits
_BLOCK_PIXELS, _BLOCK_ROWS = 1024, 16  # of what OpenCV 4 computes at a time; it begins each row of a block anew


class Cropper:
    """Cuts regions out of images, into arrays that a model reads.

    Gives the pixels that MediaPipe gives, whatever the version of OpenCV: MediaPipe's `warpPerspective`, that of
    OpenCV 4, interpolates in steps of 1/32 pixel, that of OpenCV 5 without steps. `remap` with positions in fixed
    point takes those steps in every version, and takes no longer.

    Keeps buffers between calls: one instance is for one thread.

    Args:
        options: how a region becomes a tensor.
        image_size: of the images; a tensor whose size the options leave open has it.

    Attributes:
        shape: height and width of the tensor.
        dtype: of its values.

    Raises:
        ConfigError: the options cannot be met.
    """

    def __init__(self, options: ImageToTensorCalculatorOptions, image_size: ImageSize = (0, 0)) -> None:
        require("cv2")
        import cv2

        options.check(image_size)
        self._size = width, height = options.tensor_size(image_size)
        self.shape = (height, width)
        self.dtype: np.dtype[Any] = np.dtype(options.tensor_type)
        self._keep_aspect_ratio = options.keep_aspect_ratio
        zero = options.border_mode is BorderMode.BORDER_ZERO
        self._border = cv2.BORDER_CONSTANT if zero else cv2.BORDER_REPLICATE
        self._grid = np.empty((height, width, 2), np.float32)
        self._grid[..., 0] = np.arange(width) / width
        self._grid[..., 1] = (np.arange(height) / height)[:, None]
        self._positions = np.empty_like(self._grid)
        self._affine: Affine | None = None  # what the positions were computed for
        self._no_map = np.empty(0, np.float32)
        self._pixel = np.empty((height, width, 2), np.int16)
        self._within_pixel = np.empty((height, width), np.uint16)
        shapes: dict[int, tuple[int, ...]] = {1: (height, width), 3: (height, width, 3), 4: (height, width, 4)}
        self._cut = {channels: np.empty(shape, np.uint8) for channels, shape in shapes.items()}
        self._scale, self._table = _value_transformation(options)
        # The conversion of an image for a tensor of so many channels; a pair that is missing here is refused.
        self._conversions: dict[tuple[ImageFormat, int], int | None] = {
            (ImageFormat.GRAY8, 1): None,
            (ImageFormat.SRGB, 3): None,
            (ImageFormat.SRGBA, 3): cv2.COLOR_RGBA2RGB,
            (ImageFormat.SBGRA, 3): cv2.COLOR_BGRA2RGB,
            (ImageFormat.GRAY8, 3): cv2.COLOR_GRAY2RGB,
        }
        self._transform, self._convert_maps, self._remap = cv2.transform, cv2.convertMaps, cv2.remap
        self._read = cv2.sumElems
        half = (height + 1) // 2
        self._bands = [slice(top, min(top + half, height)) for top in range(0, height, half)]
        self._convert_color, self._look_up = cv2.cvtColor, cv2.LUT
        self._linear, self._fixed_point = cv2.INTER_LINEAR, cv2.CV_16SC2

    def __call__(
        self, image: ImageFrame | Image, rect: NormalizedRect | None, out: NDArray[Any]
    ) -> tuple[Roi, Padding]:
        """Write the region `rect` of `image`, or all of it, to `out`.

        Args:
            image: SRGB, SRGBA, SBGRA or GRAY8.
            rect: the region; may be rotated, and may reach beyond the image.
            out: (1, height, width, channels) of the options' size and type. Of 3 channels, or 1 for a GRAY8 image.

        Returns:
            The region that was cut out, and how much of `out` is letterbox.

        Raises:
            PacketTypeError: an image of another format, or too large; or the aspect ratio of a region without size is
                to be kept.
        """
        roi, padding = region_of(rect, (image.width, image.height)), NO_PADDING
        if self._keep_aspect_ratio:
            roi, padding = roi.padded(self._size)
        channels = out.shape[-1]
        try:
            conversion = self._conversions[image.format, channels]
        except KeyError:
            raise PacketTypeError(
                f"ImageToTensor: expected an 8 bit image (SRGB, SRGBA, SBGRA or GRAY8) for a tensor of {channels}"
                f" channels, found {image!r}; convert the image, or scale its values to 0..255"
            ) from None
        pixels = image.data
        if max(pixels.shape[:2]) > LARGEST_SIDE:
            raise PacketTypeError(
                f"ImageToTensor: expected an image of at most {LARGEST_SIDE} pixels a side, found {image!r}"
            )
        affine = roi.affine()
        if affine != self._affine:  # a detector's region is all of the image, every time
            self._place(roi, affine)
            self._affine = affine
        cut = self._cut[image.channels]
        for rows in self._bands:
            if roi.rotation:
                self._read_ahead(pixels, affine, rows)
            self._remap(pixels, self._pixel[rows], self._within_pixel[rows], self._linear, cut[rows], self._border)
        if conversion is not None:
            self._convert_color(cut, conversion, self._cut[channels])
            cut = self._cut[channels]
        target = out[0] if channels > 1 else out[0, :, :, 0]
        if self._table is None:
            np.copyto(target, cut)  # and then multiplied in place: numpy converts faster than while it multiplies
            target *= self._scale
        else:
            self._look_up(cut, self._table, target)
        return roi, padding

    def _place(self, roi: Roi, affine: Affine) -> None:
        """Compute the positions of a region.

        As in MediaPipe, one that is nowhere (not all of it is finite) lies beyond the last pixel, and one whose corners
        coincide in float32 is the first pixel.
        """
        x, y, w, h = np.array(roi[:4], np.float32)
        if not all(map(math.isfinite, (*affine[0], *affine[1]))):
            self._pixel.fill(LARGEST_SIDE)
            self._within_pixel.fill(0)
        elif x + w == x or y + h == y:
            self._pixel.fill(0)
            self._within_pixel.fill(0)
        elif roi.rotation == 0:
            self._place_upright(roi)
        else:
            self._transform(self._grid, np.array(affine), self._positions)
            self._convert_maps(self._positions, self._no_map, self._fixed_point, self._pixel, self._within_pixel)

    def _place_upright(self, roi: Roi) -> None:
        """Compute the positions in a region without rotation, as MediaPipe does, to the last bit.

        Many lie halfway between two steps, as where 171 pixels become 128: there the last bit decides. It comes from
        MediaPipe's way to the matrix, over the region's corners, and from sums over blocks of pixels in OpenCV 4.
        """
        import cv2

        height, width = self.shape
        x, y, w, h = np.array(roi[:4], np.float32)
        left, bottom = x - np.float32(0.5) * w, y + np.float32(0.5) * h
        right, top = 2 * x - left, 2 * y - bottom
        corners = np.array([(left, bottom), (left, top), (right, top), (right, bottom)], np.float32)
        ends = np.array([(0, height), (0, 0), (width, 0), (width, height)], np.float32)
        matrix = cv2.invert(cv2.getPerspectiveTransform(corners, ends))[1][:, :, None, None]
        columns, rows = np.arange(width), np.arange(height)[:, None]
        in_block = columns % (_BLOCK_PIXELS // min(height, _BLOCK_ROWS))
        starts = matrix[:, 0] * (columns - in_block) + matrix[:, 1] * rows + matrix[:, 2]
        *places, divisor = starts + matrix[:, 0] * in_block
        steps = np.rint(places * ((1 << _STEP_BITS) / divisor))
        steps = np.clip(steps, -_FARTHEST, _FARTHEST - 1).astype(np.int64)
        self._pixel[...] = np.moveaxis(steps >> _STEP_BITS, 0, -1)
        steps_x, steps_y = steps & ((1 << _STEP_BITS) - 1)
        self._within_pixel[...] = (steps_y << _STEP_BITS) + steps_x

    def _read_ahead(self, pixels: NDArray[Any], affine: Affine, rows: slice) -> None:
        """Bring what some rows of the cut are made of into the cache, which the model has filled with its weights.

        Read in order the pixels come fast, because the processor fetches ahead: so they do in an upright region. In
        one that is rotated `remap` reads along slanted lines, and would wait for the memory so often that it takes two
        to three times as long.
        """
        (xx, xy, x), (yx, yy, y) = affine
        first, last = rows.start / self._size[1], rows.stop / self._size[1]
        left, right = x + min(xx, 0.0) + min(xy * first, xy * last), x + max(xx, 0.0) + max(xy * first, xy * last)
        top, bottom = y + min(yx, 0.0) + min(yy * first, yy * last), y + max(yx, 0.0) + max(yy * first, yy * last)
        if not (math.isfinite(right - left) and math.isfinite(bottom - top)):
            return
        part = pixels[max(int(top), 0) : max(int(bottom) + 2, 0), max(int(left), 0) : max(int(right) + 2, 0)]
        if 0 < part.nbytes <= _CACHE_BYTES:
            self._read(part)


def _value_transformation(options: ImageToTensorCalculatorOptions) -> tuple[np.float32, NDArray[Any] | None]:
    """The factor for pixel values; and, where a factor is not enough, a table of the results for all 256 of them."""
    (least, most), tensor_type = options.value_range, options.tensor_type
    scale = np.float32((most - least) / 255)
    if tensor_type == "float32" and least == 0:
        return scale, None
    # In double precision with one rounding at the end, as fused multiply-add instructions have it in MediaPipe.
    values = np.arange(256) * float(scale) + float(np.float32(least))
    if tensor_type == "float32":
        return scale, values.astype(np.float32)
    limits = np.iinfo(tensor_type)
    return scale, np.clip(np.rint(values), limits.min, limits.max).astype(tensor_type)
