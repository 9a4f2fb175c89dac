"""Calculators that project, name, number and filter detections."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from backedge.calculators.geometry.inverse_matrix_calculator import invert
from backedge.calculators.geometry.roi import projection_matrix, region_of
from backedge.errors import CalculatorError, ConfigError, PacketTypeError
from backedge.formats import BoundingBox, Detection, NormalizedRect
from backedge.testing import run_node
from tests.arrays import floats

BOX = BoundingBox(0.0, 0.0, 0.5, 1.0)
CAT = Detection((0.25, 0.75, 0.5), (0, 1, 7), BOX, floats([[0.5, 0.5]]), detection_id=3)
NAMED = Detection((0.25, 0.75), (), BOX, labels=("cat", "dog"))


def node(calculator: str, ports: str, options: str = "") -> str:
    """A node."""
    return f"""node {{
        calculator: "{calculator}" {ports}
        options {{ [mediapipe.{calculator}Options.ext] {{ {options} }} }}
    }}"""


def test_detections_are_projected() -> None:
    """A box becomes the upright one around its corners: here the region is turned by a quarter."""
    size = (200, 100)
    matrix = projection_matrix(region_of(NormalizedRect(0.5, 0.5, 0.2, 0.4, math.pi / 2), size), size)
    project = """node {
        calculator: "DetectionProjectionCalculator"
        input_stream: "DETECTIONS:d" input_stream: "PROJECTION_MATRIX:m" output_stream: "DETECTIONS:o"
    }"""
    [[found]] = run_node(project, {"d": [[CAT], []], "m": [matrix]}).values("o")
    box = found.require_box()
    assert (box.xmin, box.ymin, box.width, box.height) == pytest.approx((0.4, 0.3, 0.2, 0.2), abs=1e-6)
    assert found.keypoints.tolist() == [pytest.approx([0.5, 0.5], abs=1e-6)]
    assert (found.scores, found.detection_id) == (CAT.scores, 3)


def test_matrices_without_inverse_are_refused() -> None:
    """A region without size cannot be projected back."""
    with pytest.raises(PacketTypeError, match="the matrix has no inverse"):
        invert(np.zeros((4, 4), np.float32))


def test_every_detection_has_its_number() -> None:
    """No two detections have the same id, in whichever list and node."""
    unique = """node {
        calculator: "DetectionUniqueIdCalculator" input_stream: "DETECTIONS:d" output_stream: "DETECTIONS:o"
    }"""
    found = [
        detection.detection_id
        for _ in range(2)
        for detections in run_node(unique, {"d": [[CAT, CAT], [NAMED]]}).values("o")
        for detection in detections
    ]
    assert len(set(found)) == 6
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("options", "labels", "label_ids"),
    [
        ('label: ["cat", "dog"]', ("cat", "dog"), ()),
        ('label: ["cat", "dog"] keep_label_id: true', ("cat", "dog"), (0, 1, 7)),
        ('label_items { key: 7 value { name: "fox" display_name: "Fox" } }', ("fox",), ()),
        ('label: "unused" label: ""', ("unused", ""), ()),
        ("", (), (0, 1, 7)),
    ],
)
def test_classes_get_names(options: str, labels: tuple[str, ...], label_ids: tuple[int, ...]) -> None:
    """Names come from the options; label ids go, unless none has a name or the options keep them."""
    namer = node("DetectionLabelIdToTextCalculator", 'input_stream: "d" output_stream: "o"', options)
    [[found]] = run_node(namer, {"d": [[CAT]]}).values("o")
    assert (found.labels, found.label_ids) == (labels, label_ids)
    assert found.display_names == (("Fox",) if "Fox" in options else ())


def test_only_one_place_has_names() -> None:
    """A file, a list and a map exclude each other."""
    options = 'label: "cat" label_map_path: "labels.txt"'
    with pytest.raises(ConfigError, match="set only one of label_map_path, label and label_items"):
        run_node(node("DetectionLabelIdToTextCalculator", 'input_stream: "d" output_stream: "o"', options))


@pytest.mark.parametrize(
    ("options", "side_packets", "labels"),
    [
        ("", {}, ("dog", "cat")),
        ("min_score: 0.5", {}, ("dog",)),
        ("max_score: 0.5", {}, ("cat",)),
        ("", {"LABELS_CSV": "c.t, fox"}, ("cat",)),
        ("", {"LABELS": ["dog"]}, ("dog",)),
        ("", {"LABEL_MAP": {1: "dog"}}, ("dog",)),
        ("", {"LABELS": ["fox"]}, None),
        ("empty_allowed_labels_means_allow_everything: true", {"LABELS": []}, ("dog", "cat")),
    ],
)
def test_detections_are_filtered(options: str, side_packets: dict[str, Any], labels: tuple[str, ...] | None) -> None:
    """Labels and scores decide; what is left is sorted by score. Without classes a detection goes."""
    ports = "".join(f'input_side_packet: "{tag}:{tag.lower()}" ' for tag in side_packets)
    ports += 'input_stream: "DETECTIONS:d" output_stream: "DETECTIONS:o"'
    given = {tag.lower(): value for tag, value in side_packets.items()}
    [found] = run_node(node("FilterDetectionCalculator", ports, options), {"d": [[NAMED]]}, side_packets=given).values(
        "o"
    )
    assert [detection.labels for detection in found] == ([] if labels is None else [labels])


def test_an_empty_list_of_labels_allows_nothing() -> None:
    """By default nothing is sent; if the options say so, the run ends."""
    ports = 'input_side_packet: "LABELS:l" input_stream: "DETECTION:d" output_stream: "DETECTION:o"'
    feed: dict[str, Any] = {"d": [NAMED]}
    assert run_node(node("FilterDetectionCalculator", ports), feed, side_packets={"l": []}).values("o") == []
    with pytest.raises(CalculatorError, match="the list of allowed labels is empty"):
        run_node(node("FilterDetectionCalculator", ports, "fail_on_empty_labels: true"), feed, side_packets={"l": []})
