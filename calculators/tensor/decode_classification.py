"""A model's scores as classes (MediaPipe `calculators/tensor/tensors_to_classification_calculator.cc` and `.proto`)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.calculators.resource.resource import find_resource
from backedge.errors import PacketTypeError
from backedge.formats import Classification, ClassificationList
from backedge.protos import Int64, Message, field

_NAME = "mediapipe.TensorsToClassificationCalculatorOptions"


class LabelMapItem(Message, name="mediapipe.LabelMapItem"):
    """The names of a class."""

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
    """Options of TensorsToClassificationCalculator; a field that is None or empty is not set.

    Attributes:
        min_score_threshold: classes below are dropped; not for binary classification.
        top_k: so many of the best classes are kept; 0 and less: all.
        sort_by_descending_score: best first; always so with `top_k`.
        binary_classification: the one score is that of class 0, and class 1 has the rest.
        ignore_classes: classes that are left out.
        allow_classes: the only classes that are not left out; empty: all.
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

    def check(self) -> None:
        """Refuse options that exclude each other.

        Raises:
            ConfigError: two options exclude each other.
        """
        require_option(
            not (self.allow_classes and self.ignore_classes),
            "TensorsToClassification: allow_classes and ignore_classes exclude each other, found both",
        )
        require_option(
            not (self.binary_classification and (self.allow_classes or self.ignore_classes)),
            "TensorsToClassification: binary_classification takes neither allow_classes nor ignore_classes",
        )

    def labels(self) -> dict[int, LabelMapItem]:
        """The names of the classes: from the file, else `label_items`, else `label_map`.

        Raises:
            ResourceError: the label map cannot be read.
        """
        if self.label_map_path:
            return parse_label_map(find_resource(self.label_map_path).read().decode())
        if self.label_items:
            return {item.key: item.value for item in self.label_items}
        return {entry.id: LabelMapItem(name=entry.label) for entry in self.label_map.entries} if self.label_map else {}

    def is_wanted(self, index: int, score: float) -> bool:
        """Tell whether the class is in the result."""
        if self.binary_classification:
            return True
        allowed = index in self.allow_classes if self.allow_classes else index not in self.ignore_classes
        return allowed and (self.min_score_threshold is None or score >= self.min_score_threshold)


def parse_label_map(text: str) -> dict[int, LabelMapItem]:
    """A label map file: the n-th line, from 0, is the name of class n. One empty line may end it."""
    lines = text.splitlines()
    if lines and not lines[-1]:
        lines.pop()
    return {index: LabelMapItem(name=line) for index, line in enumerate(lines)}


HANDEDNESS_LABELS: Final[Mapping[int, LabelMapItem]] = parse_label_map("Left\nRight\n")
"""Classes of the hand landmark models, which take the image for a mirrored one."""
_NAMELESS: Final = LabelMapItem()


def decode_classification(
    raw_scores: NDArray[np.float32],
    options: TensorsToClassificationCalculatorOptions,
    labels: Mapping[int, LabelMapItem] = MappingProxyType({}),
) -> ClassificationList:
    """The classes with their scores and names.

    Args:
        raw_scores: float32, one for each class, or a single one for binary classification.
        options: which classes to keep.
        labels: names of all classes, such as `options.labels()`; empty: they have none.

    Raises:
        PacketTypeError: another number of scores than of labels, or than 1 for binary classification.
    """
    scores = raw_scores.ravel().tolist()
    if options.binary_classification:
        if len(scores) != 1:
            raise PacketTypeError(f"TensorsToClassification: binary classification takes 1 score, found {len(scores)}")
        scores.append(float(np.float32(1.0 - scores[0])))
    if labels and len(labels) != len(scores):
        raise PacketTypeError(
            f"TensorsToClassification: expected a score for each of {len(labels)} labels, found {len(scores)}"
        )
    classes = []
    for index, score in enumerate(scores):
        if options.is_wanted(index, score):
            label = labels.get(index, _NAMELESS)
            classes.append(Classification(index, score, label.name, label.display_name))
    if options.top_k > 0 or options.sort_by_descending_score:
        classes.sort(key=lambda classification: classification.score, reverse=True)
    return ClassificationList(classes[: options.top_k] if options.top_k > 0 else classes)
