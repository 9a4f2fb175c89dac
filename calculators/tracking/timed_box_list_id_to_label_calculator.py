"""TimedBoxListIdToLabelCalculator: the names of what is in boxes."""

from __future__ import annotations

from dataclasses import replace

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.resource.resource import find_resource
from backedge.calculators.tensor.decode_classification import parse_label_map
from backedge.calculators.tracking.timed_boxes import TimedBoxProtoList
from backedge.protos import Message, field


class TimedBoxListIdToLabelCalculatorOptions(
    Message, name="mediapipe.TimedBoxListIdToLabelCalculatorOptions", extension=297701606
):
    """Options of TimedBoxListIdToLabelCalculator.

    Attributes:
        label_map_path: file with a name on each line; the first is that of id 0.
    """

    label_map_path: str = field(1)


@register
class TimedBoxListIdToLabelCalculator(Calculator):
    """Looks up the names that boxes have by their ids; a box whose id has none stays as it is.

    Inputs:
        untagged: TimedBoxProtoList.
    Outputs:
        untagged: TimedBoxProtoList.
    Options:
        TimedBoxListIdToLabelCalculatorOptions

    Example::

        node {
          calculator: "TimedBoxListIdToLabelCalculator"
          input_stream: "boxes"
          output_stream: "named_boxes"
          options {
            [mediapipe.TimedBoxListIdToLabelCalculatorOptions.ext] { label_map_path: "labels.txt" }
          }
        }
    """

    lightweight = True

    given = Input[TimedBoxProtoList]()
    named = Output[TimedBoxProtoList]()

    options: TimedBoxListIdToLabelCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        contract.require(contract.options.label_map_path, "option label_map_path must name a file with the names")

    def open(self) -> None:
        self._labels = parse_label_map(find_resource(self.options.label_map_path).read().decode())

    def process(self) -> None:
        boxes = [
            replace(box, label=self._labels[box.id].name) if box.id in self._labels else box
            for box in self.given.value.box
        ]
        self.named.send(TimedBoxProtoList(box=tuple(boxes)))
