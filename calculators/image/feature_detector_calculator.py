"""FeatureDetectorCalculator: corners that can be found again."""

from __future__ import annotations

from typing import Annotated, Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Input, Output, SideInput, register
from backedge.calculators.core.merge_options import merge_options
from backedge.errors import PacketTypeError
from backedge.formats import ImageFrame, NormalizedLandmarks, Tensor
from backedge.protos import Message, Range, field
from backedge.timestamp import PRESTREAM

PATCH_SIZE: Final = 32


class FeatureDetectorCalculatorOptions(Message, name="mediapipe.FeatureDetectorCalculatorOptions", extension=278741680):
    """Options of FeatureDetectorCalculator.

    Attributes:
        output_patch: not read, as in MediaPipe: the output PATCHES says it.
        max_features: how many are found at most.
        pyramid_level: in how many sizes of the picture they are looked for.
        scale_factor: how much smaller the picture is from one size to the next.
    """

    output_patch: bool = field(1)
    max_features: Annotated[int, Range(0, 100_000)] = field(2, default=200)
    pyramid_level: Annotated[int, Range(1, 64)] = field(3, default=4)
    scale_factor: Annotated[float, Range(gt=1, le=1000)] = field(4, default=1.2)


@register
class FeatureDetectorCalculator(Calculator):
    """Finds features in pictures with OpenCV's ORB, and cuts out what is around them.

    Inputs:
        IMAGE: ImageFrame, SRGB or SRGBA; a packet at PreStream is ignored.
    Side packets:
        OPTIONS: FeatureDetectorCalculatorOptions, optional; merged into the node's.
    Outputs:
        FEATURES: list[cv2.KeyPoint], optional.
        LANDMARKS: NormalizedLandmarks, optional; where they are, z is 0.
        PATCHES: list[Tensor], optional; one, float32 (max_features, 32, 32, 1) in -1..1: the surroundings of each, grey
            and turned upright, then zeros.
    Options:
        FeatureDetectorCalculatorOptions

    Example::

        node {
          calculator: "FeatureDetectorCalculator"
          input_stream: "IMAGE:image"
          output_stream: "FEATURES:features"
          output_stream: "LANDMARKS:feature_landmarks"
          output_stream: "PATCHES:patches"
          options {
            [mediapipe.FeatureDetectorCalculatorOptions.ext] { max_features: 400 }
          }
        }
    """

    image = Input[ImageFrame]("IMAGE")
    options_side = SideInput[FeatureDetectorCalculatorOptions]("OPTIONS", optional=True)
    features = Output[list[cv2.KeyPoint]]("FEATURES", optional=True)
    landmarks = Output[NormalizedLandmarks]("LANDMARKS", optional=True)
    patches = Output[list[Tensor]]("PATCHES", optional=True)

    options: FeatureDetectorCalculatorOptions

    def open(self) -> None:
        self._options = merge_options(self.options, self.options_side.get())
        self._detector = make_detector(self._options)

    def process(self) -> None:
        if self.timestamp == PRESTREAM:
            return
        grey = _grey(self.image.value.data)
        features = list(self._detector.detect(grey, None))[: self._options.max_features]
        if self.features.connected:
            self.features.send(features)
        if self.landmarks.connected:
            self.landmarks.send(_landmarks(features, grey.shape[1], grey.shape[0]))
        if self.patches.connected:
            self.patches.send([Tensor(cut_patches(grey, features, self._options))])


def make_detector(options: FeatureDetectorCalculatorOptions) -> cv2.ORB:
    """Make the detector that MediaPipe makes of such options."""
    return cv2.ORB.create(
        nfeatures=options.max_features,
        scaleFactor=options.scale_factor,
        nlevels=options.pyramid_level,
        edgeThreshold=PATCH_SIZE - 1,
        firstLevel=0,
        WTA_K=2,
        scoreType=cv2.ORB_FAST_SCORE,
    )


def cut_patches(
    grey: NDArray[np.uint8], features: list[cv2.KeyPoint], options: FeatureDetectorCalculatorOptions
) -> NDArray[np.float32]:
    """Cut out the surroundings of features, each from the size of the picture in which it was found.

    Args:
        grey: (height, width).
        features: at most `max_features`.
        options: the number of patches, and the sizes.

    Returns:
        (max_features, 32, 32, 1), -1 for black to 1 for white; zeros where there are fewer features.
    """
    patches = np.zeros((options.max_features, PATCH_SIZE, PATCH_SIZE, 1), np.float32)
    if not features:
        return patches
    shrink = float(np.float32(1) / np.float32(options.scale_factor))
    sizes = [grey]
    for _ in range(options.pyramid_level - 1):
        sizes.append(cv2.resize(sizes[-1], None, fx=shrink, fy=shrink).astype(np.uint8, copy=False))
    for patch, feature in zip(patches, features, strict=False):
        scale = 1 / float(np.float32(options.scale_factor)) ** feature.octave
        x, y = feature.pt[0] * scale, feature.pt[1] * scale
        turn = np.asarray(cv2.getRotationMatrix2D((x, y), feature.angle, 1.0), np.float64)
        turn[:, 2] += np.array([PATCH_SIZE // 2 - x, PATCH_SIZE // 2 - y])
        patch[..., 0] = cv2.warpAffine(sizes[feature.octave], turn, (PATCH_SIZE, PATCH_SIZE))
        patch[..., 0] = patch[..., 0] / np.float32(128) - np.float32(1)
    return patches


def _landmarks(features: list[cv2.KeyPoint], width: int, height: int) -> NormalizedLandmarks:
    points = np.zeros((len(features), 3), np.float32)
    for point, feature in zip(points, features, strict=True):
        point[:2] = feature.pt[0] / width, feature.pt[1] / height
    return NormalizedLandmarks(points)


def _grey(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    if pixels.dtype != np.uint8 or pixels.shape[2:] not in ((3,), (4,)):
        raise PacketTypeError(f"IMAGE must be SRGB or SRGBA, found {pixels.dtype} of shape {pixels.shape}")
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.uint8, copy=False)
