"""Concatenate…VectorCalculator and Concatenate…ListCalculator."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backedge.errors import ConfigError, GraphError
from backedge.formats import Classification, ClassificationList, Landmarks, NormalizedLandmarks
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run
from tests.flow import P
from tests.graph_text import do

NODE = """
node {
  calculator: "ConcatenateFloatVectorCalculator"
  input_stream: "a"
  input_stream: "b"
  output_stream: "joined"
  options { [mediapipe.ConcatenateVectorCalculatorOptions.ext] { %s } }
}
"""
ALL_PRESENT = "options { [mediapipe.ConcatenateVectorCalculatorOptions.ext] { only_emit_if_all_present: true } }"
CLASSES = [Classification(number, score, f"test_{number}") for number, score in enumerate((0.2, 0.3, 0.4, 0.2, 0.3))]


def join(run: Run, kind: str, inputs: list[list[Any]], options: str = "") -> list[Packet[Any]]:
    """Return what a calculator for `kind` makes of inputs whose packets come at 1, 2, …."""
    names = [f"i{number}" for number in range(len(inputs))]
    packets = [[P(at, value) for at, value in enumerate(values, 1)] for values in inputs]
    node = do(" ".join(names), "joined", more=options, calculator=f"Concatenate{kind}Calculator")
    return run(node, dict(zip(names, packets, strict=True)))["joined"]


def points(*values: float) -> NormalizedLandmarks:
    """A landmark for each of `values`, which is all of its coordinates."""
    return NormalizedLandmarks(np.array([[value] * 3 for value in values], np.float32).reshape(-1, 3))


@pytest.mark.parametrize(
    ("kind", "inputs", "expected"),
    [
        ("Int32Vector", [[[]], [[]], [[]]], [[]]),
        (
            "Int32Vector",
            [[[1, 2, 3], [0, 2]], [[4], [1]], [[5, 6], [3, 5]]],
            [[1, 2, 3, 4, 5, 6], [0, 2, 1, 3, 5]],
        ),
        ("Int32Vector", [[1, 4], [2, 5], [3, 6]], [[1, 2, 3], [4, 5, 6]]),
        ("Int32Vector", [[[1, 2]], [[3, 4, 5]], [6], [7]], [[1, 2, 3, 4, 5, 6, 7]]),
        ("Int32Vector", [[1], [[2, 3]], [[4, 5, 6]], [7]], [[1, 2, 3, 4, 5, 6, 7]]),
        ("FloatVector", [[[]], [[]], [[]]], [[]]),
        (
            "FloatVector",
            [[[1.0, 2.0, 3.0], [0.0, 2.0]], [[4.0], [1.0]], [[5.0, 6.0], [3.0, 5.0]]],
            [[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [0.0, 2.0, 1.0, 3.0, 5.0]],
        ),
        ("StringVector", [[["a", "b"]], [["c"]], [["d", "e", "f"]]], [["a", "b", "c", "d", "e", "f"]]),
        ("NormalizedLandmarkList", [[points()], [points()], [points()]], [points()]),
        (
            "NormalizedLandmarkList",
            [[points(0, 0, 0)] * 2, [points(3)] * 2, [points(6, 6)] * 2],
            [points(0, 0, 0, 3, 6, 6)] * 2,
        ),
        (
            "ClassificationList",
            [[ClassificationList(CLASSES[:3])], [ClassificationList(CLASSES[3:])]],
            [ClassificationList(CLASSES)],
        ),
    ],
)
def test_all_inputs_are_joined(run: Run, kind: str, inputs: list[list[Any]], expected: list[Any]) -> None:
    """At each timestamp one list comes out, in the order of the inputs, with or without the demand for all of them."""
    packets = [P(at, value) for at, value in enumerate(expected, 1)]
    assert join(run, kind, inputs) == packets
    assert join(run, kind, inputs, ALL_PRESENT) == packets


@pytest.mark.parametrize(
    ("kind", "inputs", "expected"),
    [
        ("Int32Vector", [[[1, 2, 3]], []], [1, 2, 3]),
        ("Int32Vector", [[1], [2], []], [1, 2]),
        ("FloatVector", [[[1.0, 2.0, 3.0]], []], [1.0, 2.0, 3.0]),
        ("NormalizedLandmarkList", [[points(0, 0, 0)], []], points(0, 0, 0)),
    ],
)
def test_inputs_that_never_have_anything(run: Run, kind: str, inputs: list[list[Any]], expected: Any) -> None:
    """An input that ends without a packet is left out, unless the option asks for all of them."""
    assert join(run, kind, inputs) == [P(1, expected)]
    assert join(run, kind, inputs, ALL_PRESENT) == []


def test_lists_and_items_are_joined(run: Run) -> None:
    """Lists and single items can be mixed; the order is that of the inputs."""
    outputs = run(NODE % "", {"a": [Packet([1.0, 2.0], 1), Packet(4.0, 2)], "b": [Packet(3.0, 1), Packet([], 2)]})
    assert outputs["joined"] == [Packet([1.0, 2.0, 3.0], 1), Packet([4.0], 2)]


@pytest.mark.parametrize(("options", "expected"), [("", [Packet([1.0], 1)]), ("only_emit_if_all_present: true", [])])
def test_missing_inputs(run: Run, options: str, expected: list[Packet[list[float]]]) -> None:
    """The calculator sends the values that are there, unless the option asks for all of them."""
    assert run(NODE % options, {"a": [Packet([1.0], 1)], "b": [Packet.empty(1)]})["joined"] == expected


def test_wrong_element_type(run: Run) -> None:
    """Values of another type are refused."""
    with pytest.raises(GraphError, match='"a" carries float or list'):
        run(NODE % "", {"a": [Packet(["x"], 1)], "b": [Packet(1.0, 1)]})


def test_needs_an_input() -> None:
    """Nothing cannot be joined."""
    with pytest.raises(ConfigError, match="needs untagged input stream"):
        run_node('node { calculator: "ConcatenateFloatVectorCalculator" output_stream: "joined" }')


@pytest.mark.parametrize(("name", "kind"), [("NormalizedLandmark", NormalizedLandmarks), ("Landmark", Landmarks)])
def test_landmarks_are_joined(run: Run, name: str, kind: type[Landmarks | NormalizedLandmarks]) -> None:
    """Landmarks follow each other; those of a list without visibilities have 0, and no list has presences."""
    seen = kind(np.ones((2, 3), np.float32), np.full(2, 0.5, np.float32))
    other = kind(np.zeros((1, 3), np.float32))
    node = (NODE % "").replace("FloatVector", f"{name}List")
    (joined,) = run(node, {"a": [seen], "b": [other]}).values("joined")
    assert joined == kind(np.array([[1] * 3, [1] * 3, [0] * 3], np.float32), np.array([0.5, 0.5, 0], np.float32))
