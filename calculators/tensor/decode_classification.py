"""A model's scores as classes (MediaPipe `calculators/tensor/tensors_to_classification_calculator.cc`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_option
from backedge.errors import PacketTypeError
from backedge.formats import Classification, ClassificationList


class Label(NamedTuple):
    """What a class is called, by programs and by people."""

    name: str
    display_name: str = ""


def parse_label_map(text: str) -> dict[int, Label]:
    """A label map file: the n-th line, from 0, is the name of class n. One empty line may end it."""
    lines = text.splitlines()
    if lines and not lines[-1]:
        lines.pop()
    return {index: Label(line) for index, line in enumerate(lines)}


HANDEDNESS_LABELS: Final = parse_label_map("Left\nRight\n")
"""Classes of the hand landmark models, which take the image for a mirrored one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TensorsToClassificationOptions:
    """What MediaPipe's `TensorsToClassificationCalculatorOptions` say; a field that is None or empty is not set.

    Attributes:
        min_score_threshold: classes below are dropped; not for binary classification.
        top_k: so many of the best classes are kept; 0 and less: all.
        sort_by_descending_score: best first; always so with `top_k`.
        labels: names of all classes; empty: they have none.
        binary_classification: the one score is that of class 0, and class 1 has the rest.
        ignore_classes: classes that are left out.
        allow_classes: the only classes that are not left out; empty: all.
    """

    min_score_threshold: float | None = None
    top_k: int = 0
    sort_by_descending_score: bool = False
    labels: Mapping[int, Label] = field(default_factory=dict)
    binary_classification: bool = False
    ignore_classes: tuple[int, ...] = ()
    allow_classes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        require_option(
            not (self.allow_classes and self.ignore_classes),
            "TensorsToClassification: allow_classes and ignore_classes exclude each other, found both",
        )
        require_option(
            not (self.binary_classification and (self.allow_classes or self.ignore_classes)),
            "TensorsToClassification: binary_classification takes neither allow_classes nor ignore_classes",
        )

    def is_wanted(self, index: int, score: float) -> bool:
        """Whether the class is in the result."""
        if self.binary_classification:
            return True
        allowed = index in self.allow_classes if self.allow_classes else index not in self.ignore_classes
        return allowed and (self.min_score_threshold is None or score >= self.min_score_threshold)


def decode_classification(
    raw_scores: NDArray[np.float32], options: TensorsToClassificationOptions
) -> ClassificationList:
    """The classes that `raw_scores` speak for.

    Args:
        raw_scores: float32, one for each class, or a single one for binary classification.
        options: which classes to keep, and their names.

    Raises:
        PacketTypeError: another number of scores than of labels, or than 1 for binary classification.
    """
    scores = raw_scores.ravel().tolist()
    if options.binary_classification:
        if len(scores) != 1:
            raise PacketTypeError(f"TensorsToClassification: binary classification takes 1 score, found {len(scores)}")
        scores.append(float(np.float32(1.0 - scores[0])))
    labels = options.labels
    if labels and len(labels) != len(scores):
        raise PacketTypeError(
            f"TensorsToClassification: expected a score for each of {len(labels)} labels, found {len(scores)}"
        )
    classes = [
        Classification(index, score, *labels.get(index, ()))
        for index, score in enumerate(scores)
        if options.is_wanted(index, score)
    ]
    if options.top_k > 0 or options.sort_by_descending_score:
        classes.sort(key=lambda classification: classification.score, reverse=True)
    return ClassificationList(classes[: options.top_k] if options.top_k > 0 else classes)
