"""Options of `decode_detections` (MediaPipe `calculators/tensor/tensors_to_detections_calculator.proto`)."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from backedge.calculators.checks import require_option


class BoxFormat(enum.IntEnum):
    """What the first four values of a raw box are, and the order of x and y in its keypoints."""

    UNSPECIFIED = 0
    YXHW = 1
    XYWH = 2
    XYXY = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorsToDetectionsOptions:
    """MediaPipe's `TensorsToDetectionsCalculatorOptions`; a field that is None or empty is not set.

    Attributes:
        num_classes: classes the model tells apart.
        num_boxes: boxes it predicts; 0 for a model that says so itself.
        num_coords: values it predicts for a box: 4 and two for each keypoint.
        keypoint_coord_offset: index of a box's first keypoint value.
        num_keypoints: keypoints of a box.
        num_values_per_keypoint: values of a keypoint; only 2 is known.
        box_coord_offset: index of a box's first value.
        x_scale: what raw x of centres and keypoints is divided by.
        y_scale: what raw y of centres and keypoints is divided by.
        w_scale: what raw widths are divided by.
        h_scale: what raw heights are divided by.
        apply_exponential_on_box_size: raw sizes are logarithms.
        reverse_output_order: deprecated spelling of ``box_format: XYWH``.
        ignore_classes: classes that are never detected.
        allow_classes: the only classes that are detected; empty: all.
        sigmoid_score: raw scores are logits.
        score_clipping_thresh: logits are clipped to plus or minus this.
        flip_vertically: the result's origin is the bottom left corner.
        min_score_thresh: detections below are dropped.
        max_results: only the first so many detections are kept; -1: all.
        max_classes_per_detection: how often a model with built-in suppression repeats a box, with another class each.
        box_format: unspecified it is YXHW, or XYWH where `reverse_output_order` is set.
        box_indices: where a model with built-in suppression has a box's ymin, xmin, ymax and xmax.
    """

    num_classes: int
    num_coords: int
    num_boxes: int = 0
    keypoint_coord_offset: int = 0
    num_keypoints: int = 0
    num_values_per_keypoint: int = 2
    box_coord_offset: int = 0
    x_scale: float = 0.0
    y_scale: float = 0.0
    w_scale: float = 0.0
    h_scale: float = 0.0
    apply_exponential_on_box_size: bool = False
    reverse_output_order: bool = False
    ignore_classes: tuple[int, ...] = ()
    allow_classes: tuple[int, ...] = ()
    sigmoid_score: bool = False
    score_clipping_thresh: float | None = None
    flip_vertically: bool = False
    min_score_thresh: float | None = None
    max_results: int = -1
    max_classes_per_detection: int = 1
    box_format: BoxFormat = BoxFormat.UNSPECIFIED
    box_indices: tuple[int, int, int, int] = (0, 1, 2, 3)

    def __post_init__(self) -> None:
        require_option(
            self.num_values_per_keypoint == 2,
            f"TensorsToDetections: num_values_per_keypoint must be 2, found {self.num_values_per_keypoint}",
        )
        require_option(
            self.num_coords == 4 + 2 * self.num_keypoints,
            f"TensorsToDetections: num_coords must be 4 + 2 * num_keypoints = {4 + 2 * self.num_keypoints},"
            f" found {self.num_coords}",
        )
        require_option(self.max_results != 0, "TensorsToDetections: max_results must not be 0; -1 means all")
        require_option(
            not (self.allow_classes and self.ignore_classes),
            "TensorsToDetections: allow_classes and ignore_classes exclude each other, found both",
        )
        require_option(
            sorted(self.box_indices) == [0, 1, 2, 3],
            f"TensorsToDetections: box_indices must be 0, 1, 2 and 3 in some order, found {self.box_indices}",
        )

    @property
    def layout(self) -> BoxFormat:
        """The box format after the rules for unspecified ones."""
        if self.box_format is not BoxFormat.UNSPECIFIED:
            return self.box_format
        return BoxFormat.XYWH if self.reverse_output_order else BoxFormat.YXHW

    def is_allowed(self, class_id: int) -> bool:
        """Whether detections of the class are wanted."""
        return class_id in self.allow_classes if self.allow_classes else class_id not in self.ignore_classes
