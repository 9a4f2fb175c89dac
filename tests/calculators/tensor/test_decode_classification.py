"""A model's scores as classes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from backedge.calculators.tensor.decode_classification import (
    HANDEDNESS_LABELS,
    LabelMapItem,
    TensorsToClassificationCalculatorOptions,
    decode_classification,
    parse_label_map,
)
from backedge.errors import ConfigError, PacketTypeError
from backedge.formats import Classification


@pytest.mark.parametrize(("score", "index", "label"), [(0.9, 0, "Left"), (0.2, 1, "Right")])
def test_handedness_is_the_likelier_side(score: float, index: int, label: str) -> None:
    """The one value is the probability of the first class, and the second has the rest."""
    options = TensorsToClassificationCalculatorOptions(top_k=1, binary_classification=True)
    (found,) = decode_classification(np.array([[score]], np.float32), options, HANDEDNESS_LABELS)
    assert (found.index, found.label) == (index, label)
    assert found.score == pytest.approx(max(score, 1 - score))


@pytest.mark.parametrize(
    ("options", "indices"),
    [
        ({}, [0, 1, 2, 3]),
        ({"sort_by_descending_score": True}, [1, 3, 0, 2]),
        ({"top_k": 2}, [1, 3]),
        ({"top_k": 9}, [1, 3, 0, 2]),
        ({"min_score_threshold": 0.2}, [0, 1, 3]),
        ({"ignore_classes": (1, 3)}, [0, 2]),
        ({"allow_classes": (2, 0)}, [0, 2]),
    ],
)
def test_classes_keep_their_order_unless_sorted(options: dict[str, Any], indices: list[int]) -> None:
    """Classes are all there by index, or, if sorted or limited, best first, and equals by index."""
    scores = np.array([0.2, 0.5, 0.1, 0.5], np.float32)
    found = decode_classification(scores, TensorsToClassificationCalculatorOptions(**options))
    assert [classification.index for classification in found] == indices


def test_label_maps_are_lines() -> None:
    """The n-th line names class n; only an empty last line does not count."""
    assert parse_label_map("cat\r\n\ndog\n\n") == {
        0: LabelMapItem(name="cat"),
        1: LabelMapItem(),
        2: LabelMapItem(name="dog"),
    }
    assert parse_label_map("") == {}


def test_labels_have_display_names() -> None:
    """A class carries both of its names."""
    labels = {0: LabelMapItem(name="/m/02xwb", display_name="Fruit")}
    (found,) = decode_classification(np.array([1], np.float32), TensorsToClassificationCalculatorOptions(), labels)
    assert found == Classification(0, 1.0, "/m/02xwb", "Fruit")


@pytest.mark.parametrize(
    ("options", "labels", "count", "message"),
    [
        ({}, HANDEDNESS_LABELS, 3, "expected a score for each of 2 labels, found 3"),
        ({"binary_classification": True}, {}, 2, "binary classification takes 1 score, found 2"),
    ],
)
def test_other_numbers_of_scores_are_refused(
    options: dict[str, Any], labels: Mapping[int, LabelMapItem], count: int, message: str
) -> None:
    """Scores and labels must agree."""
    with pytest.raises(PacketTypeError) as caught:
        decode_classification(np.zeros(count, np.float32), TensorsToClassificationCalculatorOptions(**options), labels)
    assert str(caught.value) == f"TensorsToClassification: {message}"


@pytest.mark.parametrize(
    "options",
    [{"allow_classes": (0,), "ignore_classes": (1,)}, {"binary_classification": True, "ignore_classes": (1,)}],
)
def test_contradicting_classes_are_refused(options: dict[str, Any]) -> None:
    """A class is allowed or ignored, and binary classification has both of its classes."""
    with pytest.raises(ConfigError):
        TensorsToClassificationCalculatorOptions(**options).check()
