"""Calculators around a tracker of boxes."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backedge import Packet
from backedge.calculators.annotation.timed_box_list_to_render_data_calculator import annotate_box
from backedge.calculators.tracking.timed_boxes import Quad, TimedBoxProto, TimedBoxProtoList
from backedge.calculators.tracking.tracked_detections import (
    TrackedDetection,
    TrackedDetectionManager,
    TrackedDetectionManagerConfig,
    detection_of,
    track,
)
from backedge.errors import CalculatorError, ConfigError
from backedge.formats import BoundingBox, Detection, NormalizedRect
from backedge.formats.render_data import Color
from backedge.testing import NodeOutputs, run_node

CAT = Detection((0.75, 0.25), (), BoundingBox(0.25, 0.5, 0.25, 0.25), labels=("cat", "dog"), detection_id=7)
MANAGE = """node {
    calculator: "TrackedDetectionManagerCalculator"
    input_stream: "DETECTIONS:d" input_stream: "TRACKING_BOXES:b"
    output_stream: "CANCEL_OBJECT_ID:c" output_stream: "DETECTIONS:o" output_stream: "DETECTION_BOXES:r"
}"""
SECOND = 1_000_000


def box(number: int, left: float, msec: int, top: float = 0.25) -> TimedBoxProto:
    """A square box of a quarter of the picture's width."""
    return TimedBoxProto(id=number, left=left, right=left + 0.25, top=top, bottom=top + 0.25, time_msec=msec)


def boxes(*items: TimedBoxProto) -> TimedBoxProtoList:
    """What a tracker tells."""
    return TimedBoxProtoList(box=items)


def manage(detections: list[tuple[int, list[Detection]]], told: list[tuple[int, TimedBoxProtoList]]) -> NodeOutputs:
    """Run the calculator with packets at timestamps."""
    inputs: dict[str, list[Any]] = {
        "d": [Packet(value, at) for at, value in detections],
        "b": [Packet(value, at) for at, value in told],
    }
    return run_node(MANAGE, inputs)


def test_detections_become_boxes() -> None:
    """With their ids, and the time in milliseconds; one without an id has 0."""
    node = """node {
        calculator: "DetectionsToTimedBoxListCalculator"
        input_stream: "DETECTIONS:d" input_stream: "DETECTION_LIST:l" output_stream: "BOXES:o"
    }"""
    [found] = run_node(
        node, {"d": [Packet([CAT], 5999)], "l": [Packet([replace(CAT, detection_id=None)], 5999)]}
    ).values("o")
    expected = TimedBoxProto(left=0.25, right=0.5, top=0.5, bottom=0.75, id=0, time_msec=5)
    assert found == boxes(expected, replace(expected, id=7))


def test_a_detection_without_a_box_is_refused() -> None:
    """It cannot be tracked."""
    node = """node {
        calculator: "DetectionsToTimedBoxListCalculator" input_stream: "DETECTIONS:d" output_stream: "BOXES:o"
    }"""
    with pytest.raises(CalculatorError, match="has no relative_bounding_box"):
        run_node(node, {"d": [[replace(CAT, box=None)]]})


def test_boxes_get_the_names_of_their_ids(tmp_path: Path) -> None:
    """The first line is the name of id 0; others stay as they are."""
    labels = tmp_path / "labels.txt"
    labels.write_text("cat\ndog\n")
    node = f"""node {{
        calculator: "TimedBoxListIdToLabelCalculator" input_stream: "b" output_stream: "o"
        options {{ [mediapipe.TimedBoxListIdToLabelCalculatorOptions.ext] {{ label_map_path: "{labels}" }} }}
    }}"""
    [found] = run_node(node, {"b": [boxes(box(1, 0, 0), box(2, 0, 0), box(-1, 0, 0))]}).values("o")
    assert [each.label for each in found.box] == ["dog", None, None]


def test_names_need_a_file() -> None:
    """The message says which option."""
    node = """node {
        calculator: "TimedBoxListIdToLabelCalculator" input_stream: "b" output_stream: "o"
    }"""
    with pytest.raises(ConfigError, match="option label_map_path must name a file"):
        run_node(node)


def test_a_box_is_drawn_with_its_label() -> None:
    """A rectangle, and text in its lower half."""
    color = Color(g=255)
    outline, text = annotate_box(replace(box(1, 0.5, 0), rotation=0.5, label="cat"), color, 4.0)
    assert outline.rectangle
    assert (outline.color, outline.thickness, outline.rectangle.normalized) == (color, 4.0, True)
    assert (outline.rectangle.left, outline.rectangle.bottom, outline.rectangle.rotation) == (0.5, 0.5, 0.5)
    assert text.text
    assert (text.text.display_text, text.text.normalized) == ("cat", True)
    assert (text.text.left, text.text.baseline, text.text.font_height) == pytest.approx((0.55, 0.4, 0.025))


def test_corners_are_drawn_as_lines() -> None:
    """From each to the next, and back to the first."""
    lines = [each.line for each in annotate_box(TimedBoxProto(quad=Quad(vertices=(0, 0, 0, 1, 1, 1))), Color(), 1.0)]
    assert [(each.x_start, each.y_start, each.x_end, each.y_end) for each in lines if each] == [
        (0, 0, 0, 1),
        (0, 1, 1, 1),
        (1, 1, 0, 0),
    ]


