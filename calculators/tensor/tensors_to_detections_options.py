"""Options of TensorsToDetectionsCalculator (MediaPipe `calculators/tensor/tensors_to_detections_calculator.proto`)."""

from __future__ import annotations

import enum
from typing import Annotated, Final

from backedge.calculators.checks import require_option
from backedge.protos import Message, Range, field

_NAME = "mediapipe.TensorsToDetectionsCalculatorOptions"
_MOST_CLASSES: Final = 10**6
_MOST_KEYPOINTS: Final = 10**5
TENSOR_ORDERS: Final = (
    ("detections", "scores"),
    ("detections", "scores", "anchors"),
    ("detections", "classes", "scores", "num_detections"),
)
"""The sets of tensors that a detector may give, each in its usual order."""


class TensorMapping(Message, name=f"{_NAME}.TensorMapping"):
    """The index of each tensor."""

    detections_tensor_index: int | None = field(1)
    classes_tensor_index: int | None = field(2)
    scores_tensor_index: int | None = field(3)
    num_detections_tensor_index: int | None = field(4)
    anchors_tensor_index: int | None = field(5)

    def order(self) -> tuple[str, ...] | None:
        """The names of the tensors in their order; None if the indices make no sense."""
        indices = {
            "detections": self.detections_tensor_index,
            "classes": self.classes_tensor_index,
            "scores": self.scores_tensor_index,
            "num_detections": self.num_detections_tensor_index,
            "anchors": self.anchors_tensor_index,
        }
        names = {index: name for name, index in indices.items() if index is not None}
        order = tuple(names.get(index, "") for index in range(len(names)))
        return order if any(sorted(order) == sorted(usual) for usual in TENSOR_ORDERS) else None


class BoxBoundariesIndices(Message, name=f"{_NAME}.BoxBoundariesIndices"):
    """The index of each side among the values of a box."""

    ymin: int = field(1, default=0)
    xmin: int = field(2, default=1)
    ymax: int = field(3, default=2)
    xmax: int = field(4, default=3)


class BoxFormat(enum.IntEnum):
    """The meaning of the first four values of a raw box, and the order of x and y in its keypoints."""

    UNSPECIFIED = 0
    YXHW = 1
    XYWH = 2
    XYXY = 3


class TensorsToDetectionsCalculatorOptions(Message, name=_NAME, extension=335742639):
    """Options of TensorsToDetectionsCalculator; a field that is None or empty is not set.

    Attributes:
        num_classes: classes the model tells apart.
        num_boxes: boxes it predicts; 0 for a model that gives their number itself.
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
        tensor_mapping: which tensor is which, where it is not the usual order.
        box_boundaries_indices: which value of a box is which side, for a model with built-in suppression.
    """

    num_classes: Annotated[int, Range(0, _MOST_CLASSES)] = field(1)
    num_boxes: int = field(2)
    num_coords: int = field(3)
    x_scale: float = field(4)
    y_scale: float = field(5)
    w_scale: float = field(6)
    h_scale: float = field(7)
    ignore_classes: tuple[int, ...] = field(8)
    keypoint_coord_offset: int = field(9)
    num_keypoints: Annotated[int, Range(0, _MOST_KEYPOINTS)] = field(10)
    num_values_per_keypoint: int = field(11, default=2)
    box_coord_offset: int = field(12)
    apply_exponential_on_box_size: bool = field(13)
    reverse_output_order: bool = field(14)
    sigmoid_score: bool = field(15)
    score_clipping_thresh: float | None = field(16)
    flip_vertically: bool = field(18)
    min_score_thresh: float | None = field(19)
    max_results: int = field(20, default=-1)
    allow_classes: tuple[int, ...] = field(21)
    tensor_mapping: TensorMapping | None = field(22)
    box_boundaries_indices: BoxBoundariesIndices | None = field(23, oneof="box_indices")
    box_format: BoxFormat = field(24)
    max_classes_per_detection: int = field(25, default=1)

    def check(self) -> None:
        """Refuse options that contradict each other.

        Raises:
            ConfigError: an option is impossible or contradicts another.
        """
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
    def box_indices(self) -> tuple[int, int, int, int]:
        """The indices of a box's ymin, xmin, ymax and xmax, for a model with built-in suppression."""
        sides = self.box_boundaries_indices or BoxBoundariesIndices()
        return sides.ymin, sides.xmin, sides.ymax, sides.xmax

    @property
    def layout(self) -> BoxFormat:
        """The box format after the rules for unspecified ones."""
        if self.box_format is not BoxFormat.UNSPECIFIED:
            return self.box_format
        return BoxFormat.XYWH if self.reverse_output_order else BoxFormat.YXHW

    def is_allowed(self, class_id: int) -> bool:
        """Tell whether detections of the class are wanted."""
        return class_id in self.allow_classes if self.allow_classes else class_id not in self.ignore_classes
