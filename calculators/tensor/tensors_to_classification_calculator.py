"""TensorsToClassificationCalculator: a model's scores as classes."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.tensor.decode_classification import (
    TensorsToClassificationCalculatorOptions,
    decode_classification,
)
from backedge.errors import PacketTypeError
from backedge.formats import ClassificationList, Tensor


@register
class TensorsToClassificationCalculator(Calculator):
    """Names classes and picks the best.

    Inputs:
        TENSORS: list[Tensor], of one of float32: a score for each class, or one for binary classification.
    Outputs:
        CLASSIFICATIONS: ClassificationList.
    Options:
        TensorsToClassificationCalculatorOptions

    Example::

        node {
          calculator: "TensorsToClassificationCalculator"
          input_stream: "TENSORS:handedness_tensor"
          output_stream: "CLASSIFICATIONS:handedness"
          options {
            [mediapipe.TensorsToClassificationCalculatorOptions.ext] {
              top_k: 1
              label_map_path: "mediapipe/modules/hand_landmark/handedness.txt"
              binary_classification: true
            }
          }
        }
    """

    lightweight = True

    tensors = Input[list[Tensor]]("TENSORS")
    classifications = Output[ClassificationList]("CLASSIFICATIONS")

    options: TensorsToClassificationCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.options.check()
        entries = contract.options.label_map.entries if contract.options.label_map else ()
        ids = [entry.id for entry in entries]
        contract.require(len(set(ids)) == len(ids), f"label_map has an id twice: {ids}")

    def open(self) -> None:
        self._labels = self.options.labels()

    def process(self) -> None:
        tensors = self.tensors.value
        if len(tensors) != 1:
            raise PacketTypeError(f"TENSORS must hold one tensor, found {len(tensors)}")
        self.classifications.send(decode_classification(tensors[0].data, self.options, self._labels))
