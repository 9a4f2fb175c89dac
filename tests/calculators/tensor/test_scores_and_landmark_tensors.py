"""Calculators that make tensors of landmarks and find the best scores."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from backedge.calculators.tensor.landmarks_to_tensor_calculator import LandmarkAttribute, landmark_values
from backedge.calculators.tensor.top_k_scores_calculator import best_scores
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Classification, ClassificationList, Landmarks, NormalizedLandmarks
from backedge.testing import run_node
from tests.arrays import floats

SCORES = [0.25, 0.75, -0.5, 0.5, 0.75]
TOP = """node {
    calculator: "TopKScoresCalculator" input_stream: "SCORES:s"
    output_stream: "TOP_K_INDEXES:i" output_stream: "TOP_K_SCORES:v" output_stream: "CLASSIFICATIONS:c"
    output_stream: "SUMMARY:t" %s
    options { [mediapipe.TopKScoresCalculatorOptions.ext] { %s } }
}"""
TENSOR = """node {
    calculator: "LandmarksToTensorCalculator" %s output_stream: "TENSORS:o"
    options { [mediapipe.LandmarksToTensorCalculatorOptions.ext] { %s } }
}"""


@pytest.mark.parametrize(
    ("count", "threshold", "expected"),
    [
        (None, 0.0, [(4, 0.75), (1, 0.75), (3, 0.5), (0, 0.25)]),
        (3, 0.0, [(4, 0.75), (1, 0.75), (3, 0.5)]),
        (1, 0.0, [(1, 0.75)]),
        (None, 0.5, [(4, 0.75), (1, 0.75), (3, 0.5)]),
        (9, -1.0, [(4, 0.75), (1, 0.75), (3, 0.5), (0, 0.25), (2, -0.5)]),
    ],
)
def test_the_best_scores_come_first(count: int | None, threshold: float, expected: list[tuple[int, float]]) -> None:
    """Of equal ones the last class comes first, and the first one gets the last place, as in MediaPipe."""
    assert best_scores(SCORES, count, threshold) == expected


def test_scores_come_with_names(tmp_path: Path) -> None:
    """Where the label map has them."""
    labels = tmp_path / "labels.txt"
    labels.write_text("cat\ndog\n")
    node = TOP % ('output_stream: "TOP_K_LABELS:l"', f'top_k: 2 label_map_path: "{labels.as_posix()}"')
    outputs = run_node(node, {"s": [[0.25, 0.125, 0.5]]})
    assert outputs.values("i") == [[2, 0]]
    assert outputs.values("v") == [[0.5, 0.25]]
    assert outputs.values("l") == [["", "cat"]]
    assert outputs.values("t") == [":0.5,cat:0.25"]
    assert outputs.values("c") == [ClassificationList([Classification(2, 0.5), Classification(0, 0.25, "cat")])]


def test_without_names_there_are_numbers() -> None:
    """No scores make an empty text."""
    assert run_node(TOP % ("", "threshold: 0.5"), {"s": [SCORES, []]}).values("t") == ["4:0.75,1:0.75,3:0.5", ""]


@pytest.mark.parametrize(
    ("ports", "options", "message"),
    [
        ("", "", "need top_k or threshold"),
        ("", "top_k: 0", "top_k must be 1 or more, found 0"),
        ('output_stream: "TOP_K_LABELS:l"', "top_k: 1", "TOP_K_LABELS needs option label_map_path"),
    ],
)
def test_scores_need_options(ports: str, options: str, message: str) -> None:
    """The graph is not built."""
    with pytest.raises(ConfigError, match=message):
        run_node(TOP % (ports, options))


def test_landmarks_without_visibility_have_none() -> None:
    """It is 0 in the tensor."""
    landmarks = Landmarks(floats([[1, 2, 3]]), presence=floats([0.5]))
    found = landmark_values(landmarks, tuple(LandmarkAttribute), (1, 1))
    np.testing.assert_array_equal(found, floats([[1, 2, 3, 0, 0.5]]))


def test_no_landmarks_are_a_tensor_of_none() -> None:
    """Its shape says so."""
    nothing = Landmarks(floats(np.zeros((0, 3))))
    [[found]] = run_node(TENSOR % ('input_stream: "LANDMARKS:l"', "attributes: [X, Y]"), {"l": [nothing]}).values("o")
    assert found.shape == (1, 0, 2)


@pytest.mark.parametrize(
    ("ports", "options", "message"),
    [
        ('input_stream: "LANDMARKS:l"', "", "option attributes must name at least one"),
        ('input_stream: "NORM_LANDMARKS:l"', "attributes: X", "IMAGE_SIZE goes with NORM_LANDMARKS"),
        ('input_stream: "IMAGE_SIZE:s"', "attributes: X", "it takes LANDMARKS or NORM_LANDMARKS"),
    ],
)
def test_tensors_need_landmarks_and_attributes(ports: str, options: str, message: str) -> None:
    """The graph is not built."""
    with pytest.raises(ConfigError, match=message):
        run_node(TENSOR % (ports, options))


def test_landmarks_of_a_picture_need_its_size() -> None:
    """At the same timestamp."""
    node = TENSOR % ('input_stream: "NORM_LANDMARKS:l" input_stream: "IMAGE_SIZE:s"', "attributes: X")
    with pytest.raises(CalculatorError, match="IMAGE_SIZE has no packet at this timestamp"):
        run_node(node, {"l": [NormalizedLandmarks(floats([[1, 2, 3]]))]})
