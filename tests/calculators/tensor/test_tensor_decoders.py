"""The calculators that turn tensors into numbers, anchors, landmarks and classes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backedge import Packet
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import Classification, Tensor
from backedge.testing import run_node


def floats(*values: float) -> list[Tensor]:
    """A list of one tensor."""
    return [Tensor(np.array([values], np.float32))]


def node(calculator: str, ports: str, options: str = "") -> str:
    """One node; all of these calculators have options of their name."""
    return f"""
        node {{
          calculator: "{calculator}"
          {ports}
          options {{ [mediapipe.{calculator}Options.ext] {{ {options} }} }}
        }}
    """


# --- TensorsToFloatsCalculator ----------------------------------------------------------------------------------------


def test_floats_of_the_first_tensor() -> None:
    """One number, or all of them, with an activation if asked."""
    one = node("TensorsToFloatsCalculator", 'input_stream: "TENSORS:t" output_stream: "FLOAT:x"')
    several = node(
        "TensorsToFloatsCalculator", 'input_stream: "TENSORS:t" output_stream: "FLOATS:x"', "activation: SIGMOID"
    )
    assert run_node(one, {"t": [floats(0.25)]}).values("x") == [0.25]
    assert run_node(several, {"t": [floats(0, 100) + floats(7)]}).values("x") == [pytest.approx([0.5, 1])]


@pytest.mark.parametrize(
    ("tensors", "complaint"),
    [
        (floats(1, 2), "one value"),
        ([], "begin with a tensor of float32"),
        ([Tensor(np.zeros(1, np.uint8))], "float32"),
    ],
)
def test_float_needs_one_value_of_float32(tensors: list[Tensor], complaint: str) -> None:
    """The error says what was found."""
    one = node("TensorsToFloatsCalculator", 'input_stream: "TENSORS:t" output_stream: "FLOAT:x"')
    with pytest.raises(CalculatorError, match=complaint):
        run_node(one, {"t": [tensors]})


def test_floats_has_one_output() -> None:
    """A node with both outputs, or with none, is refused."""
    both = 'input_stream: "TENSORS:t" output_stream: "FLOAT:x" output_stream: "FLOATS:y"'
    with pytest.raises(ConfigError, match="either FLOAT or FLOATS"):
        run_node(node("TensorsToFloatsCalculator", both))


# --- SsdAnchorsCalculator ---------------------------------------------------------------------------------------------


def test_anchors_are_generated_once() -> None:
    """They are a side packet; fixed ones keep their order of width and height."""
    text = node(
        "SsdAnchorsCalculator",
        'output_side_packet: "anchors"',
        "fixed_anchors { x_center: 0.1 y_center: 0.2 h: 0.3 w: 0.4 }",
    )
    assert run_node(text).side_packets["anchors"].boxes.tolist() == [pytest.approx([0.1, 0.2, 0.4, 0.3])]


def test_anchors_that_cannot_be_generated_are_an_error() -> None:
    """The error names the options."""
    with pytest.raises(CalculatorError, match="SsdAnchors: expected feature_map_height or strides"):
        run_node(node("SsdAnchorsCalculator", 'output_side_packet: "anchors"', "num_layers: 2"))


# --- TensorsToLandmarksCalculator -------------------------------------------------------------------------------------

LANDMARKS = "num_landmarks: 1 input_image_width: 10 input_image_height: 20 normalize_z: 2"


def test_landmarks_in_pixels_and_in_parts_of_the_input() -> None:
    """Both outputs of the same tensor."""
    ports = 'input_stream: "TENSORS:t" output_stream: "LANDMARKS:l" output_stream: "NORM_LANDMARKS:n"'
    outputs = run_node(node("TensorsToLandmarksCalculator", ports, LANDMARKS), {"t": [floats(5, 5, 10)]})
    assert outputs.values("l")[0].points.tolist() == [[5, 5, 10]]
    assert outputs.values("n")[0].points.tolist() == [pytest.approx([0.5, 0.25, 0.5])]


def test_flips_come_from_options_side_packets_or_streams() -> None:
    """The stream goes before the side packet, that before the option."""
    ports = """
        input_stream: "TENSORS:t"
        input_stream: "FLIP_HORIZONTALLY:x"
        input_side_packet: "FLIP_VERTICALLY:y"
        output_stream: "LANDMARKS:l"
    """
    text = node("TensorsToLandmarksCalculator", ports, f"{LANDMARKS} flip_horizontally: true")
    feed: dict[str, list[Any]] = {"t": [floats(1, 2, 3)] * 2, "x": [Packet(False, 0), Packet.empty(1)]}
    outputs = run_node(text, feed, {"y": True})
    assert [hand.points.tolist() for hand in outputs.values("l")] == [[[1, 18, 3]], [[9, 18, 3]]]


def test_flip_alone_decodes_nothing() -> None:
    """The calculator sends nothing where the tensors are missing."""
    ports = 'input_stream: "TENSORS:t" input_stream: "FLIP_VERTICALLY:y" output_stream: "LANDMARKS:l"'
    feed: dict[str, list[Any]] = {"t": [Packet.empty(0)], "y": [True]}
    assert run_node(node("TensorsToLandmarksCalculator", ports, LANDMARKS), feed)["l"] == []


@pytest.mark.parametrize(
    ("ports", "options", "complaint"),
    [
        ('output_stream: "NORM_LANDMARKS:n"', "num_landmarks: 1", "set input_image_width and input_image_height"),
        ('output_stream: "LANDMARKS:l"', "num_landmarks: 1 flip_vertically: true", "set input_image_width"),
        ('output_stream: "LANDMARKS:l"', "", "<node>:5.*num_landmarks must be positive, found 0"),
    ],
)
def test_landmark_options_that_cannot_work_are_refused(ports: str, options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node("TensorsToLandmarksCalculator", f'input_stream: "TENSORS:t" {ports}', options))


def test_no_tensor_is_an_error() -> None:
    """An empty list holds no landmarks."""
    ports = 'input_stream: "TENSORS:t" output_stream: "LANDMARKS:l"'
    with pytest.raises(CalculatorError, match="found no tensor"):
        run_node(node("TensorsToLandmarksCalculator", ports, LANDMARKS), {"t": [[]]})


# --- TensorsToClassificationCalculator --------------------------------------------------------------------------------

CLASSES = 'input_stream: "TENSORS:t" output_stream: "CLASSIFICATIONS:c"'


def classify(options: str, *scores: float) -> list[Classification]:
    """The classes for these scores."""
    text = node("TensorsToClassificationCalculator", CLASSES, options)
    return list(run_node(text, {"t": [floats(*scores)]}).values("c")[0])


def test_labels_come_from_a_file_items_or_a_map(tmp_path: Path) -> None:
    """The file goes before the items, those before the map."""
    file = tmp_path / "labels.txt"
    file.write_text("cat\ndog\n")
    items = 'label_items { key: 0 value { name: "a" display_name: "A" } } label_items { key: 1 value { name: "b" } }'
    label_map = 'label_map { entries { id: 1 label: "two" } entries { id: 0 label: "one" } }'
    path = f'label_map_path: "{file}"'
    assert [c.label for c in classify(f"{label_map} {items} {path}", 0.25, 0.75)] == ["cat", "dog"]
    assert [(c.label, c.display_name) for c in classify(f"{label_map} {items}", 0.25, 0.75)] == [("a", "A"), ("b", "")]
    assert [c.label for c in classify(label_map, 0.25, 0.75)] == ["one", "two"]
    assert [c.label for c in classify("", 0.25, 0.75)] == ["", ""]


def test_best_class_of_a_binary_score() -> None:
    """The label map of MediaPipe's hand models is found by MediaPipe's path."""
    path = 'label_map_path: "mediapipe/modules/hand_landmark/handedness.txt"'
    [best] = classify(f"top_k: 1 binary_classification: true {path}", 0.25)
    assert best == Classification(1, 0.75, "Right")


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("allow_classes: 1 ignore_classes: 2", "exclude each other"),
        ('label_map { entries { id: 1 label: "a" } entries { id: 1 label: "b" } }', "label_map has an id twice"),
    ],
)
def test_classification_options_that_cannot_work_are_refused(options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node("TensorsToClassificationCalculator", CLASSES, options))


@pytest.mark.parametrize(
    ("options", "tensors", "complaint"),
    [
        ("", floats(1) + floats(1), "one tensor, found 2"),
        ('label_map_path: "nowhere.txt"', floats(1), "nowhere.txt is neither a file nor a model"),
    ],
)
def test_classification_says_what_is_wrong(options: str, tensors: list[Tensor], complaint: str) -> None:
    """One clear error."""
    with pytest.raises(CalculatorError, match=complaint):
        run_node(node("TensorsToClassificationCalculator", CLASSES, options), {"t": [tensors]})
