"""DetectionLabelIdToTextCalculator: the names of detected classes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backedge.authoring import Calculator, Contract, Input, Output, register
from backedge.calculators.resource.resource import find_resource
from backedge.calculators.tensor.decode_classification import LabelMapItem, parse_label_map
from backedge.formats import Detection
from backedge.protos import Int64, Message, field


class DetectionLabelIdToTextLabelItemsEntry(
    Message, name="mediapipe.DetectionLabelIdToTextCalculatorOptions.LabelItemsEntry"
):
    """One entry of a map from label id to name."""

    key: Int64 = field(1)
    value: LabelMapItem | None = field(2)


class DetectionLabelIdToTextCalculatorOptions(
    Message, name="mediapipe.DetectionLabelIdToTextCalculatorOptions", extension=251889072
):
    """Options of DetectionLabelIdToTextCalculator: where names are, one of three.

    Attributes:
        label_map_path: file with the name of a class on each line.
        label: the names in order.
        keep_label_id: whether detections that got a name keep their label ids.
        label_items: the names by label id.
    """

    label_map_path: str = field(1)
    label: tuple[str, ...] = field(2)
    keep_label_id: bool = field(3)
    label_items: tuple[DetectionLabelIdToTextLabelItemsEntry, ...] = field(4)

    def labels(self) -> dict[int, LabelMapItem]:
        """The names of the classes.

        Raises:
            ResourceError: the label map cannot be read.
        """
        if self.label_map_path:
            return parse_label_map(find_resource(self.label_map_path).read().decode())
        if self.label:
            return {number: LabelMapItem(name=name) for number, name in enumerate(self.label)}
        return {item.key: item.value or LabelMapItem() for item in self.label_items}


@register
class DetectionLabelIdToTextCalculator(Calculator):
    """Looks up the names of the classes of detections; those without a name stay as they are.

    Inputs:
        untagged: list[Detection].
    Outputs:
        untagged: list[Detection], with `labels` and without `label_ids`, unless the options say otherwise.
    Options:
        DetectionLabelIdToTextCalculatorOptions

    Example::

        node {
          calculator: "DetectionLabelIdToTextCalculator"
          input_stream: "detections"
          output_stream: "named_detections"
          options {
            [mediapipe.DetectionLabelIdToTextCalculatorOptions.ext] { label: ["person", "bicycle"] }
          }
        }
    """

    lightweight = True

    given = Input[list[Detection]]()
    named = Output[list[Detection]]()

    options: DetectionLabelIdToTextCalculatorOptions

    @classmethod
    def update_contract(cls, contract: Contract) -> None:
        options = contract.options
        ways = [bool(options.label_map_path), bool(options.label), bool(options.label_items)]
        contract.require(sum(ways) <= 1, "set only one of label_map_path, label and label_items in its options")

    def open(self) -> None:
        self._labels = self.options.labels()

    def process(self) -> None:
        self.named.send(label_detections(self.given.value, self._labels, keep_label_id=self.options.keep_label_id))


def label_detections(
    detections: Iterable[Detection], labels: Mapping[int, LabelMapItem], *, keep_label_id: bool = False
) -> list[Detection]:
    """Give detections the names of their classes in place of their label ids, those that have one."""
    return [_label(detection, labels, keep_label_id) for detection in detections]


def _label(detection: Detection, labels: Mapping[int, LabelMapItem], keep_label_id: bool) -> Detection:
    items = [labels[label_id] for label_id in detection.label_ids if label_id in labels]
    if not items:
        return detection
    return replace(
        detection,
        labels=(*detection.labels, *(item.name for item in items)),
        display_names=(*detection.display_names, *(item.display_name for item in items if item.display_name)),
        label_ids=detection.label_ids if keep_label_id else (),
    )
