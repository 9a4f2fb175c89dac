"""LandmarksToTensorCalculator: landmarks as the input of a model."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.checks import quietly
from backedge.errors import GraphError
from backedge.formats import ImageSize, Landmarks, NormalizedLandmarks, Tensor
from backedge.protos import Message, field


class LandmarkAttribute(IntEnum):
    """The numbers that a landmark has."""

    X = 0
    Y = 1
    Z = 2
    VISIBILITY = 3
    PRESENCE = 4


class LandmarksToTensorCalculatorOptions(
    Message, name="mediapipe.LandmarksToTensorCalculatorOptions", extension=394810235
):
    """Options of LandmarksToTensorCalculator.

    Attributes:
        attributes: the numbers of each landmark that go into the tensor, in their order there.
        flatten: whether the tensor is (1, N * attributes), not (1, N, attributes).
    """

    Attribute = LandmarkAttribute

    attributes: tuple[LandmarkAttribute, ...] = field(1)
    flatten: bool = field(2, default=False)


@register
class LandmarksToTensorCalculator(Calculator):
    """Makes a tensor of landmarks. Those of a picture are put into pixels: x and z by its width, y by its height.

    Inputs:
        LANDMARKS: Landmarks, or
        NORM_LANDMARKS: NormalizedLandmarks, with
        IMAGE_SIZE: (width, height) in pixels.
    Outputs:
        TENSORS: list[Tensor]; one, float32 (1, N, attributes).
    Options:
        LandmarksToTensorCalculatorOptions

    Example::

        node {
          calculator: "LandmarksToTensorCalculator"
          input_stream: "NORM_LANDMARKS:face_landmarks"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "TENSORS:tensors"
          options {
            [mediapipe.LandmarksToTensorCalculatorOptions.ext] { attributes: [X, Y] }
          }
        }
    """

    lightweight = True

    landmarks = Input[Landmarks]("LANDMARKS", optional=True)
    norm_landmarks = Input[NormalizedLandmarks]("NORM_LANDMARKS", optional=True)
    image_size = Input[ImageSize]("IMAGE_SIZE", optional=True)
    tensors = Output[list[Tensor]]("TENSORS")

    options: LandmarksToTensorCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        inputs = contract.inputs
        contract.require(
            contract.options.attributes, "option attributes must name at least one of a landmark's numbers"
        )
        contract.require(
            ("LANDMARKS" in inputs) != ("NORM_LANDMARKS" in inputs), "it takes LANDMARKS or NORM_LANDMARKS"
        )
        contract.require(
            ("NORM_LANDMARKS" in inputs) == ("IMAGE_SIZE" in inputs), "IMAGE_SIZE goes with NORM_LANDMARKS, and only so"
        )

    def process(self) -> None:
        size = (1, 1)
        if self.image_size.connected:
            if self.image_size.is_empty:
                raise GraphError("there are landmarks, but IMAGE_SIZE has no packet at this timestamp")
            size = self.image_size.value
        given = self.norm_landmarks if self.norm_landmarks.connected else self.landmarks
        if not given.is_empty:
            values = landmark_values(given.value, self.options.attributes, size)
            self.tensors.send([Tensor(values.reshape(1, -1) if self.options.flatten else values[None])])


@quietly
def landmark_values(
    landmarks: Landmarks | NormalizedLandmarks, attributes: tuple[LandmarkAttribute, ...], size: ImageSize
) -> NDArray[np.float32]:
    """Take numbers out of landmarks.

    Args:
        landmarks: N of them; visibility and presence that they do not have are 0.
        attributes: the numbers wanted.
        size: what x and z, and what y is multiplied by.

    Returns:
        (N, attributes).
    """
    values = np.zeros((len(landmarks), len(LandmarkAttribute)), np.float32)
    values[:, :3] = landmarks.points * np.array([size[0], size[1], size[0]], np.float32)
    if landmarks.visibility is not None:
        values[:, LandmarkAttribute.VISIBILITY] = landmarks.visibility
    if landmarks.presence is not None:
        values[:, LandmarkAttribute.PRESENCE] = landmarks.presence
    return values[:, [int(each) for each in attributes]]
