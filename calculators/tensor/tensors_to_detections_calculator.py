"""TensorsToDetectionsCalculator: a detector's output as detections."""

from __future__ import annotations

from typing import Any, Final

from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.options import plain_options
from backedge.calculators.tensor.decode_detections import decode_detections
from backedge.calculators.tensor.decode_suppressed import decode_suppressed_detections
from backedge.calculators.tensor.detection_options import BoxFormat, TensorsToDetectionsOptions
from backedge.errors import PacketTypeError
from backedge.formats import Anchors, Detection, Tensor
from backedge.protos import Message, field

_NAME = "mediapipe.TensorsToDetectionsCalculatorOptions"
_ORDERS: Final = (
    ("detections", "scores"),
    ("detections", "scores", "anchors"),
    ("detections", "classes", "scores", "num_detections"),
)
"""What tensors there may be, in their usual order."""


class TensorMapping(Message, name=f"{_NAME}.TensorMapping"):
    """Which tensor is which."""

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
        return order if any(sorted(order) == sorted(usual) for usual in _ORDERS) else None


class BoxBoundariesIndices(Message, name=f"{_NAME}.BoxBoundariesIndices"):
    """Which value of a box is which side."""

    ymin: int = field(1, default=0)
    xmin: int = field(2, default=1)
    ymax: int = field(3, default=2)
    xmax: int = field(4, default=3)


class TensorsToDetectionsCalculatorOptions(Message, name=_NAME, extension=335742639):
    """Options of TensorsToDetectionsCalculator; see `TensorsToDetectionsOptions` for those not named here.

    Attributes:
        tensor_mapping: which tensor is which, where it is not the usual order.
        box_boundaries_indices: which value of a box is which side, for models that suppress boxes themselves.
    """

    num_classes: int = field(1)
    num_boxes: int = field(2)
    num_coords: int = field(3)
    x_scale: float = field(4)
    y_scale: float = field(5)
    w_scale: float = field(6)
    h_scale: float = field(7)
    ignore_classes: tuple[int, ...] = field(8)
    keypoint_coord_offset: int = field(9)
    num_keypoints: int = field(10)
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

    def decoding(self, **changes: Any) -> TensorsToDetectionsOptions:
        """The numerics' options, with `changes`.

        Raises:
            ConfigError: they contradict each other.
        """
        sides = self.box_boundaries_indices or BoxBoundariesIndices()
        indices = (sides.ymin, sides.xmin, sides.ymax, sides.xmax)
        return plain_options(self, TensorsToDetectionsOptions, box_indices=indices, **changes)


@register
class TensorsToDetectionsCalculator(Calculator):
    """Decodes what a detector says about each of its anchors, or the result of one that suppresses boxes itself.

    Inputs:
        TENSORS: list[Tensor]; boxes and scores; or boxes, scores and anchors; or boxes, classes, scores and their
            number.
    Side packets:
        ANCHORS: Anchors; needed for boxes and scores alone.
        IGNORE_CLASSES: list[int], optional; instead of the option.
    Outputs:
        DETECTIONS: list[Detection]; may be empty.
    Options:
        TensorsToDetectionsCalculatorOptions

    Example::

        node {
          calculator: "TensorsToDetectionsCalculator"
          input_stream: "TENSORS:detection_tensors"
          input_side_packet: "ANCHORS:anchors"
          output_stream: "DETECTIONS:detections"
          options {
            [mediapipe.TensorsToDetectionsCalculatorOptions.ext] {
              num_classes: 1
              num_boxes: 2016
              num_coords: 4
              x_scale: 192.0
              y_scale: 192.0
              w_scale: 192.0
              h_scale: 192.0
              sigmoid_score: true
              min_score_thresh: 0.5
            }
          }
        }
    """

    tensors = Input[list[Tensor]]("TENSORS")
    anchors = SideInput[Anchors]("ANCHORS", optional=True)
    ignore_classes = SideInput[list[int]]("IGNORE_CLASSES", optional=True)
    detections = Output[list[Detection]]("DETECTIONS")

    options: TensorsToDetectionsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.decoding()
        contract.require(contract.options.num_classes > 0, "option num_classes must be at least 1")
        mapping = contract.options.tensor_mapping
        known = "; ".join(", ".join(order) for order in _ORDERS)
        contract.require(
            mapping is None or mapping.order(), f"tensor_mapping must number, from 0, all of one of these: {known}"
        )

    def open(self) -> None:
        ignored = self.ignore_classes.get()
        changes = {} if ignored is None else {"ignore_classes": tuple(ignored)}
        self._decoding = self.options.decoding(**changes)
        self._anchors = self.anchors.get()
        mapping = self.options.tensor_mapping
        usual = {len(order): order for order in _ORDERS}
        custom = mapping.order() if mapping else None
        self._orders = {len(custom): custom} if custom else usual

    def process(self) -> None:
        tensors = self.tensors.value
        order = self._orders.get(len(tensors))
        if order is None:
            raise PacketTypeError(f"TENSORS must hold {' or '.join(map(str, self._orders))}, found {len(tensors)}")
        named = {name: tensor.data for name, tensor in zip(order, tensors, strict=True)}
        decode = self._decode_suppressed if "num_detections" in named else self._decode
        self.detections.send(decode(named))

    def _decode(self, tensors: dict[str, NDArray[Any]]) -> list[Detection]:
        if "anchors" in tensors:  # y, x, height, width
            self._anchors = Anchors(tensors["anchors"][:, [1, 0, 3, 2]])
        if self._anchors is None:
            raise PacketTypeError("there are no anchors: connect ANCHORS, or give them as the third tensor")
        return decode_detections(tensors["detections"], tensors["scores"], self._anchors, self._decoding)

    def _decode_suppressed(self, tensors: dict[str, NDArray[Any]]) -> list[Detection]:
        count = int(tensors["num_detections"].item())
        boxes, classes, scores = tensors["detections"], tensors["classes"], tensors["scores"]
        return decode_suppressed_detections(boxes, classes, scores, count, self._decoding)
