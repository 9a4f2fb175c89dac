"""LandmarksToFrameAnnotationCalculator: the landmarks of boxes as annotations of their corners."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.objectron.frame_annotation import (
    AnnotatedKeyPoint,
    FrameAnnotation,
    NormalizedPoint2D,
    ObjectAnnotation,
)
from backedge.formats import NormalizedLandmarks


@register
class LandmarksToFrameAnnotationCalculator(Calculator):
    """Makes an object of every list of landmarks, with its points in the picture.

    Inputs:
        LANDMARKS: NormalizedLandmarks, of one object, or
        MULTI_LANDMARKS: list[NormalizedLandmarks], or both; that of LANDMARKS comes first.
    Outputs:
        FRAME_ANNOTATION: FrameAnnotation.

    Example::

        node {
          calculator: "LandmarksToFrameAnnotationCalculator"
          input_stream: "MULTI_LANDMARKS:multi_box_landmarks"
          output_stream: "FRAME_ANNOTATION:box_annotations"
        }
    """

    lightweight = True

    landmarks = Input[NormalizedLandmarks]("LANDMARKS", optional=True)
    multi_landmarks = Input[list[NormalizedLandmarks]]("MULTI_LANDMARKS", optional=True)
    annotation = Output[FrameAnnotation]("FRAME_ANNOTATION")

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(contract.inputs, "it needs LANDMARKS or MULTI_LANDMARKS")

    def process(self) -> None:
        objects = list(self.multi_landmarks.get([]))
        if not self.landmarks.is_empty:
            objects.insert(0, self.landmarks.value)
        self.annotation.send(FrameAnnotation(annotations=tuple(map(_annotate, objects))))


def _annotate(landmarks: NormalizedLandmarks) -> ObjectAnnotation:
    points = landmarks.points[:, :2].tolist()
    return ObjectAnnotation(keypoints=tuple(AnnotatedKeyPoint(point_2d=NormalizedPoint2D(x=x, y=y)) for x, y in points))
