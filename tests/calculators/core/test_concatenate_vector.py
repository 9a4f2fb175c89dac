"""Concatenate…VectorCalculator and Concatenate…ListCalculator."""

from __future__ import annotations

import numpy as np
import pytest

from backedge.errors import ConfigError, GraphError
from backedge.formats import Classification, ClassificationList, Landmarks, NormalizedLandmarks
from backedge.packet import Packet
from backedge.testing import run_node
from tests.calculators.core.nodes import Run

NODE = """
node {
  calculator: "ConcatenateFloatVectorCalculator"
  input_stream: "a"
  input_stream: "b"
  output_stream: "joined"
  options { [mediapipe.ConcatenateVectorCalculatorOptions.ext] { %s } }
}
"""


def test_lists_and_items_are_joined(run: Run) -> None:
    """Lists and single items can be mixed; the order is that of the inputs."""
    outputs = run(NODE % "", {"a": [Packet([1.0, 2.0], 1), Packet(4.0, 2)], "b": [Packet(3.0, 1), Packet([], 2)]})
    assert outputs["joined"] == [Packet([1.0, 2.0, 3.0], 1), Packet([4.0], 2)]


@pytest.mark.parametrize(("options", "expected"), [("", [Packet([1.0], 1)]), ("only_emit_if_all_present: true", [])])
def test_missing_inputs(run: Run, options: str, expected: list[Packet[list[float]]]) -> None:
    """What is there is sent, unless the option asks for all of it."""
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


def test_classifications_are_joined(run: Run) -> None:
    """Classifications follow each other."""
    left, right = Classification(0, 0.9, "Left"), Classification(1, 0.8, "Right")
    node = (NODE % "").replace("FloatVector", "ClassificationList")
    outputs = run(node, {"a": [ClassificationList([left])], "b": [ClassificationList([right])]})
    assert outputs.values("joined") == [ClassificationList([left, right])]
