"""IrisToDepthCalculator: how far the eyes are from the camera."""

from __future__ import annotations

import math
from typing import Final

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.image.image_file_properties import ImageFileProperties
from backedge.calculators.landmark.iris_distance import IrisIndices, iris_depth_mm, require_irises
from backedge.errors import GraphError
from backedge.formats import ImageSize, NormalizedLandmarks
from backedge.protos import Message, field

_NEW: Final = 0.1
"""How much a new distance counts against those before."""


class IrisToDepthCalculatorOptions(Message, name="mediapipe.IrisToDepthCalculatorOptions", extension=303429002):
    """Options of IrisToDepthCalculator: which landmarks of IRIS are which of each eye's."""

    left_iris_center_index: int = field(1, default=0)
    left_iris_top_index: int = field(2, default=2)
    left_iris_bottom_index: int = field(3, default=4)
    left_iris_left_index: int = field(4, default=3)
    left_iris_right_index: int = field(5, default=1)
    right_iris_center_index: int = field(6, default=5)
    right_iris_top_index: int = field(7, default=7)
    right_iris_bottom_index: int = field(8, default=9)
    right_iris_left_index: int = field(9, default=6)
    right_iris_right_index: int = field(10, default=8)

    @property
    def left(self) -> IrisIndices:
        """The landmarks of the left iris."""
        return IrisIndices(
            self.left_iris_center_index,
            self.left_iris_top_index,
            self.left_iris_bottom_index,
            self.left_iris_left_index,
            self.left_iris_right_index,
        )

    @property
    def right(self) -> IrisIndices:
        """The landmarks of the right iris."""
        return IrisIndices(
            self.right_iris_center_index,
            self.right_iris_top_index,
            self.right_iris_bottom_index,
            self.right_iris_left_index,
            self.right_iris_right_index,
        )


@register
class IrisToDepthCalculator(Calculator):
    """Sends the distance of each eye from the camera, smoothed over time; nothing without a focal length.

    Inputs:
        IRIS: NormalizedLandmarks, 5 of the left iris and 5 of the right.
        IMAGE_SIZE: (width, height) in pixels.
    Side packets:
        FOCAL_LENGTH: float, optional; of the camera, in pixels, or
        IMAGE_FILE_PROPERTIES: ImageFileProperties, optional; they say it, too.
    Outputs:
        LEFT_IRIS_DEPTH_MM: float, optional; in millimetres.
        RIGHT_IRIS_DEPTH_MM: float, optional; in millimetres.
    Options:
        IrisToDepthCalculatorOptions

    Example::

        node {
          calculator: "IrisToDepthCalculator"
          input_stream: "IRIS:iris_landmarks"
          input_stream: "IMAGE_SIZE:image_size"
          input_side_packet: "FOCAL_LENGTH:focal_length_pixel"
          output_stream: "LEFT_IRIS_DEPTH_MM:left_depth"
          output_stream: "RIGHT_IRIS_DEPTH_MM:right_depth"
        }
    """

    lightweight = True

    iris = Input[NormalizedLandmarks]("IRIS")
    image_size = Input[ImageSize]("IMAGE_SIZE")
    focal_length = SideInput[float]("FOCAL_LENGTH", optional=True)
    properties = SideInput[ImageFileProperties]("IMAGE_FILE_PROPERTIES", optional=True)
    left_depth = Output[float]("LEFT_IRIS_DEPTH_MM", optional=True)
    right_depth = Output[float]("RIGHT_IRIS_DEPTH_MM", optional=True)

    options: IrisToDepthCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(len(contract.input_side_packets) <= 1, "it takes either FOCAL_LENGTH or IMAGE_FILE_PROPERTIES")
        indices = [*contract.options.left, *contract.options.right]
        contract.require(min(indices) >= 0 and max(indices) < 10, f"indices must be within 0..9, found {indices}")
        contract.require_named_side_packets()

    def open(self) -> None:
        self._focal_length = self.focal_length.get(0.0)
        if self.properties.connected:
            self._focal_length = self.properties.value.focal_length_pixels
        self._left = self._right = math.inf

    def process(self) -> None:
        if self.iris.is_empty or self._focal_length <= 0:
            return
        points = require_irises(self.iris.value)
        if self.image_size.is_empty:
            raise GraphError("there are irises, but IMAGE_SIZE has no packet at this timestamp")
        size = self.image_size.value
        self._left = _smooth(self._left, iris_depth_mm(points, self.options.left, size, self._focal_length))
        self._right = _smooth(self._right, iris_depth_mm(points, self.options.right, size, self._focal_length))
        self.left_depth.send(self._left)
        self.right_depth.send(self._right)


def _smooth(before: float, now: float) -> float:
    return now if math.isinf(before) else before * (1 - _NEW) + now * _NEW
