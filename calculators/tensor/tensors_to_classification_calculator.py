"""TensorsToClassificationCalculator: a model's scores as classes."""

from __future__ import annotations

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.options import plain_options
from backedge.calculators.resource.resource import find_resource
from backedge.calculators.tensor.decode_classification import (
    Label,
    TensorsToClassificationOptions,
    decode_classification,
    parse_label_map,
)
from backedge.errors import PacketTypeError
from backedge.formats import ClassificationList, Tensor
from backedge.protos import Int64, Message, field

_NAME = "mediapipe.TensorsToClassificationCalculatorOptions"


class LabelMapItem(Message, name="mediapipe.LabelMapItem"):
    """What a class is called."""

    name: str = field(1)
    display_name: str = field(2)
    child_name: tuple[str, ...] = field(3)


class LabelItem(Message, name=f"{_NAME}.LabelItemsEntry"):
    """One entry of a map from class to name."""

    key: Int64 = field(1)
    value: LabelMapItem = field(2)


class LabelMapEntry(Message, name=f"{_NAME}.LabelMap.Entry"):
    """One class and its name."""

    id: int = field(1)
    label: str = field(2)


class LabelMap(Message, name=f"{_NAME}.LabelMap"):
    """All classes and their names."""

    entries: tuple[LabelMapEntry, ...] = field(1)


class TensorsToClassificationCalculatorOptions(Message, name=_NAME, extension=335742638):
    """Options of TensorsToClassificationCalculator; see `TensorsToClassificationOptions` for those not named here.

    Attributes:
        label_map_path: file with the name of a class on each line; goes before the other two.
        label_items: names of classes; goes before `label_map`.
        label_map: names of classes.
    """

    min_score_threshold: float | None = field(1)
    top_k: int = field(2)
    label_map_path: str = field(3)
    binary_classification: bool = field(4)
    label_map: LabelMap | None = field(5)
    label_items: tuple[LabelItem, ...] = field(6)
    ignore_classes: tuple[int, ...] = field(7)
    allow_classes: tuple[int, ...] = field(8)
    sort_by_descending_score: bool = field(9)

    def labels(self) -> dict[int, Label]:
        """The names of the classes, of wherever they are given first.

        Raises:
            ResourceError: the label map cannot be read.
        """
        if self.label_map_path:
            return parse_label_map(find_resource(self.label_map_path).read().decode())
        if self.label_items:
            return {item.key: Label(item.value.name, item.value.display_name) for item in self.label_items}
        return {entry.id: Label(entry.label) for entry in self.label_map.entries} if self.label_map else {}


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
        plain_options(contract.options, TensorsToClassificationOptions, labels={})
        entries = contract.options.label_map.entries if contract.options.label_map else ()
        ids = [entry.id for entry in entries]
        contract.require(len(set(ids)) == len(ids), f"label_map has an id twice: {ids}")

    def open(self) -> None:
        self._classes = plain_options(self.options, TensorsToClassificationOptions, labels=self.options.labels())

    def process(self) -> None:
        tensors = self.tensors.value
        if len(tensors) != 1:
            raise PacketTypeError(f"TENSORS must hold one tensor, found {len(tensors)}")
        self.classifications.send(decode_classification(tensors[0].data, self._classes))
