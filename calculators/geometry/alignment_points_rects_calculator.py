"""AlignmentPointsRectsCalculator: square regions by a middle and a second point."""

from __future__ import annotations

from backedge.authoring import Contract, register
from backedge.calculators.geometry.detections_to_rects_calculator import DetectionsToRectsCalculator
from backedge.calculators.geometry.rect_from_detection import rotation_by_keypoints
from backedge.calculators.geometry.rect_from_points import square_around
from backedge.errors import PacketTypeError
from backedge.formats import Detection, ImageSize, NormalizedRect


@register
class AlignmentPointsRectsCalculator(DetectionsToRectsCalculator):
    """Makes a square of every detection: around its start keypoint, twice as large as the way to its end keypoint.

    As in MediaPipe, RECT and RECTS are those of DetectionsToRectsCalculator.

    Inputs:
        DETECTION: Detection, or
        DETECTIONS: list[Detection].
        IMAGE_SIZE: (width, height) in pixels.
    Outputs:
        one of NORM_RECT: NormalizedRect, NORM_RECTS: list[NormalizedRect], RECT: Rect, RECTS: list[Rect].
    Options:
        DetectionsToRectsCalculatorOptions, with both keypoints and an angle.

    Example::

        node {
          calculator: "AlignmentPointsRectsCalculator"
          input_stream: "DETECTION:pose_detection"
          input_stream: "IMAGE_SIZE:image_size"
          output_stream: "NORM_RECT:pose_rect"
          options {
            [mediapipe.DetectionsToRectsCalculatorOptions.ext] {
              rotation_vector_start_keypoint_index: 0
              rotation_vector_end_keypoint_index: 1
              rotation_vector_target_angle_degrees: 90
            }
          }
        }
    """

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        super().update_contract(contract)
        options = contract.options
        contract.require(
            options.rotation_vector_start_keypoint_index is not None,
            "its options need rotation_vector_start_keypoint_index and rotation_vector_end_keypoint_index",
        )

    def normalized_rect(self, detection: Detection, size: ImageSize | None) -> NormalizedRect:
        start, end = (
            self.options.rotation_vector_start_keypoint_index,
            self.options.rotation_vector_end_keypoint_index,
        )
        if start is None or end is None or size is None:
            raise PacketTypeError("a square needs two keypoints and the size of the image")
        rotation = rotation_by_keypoints(detection, size, self.options)
        return square_around(detection.keypoints[start].tolist(), detection.keypoints[end].tolist(), size, rotation)
