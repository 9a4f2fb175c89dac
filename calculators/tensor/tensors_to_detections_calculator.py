"""TensorsToDetectionsCalculator: a detector's output as detections."""

from __future__ import annotations

import dataclasses
from typing import Any

from numpy.typing import NDArray

from backedge.authoring import Calculator, Contract, Input, Output, SideInput, register
from backedge.calculators.tensor.decode_detections import DetectionDecoder, decode_suppressed_detections
from backedge.calculators.tensor.tensors_to_detections_options import (
    TENSOR_ORDERS,
    TensorsToDetectionsCalculatorOptions,
)
from backedge.errors import PacketTypeError
from backedge.formats import Anchors, Detection, Tensor


@register
class TensorsToDetectionsCalculator(Calculator):
    """Decodes the tensors of a detector: values for each of its anchors, or boxes that it has suppressed itself.

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

    lightweight = True

    tensors = Input[list[Tensor]]("TENSORS")
    anchors = SideInput[Anchors]("ANCHORS", optional=True)
    ignore_classes = SideInput[list[int]]("IGNORE_CLASSES", optional=True)
    detections = Output[list[Detection]]("DETECTIONS")

    options: TensorsToDetectionsCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check()
        contract.require(contract.options.num_classes > 0, "option num_classes must be at least 1")
        mapping = contract.options.tensor_mapping
        known = "; ".join(", ".join(order) for order in TENSOR_ORDERS)
        contract.require(
            mapping is None or mapping.order(), f"tensor_mapping must number, from 0, all of one of these: {known}"
        )

    def open(self) -> None:
        ignored = self.ignore_classes.get()
        self._decoding = self.options
        if ignored is not None:
            self._decoding = dataclasses.replace(self.options, ignore_classes=tuple(ignored))
            self._decoding.check()
        self._decode_raw = DetectionDecoder(self._decoding)
        self._anchors = self.anchors.get()
        mapping = self.options.tensor_mapping
        usual = {len(order): order for order in TENSOR_ORDERS}
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
            anchors = tensors["anchors"]
            if anchors.ndim != 2 or anchors.shape[1] != 4:
                raise PacketTypeError(f"a tensor of anchors has shape (N, 4), found {anchors.shape}")
            self._anchors = Anchors(anchors[:, [1, 0, 3, 2]])
        if self._anchors is None:
            raise PacketTypeError("there are no anchors: connect ANCHORS, or give them as the third tensor")
        return self._decode_raw(tensors["detections"], tensors["scores"], self._anchors)

    def _decode_suppressed(self, tensors: dict[str, NDArray[Any]]) -> list[Detection]:
        count = int(tensors["num_detections"].item())
        boxes, classes, scores = tensors["detections"], tensors["classes"], tensors["scores"]
        return decode_suppressed_detections(boxes, classes, scores, count, self._decoding)
