"""LandmarkProjectionCalculator: landmarks of a region as landmarks of the image."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from backedge.authoring import Calculator, Contract, Input, Inputs, Outputs, register
from backedge.calculators.core.matrix import FloatMatrix
from backedge.calculators.geometry.project_landmarks import (
    project_landmarks,
    project_landmarks_by_matrix,
    project_landmarks_in_image,
)
from backedge.formats import ImageSize, NormalizedLandmarks, NormalizedRect
from backedge.protos import Message, field

_Projection: TypeAlias = Callable[[NormalizedLandmarks], NormalizedLandmarks]


class LandmarkProjectionCalculatorOptions(
    Message, name="mediapipe.LandmarkProjectionCalculatorOptions", extension=263371892
):
    """Options of LandmarkProjectionCalculator.

    Attributes:
        ignore_rotation: take the rectangle as if it were not rotated.
    """

    ignore_rotation: bool = field(1)


@register
class LandmarkProjectionCalculator(Calculator):
    """Gives landmarks in parts of the image; z scales as x does.

    Inputs:
        NORM_LANDMARKS, any number: NormalizedLandmarks, in parts of the region.
        NORM_RECT: NormalizedRect; the region, or
        PROJECTION_MATRIX: float32 (4, 4); from the region to the image, both 0..1 along each side.
        IMAGE_DIMENSIONS: (width, height), optional; needed where NORM_RECT is rotated and not square.
    Outputs:
        NORM_LANDMARKS, as many: NormalizedLandmarks.
    Options:
        LandmarkProjectionCalculatorOptions

    Example::

        node {
          calculator: "LandmarkProjectionCalculator"
          input_stream: "NORM_LANDMARKS:landmarks_in_rect"
          input_stream: "NORM_RECT:hand_rect"
          output_stream: "NORM_LANDMARKS:landmarks"
        }
    """

    lightweight = True

    in_region = Inputs[NormalizedLandmarks]("NORM_LANDMARKS", minimum=1)
    norm_rect = Input[NormalizedRect]("NORM_RECT", optional=True)
    image_dimensions = Input[ImageSize]("IMAGE_DIMENSIONS", optional=True)
    projection_matrix = Input[FloatMatrix]("PROJECTION_MATRIX", optional=True)
    in_image = Outputs[NormalizedLandmarks]("NORM_LANDMARKS", minimum=1)

    options: LandmarkProjectionCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        given, made = contract.inputs.count("NORM_LANDMARKS"), contract.outputs.count("NORM_LANDMARKS")
        contract.require_as_many(given, "inputs NORM_LANDMARKS", made, "outputs")
        by_rect, by_matrix = "NORM_RECT" in contract.inputs, "PROJECTION_MATRIX" in contract.inputs
        contract.require(by_rect != by_matrix, "it takes either NORM_RECT or PROJECTION_MATRIX")
        contract.require(by_rect or "IMAGE_DIMENSIONS" not in contract.inputs, "IMAGE_DIMENSIONS goes with NORM_RECT")

    def process(self) -> None:
        projection = self._projection()
        if projection is None:
            return
        for source, target in zip(self.in_region, self.in_image, strict=True):
            if not source.is_empty:
                target.send(projection(source.value))

    def _projection(self) -> _Projection | None:
        """The projection at this timestamp; None where something is missing for it."""
        ignore_rotation = self.options.ignore_rotation
        if self.projection_matrix.connected:
            matrix = self.projection_matrix.get()
            return None if matrix is None else lambda landmarks: project_landmarks_by_matrix(landmarks, matrix)
        rect, size = self.norm_rect.get(), self.image_dimensions.get()
        if rect is None or (size is None and self.image_dimensions.connected):
            return None
        if size is None:
            return lambda landmarks: project_landmarks(landmarks, rect, ignore_rotation=ignore_rotation)
        return lambda landmarks: project_landmarks_in_image(landmarks, rect, size, ignore_rotation=ignore_rotation)
