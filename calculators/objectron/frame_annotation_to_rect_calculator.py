"""FrameAnnotationToRectCalculator: rectangles around boxes in space, turned as they are."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.objectron.frame_annotation import FrameAnnotation, ObjectAnnotation
from backedge.errors import PacketTypeError
from backedge.formats import NormalizedRect
from backedge.protos import Message, field

_LEAST: Final = float(np.finfo(np.float32).tiny)
"""What MediaPipe takes for the lower limit of floats: a rectangle reaches to the picture's edges at least."""


class FrameAnnotationToRectCalculatorOptions(
    Message, name="mediapipe.FrameAnnotationToRectCalculatorOptions", extension=338119067
):
    """Options of FrameAnnotationToRectCalculator: when a box counts as seen from above.

    Attributes:
        off_threshold: it does from when its y axis is so close to the line of sight, in degrees.
        on_threshold: it does not any more from when its y axis is so far from it, in degrees.
    """

    off_threshold: float = field(1, default=40.0)
    on_threshold: float = field(2, default=41.0)


@register
class FrameAnnotationToRectCalculator(Calculator):
    """Makes a rectangle of every box in space: around its points in the picture, turned as the box's y axis is seen.

    Of a box that is seen from above the z axis counts.

    Inputs:
        FRAME_ANNOTATION: FrameAnnotation, whose objects have rotation and translation.
    Outputs:
        NORM_RECTS: list[NormalizedRect].
    Options:
        FrameAnnotationToRectCalculatorOptions

    Example::

        node {
          calculator: "FrameAnnotationToRectCalculator"
          input_stream: "FRAME_ANNOTATION:detected_objects"
          output_stream: "NORM_RECTS:box_rects"
        }
    """

    lightweight = True

    annotation = Input[FrameAnnotation]("FRAME_ANNOTATION")
    rects = Output[list[NormalizedRect]]("NORM_RECTS")

    options: FrameAnnotationToRectCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        off, on = contract.options.off_threshold, contract.options.on_threshold
        contract.require(off <= on, f"off_threshold must not be above on_threshold, found {off:g} and {on:g}")

    def open(self) -> None:
        self._from_above = False

    def process(self) -> None:
        self.rects.send([self._rect(each) for each in self.annotation.value.annotations])

    def _rect(self, annotation: ObjectAnnotation) -> NormalizedRect:
        points = annotation.points_2d()
        pose = annotation.rotation, annotation.translation
        if not len(points) or (len(pose[0]), len(pose[1])) != (9, 3):
            raise PacketTypeError(
                f"an object needs points, 9 numbers of rotation and 3 of translation, found {len(points)} points"
                f" and {len(pose[0])} and {len(pose[1])} numbers"
            )
        rotation = np.array(pose[0]).reshape(3, 3)
        limit = self.options.on_threshold if self._from_above else self.options.off_threshold
        # Beyond 1 it is no angle: not from above.
        cosine = float(rotation[2, 1])
        self._from_above = abs(cosine) <= 1 and math.degrees(math.acos(cosine)) < limit
        axis = rotation[:, 2] if self._from_above else rotation[:, 1]
        left, top = points.min(axis=0).tolist()
        right, bottom = np.maximum(points.max(axis=0), _LEAST).tolist()
        return NormalizedRect(
            (left + right) / 2, (top + bottom) / 2, right - left, bottom - top, _angle(axis, np.array(pose[1]))
        )


def _angle(axis: NDArray[np.float64], center: NDArray[np.float64]) -> float:
    """How far the picture of an axis is turned from upright, in radians."""
    one, other = center + axis, center - axis
    x, y = (other[2] * other[:2] - one[2] * one[:2]).tolist()
    return math.pi / 2 - math.atan2(y, x)
