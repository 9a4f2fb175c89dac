"""Lift2DFrameAnnotationTo3DCalculator: boxes in space."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Final

from backedge.authoring import Calculator, Input, Output, register
from backedge.calculators.objectron.frame_annotation import FrameAnnotation, ObjectAnnotation, Point3D
from backedge.calculators.objectron.lift_box import Intrinsics, lift_box
from backedge.protos import Message, field

_IDS: Final = itertools.count(1)
"""The numbers of objects, unique in this process."""


class BeliefDecoderConfig(Message, name="mediapipe.BeliefDecoderConfig"):
    """Options for maps of belief, which this calculator does not read, as in MediaPipe."""

    heatmap_threshold: float = field(1, default=0.9)
    local_max_distance: float = field(2, default=10.0)
    offset_scale_coef: float = field(3, default=0.5)
    voting_radius: int = field(4)
    voting_allowance: int = field(5)
    voting_threshold: float = field(6)


class Lift2DFrameAnnotationTo3DCalculatorOptions(
    Message, name="mediapipe.Lift2DFrameAnnotationTo3DCalculatorOptions", extension=290166284
):
    """Options of Lift2DFrameAnnotationTo3DCalculator: the camera, in halves of the picture's width and height.

    Attributes:
        decoder_config: not read, as in MediaPipe.
        normalized_focal_x: focal length across.
        normalized_focal_y: focal length down.
        normalized_principal_point_x: where the camera looks, from the middle to the right.
        normalized_principal_point_y: where the camera looks, from the middle upwards.
    """

    decoder_config: BeliefDecoderConfig | None = field(1)
    normalized_focal_x: float = field(2, default=1.0)
    normalized_focal_y: float = field(3, default=1.0)
    normalized_principal_point_x: float = field(4, default=0.0)
    normalized_principal_point_y: float = field(5, default=0.0)


@register
class Lift2DFrameAnnotationTo3DCalculator(Calculator):
    """Puts boxes into space: gives objects whose 9 points in the picture are known points, a pose and a size in space.

    Lengths are in a unit of each object's own, since a picture does not tell how far away it is.

    Inputs:
        FRAME_ANNOTATION: FrameAnnotation.
    Outputs:
        LIFTED_FRAME_ANNOTATION: FrameAnnotation, with new object ids and the packet's timestamp.
    Options:
        Lift2DFrameAnnotationTo3DCalculatorOptions

    Example::

        node {
          calculator: "Lift2DFrameAnnotationTo3DCalculator"
          input_stream: "FRAME_ANNOTATION:box_annotations"
          output_stream: "LIFTED_FRAME_ANNOTATION:detected_objects"
          options {
            [mediapipe.Lift2DFrameAnnotationTo3DCalculatorOptions.ext] { normalized_focal_x: 2 normalized_focal_y: 2 }
          }
        }
    """

    flat = Input[FrameAnnotation]("FRAME_ANNOTATION")
    lifted = Output[FrameAnnotation]("LIFTED_FRAME_ANNOTATION")

    options: Lift2DFrameAnnotationTo3DCalculatorOptions

    def open(self) -> None:
        options = self.options
        self._camera = Intrinsics(
            options.normalized_focal_x,
            options.normalized_focal_y,
            options.normalized_principal_point_x,
            options.normalized_principal_point_y,
        )

    def process(self) -> None:
        frame = self.flat.value
        lifted = tuple(_lift(each, self._camera) for each in frame.annotations)
        self.lifted.send(replace(frame, annotations=lifted, timestamp=float(self.timestamp)))


def _lift(annotation: ObjectAnnotation, camera: Intrinsics) -> ObjectAnnotation:
    box = lift_box(annotation.points_2d(), camera)
    keypoints = [
        replace(keypoint, point_3d=Point3D(x=x, y=y, z=z))
        for keypoint, (x, y, z) in zip(annotation.keypoints, box.points.tolist(), strict=True)
    ]
    return replace(
        annotation,
        object_id=next(_IDS),
        keypoints=tuple(keypoints),
        rotation=tuple(box.rotation.ravel().tolist()),
        translation=tuple(box.translation.tolist()),
        scale=tuple(box.scale.tolist()),
    )