def test_all_boxes_are_drawn() -> None:
    """Black without a colour."""
    node = """node {
        calculator: "TimedBoxListToRenderDataCalculator" input_stream: "BOX_LIST:b" output_stream: "RENDER_DATA:o"
    }"""
    [found] = run_node(node, {"b": [boxes(box(1, 0, 0), box(2, 0, 0))]}).values("o")
    assert [each.color for each in found.render_annotations] == [Color(), Color()]


def test_a_detection_is_followed_from_its_first_box_on() -> None:
    """Not before; a turned box becomes the upright one around it."""
    turned = replace(box(7, 0.5, 1000), rotation=math.pi / 4)
    outputs = manage([(0, [CAT])], [(0, boxes()), (SECOND, boxes(turned))])
    before, [found] = outputs.values("o")
    assert before == []
    assert (found.labels, found.scores, found.detection_id) == (("cat", "dog"), (0.75, 0.25), 7)
    side = 0.25 * math.sqrt(2)
    upright = found.require_box()
    where = (upright.xmin, upright.ymin, upright.width, upright.height)
    assert where == pytest.approx((0.625 - side / 2, 0.375 - side / 2, side, side))
    assert outputs.values("r")[1] == [NormalizedRect(0.625, 0.375, 0.25, 0.25, math.pi / 4)]


def test_a_new_detection_replaces_that_of_the_same_thing() -> None:
    """It keeps the first one's number and the better scores; the old id need not be tracked any more."""
    newer = replace(CAT, scores=(0.5, 0.5), detection_id=8)
    detections = [(1000, [CAT]), (SECOND, [newer])]
    told = [
        (SECOND, boxes(box(7, 0.25, 1000, 0.5))),
        (2 * SECOND, boxes(box(7, 0.25, 2000, 0.5), box(8, 0.25, 2000, 0.5))),
    ]
    outputs = manage(detections, told)
    [found] = outputs.values("o")[1]
    assert (found.detection_id, found.labels, found.scores) == (7, ("cat", "dog"), (0.75, 0.5))
    assert [(packet.timestamp, packet.value) for packet in outputs["c"]] == [(2 * SECOND, 7)]


def test_what_is_out_of_view_or_not_told_of_is_dropped() -> None:
    """Ids are told one each microsecond, also where the next picture follows at once."""
    other = replace(CAT, detection_id=9, box=BoundingBox(0.6, 0.0, 0.25, 0.25))
    detections = [(0, [CAT, other])]
    told = [
        (1000, boxes(box(7, 0.25, 1), box(9, 0.6, 1, 0.0))),
        (2000, boxes(box(7, 2.0, 2), box(9, 2.0, 2, 0.0))),
        (2001, boxes()),
    ]
    outputs = manage(detections, told)
    assert [(packet.timestamp, packet.value) for packet in outputs["c"]] == [(2000, 7), (2001, 9)]
    late = manage(detections[:1], [(1000, boxes(box(7, 0.25, 1))), (6 * SECOND, boxes())])
    assert [packet.value for packet in late["c"]] == [7]


def tracked(number: int, first: int, left: float = 0.0, width: float = 0.5) -> TrackedDetection:
    """A detection at the upper left."""
    return TrackedDetection(number, NormalizedRect(left + width / 2, 0.25, width, 0.5), first, 0, {str(number): 0.5})


@pytest.mark.parametrize(
    ("left", "width", "expected"),
    [(0.0, 0.5, True), (0.2, 0.5, True), (0.3, 0.5, False), (0.0, 0.1, False), (0.0, 0.0, False)],
    ids=["same", "most in common", "less in common", "much smaller", "without size"],
)
def test_when_two_are_one(left: float, width: float, expected: bool) -> None:
    """They are about as large, and share more than half of one of them."""
    one, other = tracked(1, 0), tracked(2, 0, left, width)
    config = TrackedDetectionManagerConfig()
    assert one.is_same_as(other, config) == other.is_same_as(one, config) == expected


def test_those_that_meet_become_the_latest() -> None:
    """Which takes over the labels, and the first one's number."""
    manager = TrackedDetectionManager(TrackedDetectionManagerConfig())
    for each in (tracked(1, 10), tracked(2, 20, 0.5)):
        assert manager.add(each) == []
    assert manager.move(1, tracked(1, 0).rect, 30) == []
    assert manager.move(2, tracked(1, 0).rect, 30) == [1]
    [left] = manager.detections.values()
    assert (left.id, left.previous_id, left.scores) == (2, 1, {"1": 0.5, "2": 0.5})
    assert detection_of(left).detection_id == 1


def test_the_one_that_moves_may_be_the_older() -> None:
    """Then it is the one that goes."""
    manager = TrackedDetectionManager(TrackedDetectionManagerConfig())
    for each in (tracked(1, 10), tracked(2, 20, 0.5)):
        manager.add(each)
    manager.move(2, tracked(1, 0).rect, 30)
    assert manager.move(1, tracked(1, 0).rect, 30) == [1]
    assert [each.id for each in manager.detections.values()] == [2]


def test_boxes_of_unknown_ids_move_nothing() -> None:
    """A tracker may go on for a while with what is cancelled."""
    manager = TrackedDetectionManager(TrackedDetectionManagerConfig())
    assert manager.move(5, NormalizedRect(0.5, 0.5, 1, 1), 0) == []


def test_a_label_given_twice_has_its_better_score() -> None:
    """Whichever comes first."""
    both = track(replace(CAT, labels=("cat", "cat"), scores=(0.25, 0.75)), 0)
    assert both.scores == {"cat": 0.75}
