"""NonMaxSuppressionCalculator."""

from __future__ import annotations

import pytest

from backedge import Packet
from backedge.errors import ConfigError
from backedge.formats import BoundingBox, Detection
from backedge.testing import run_node


def node(options: str, inputs: str = 'input_stream: "detections"') -> str:
    """A node with these options."""
    return f"""
        node {{
          calculator: "NMS"
          {inputs}
          output_stream: "kept"
          options {{ [mediapipe.NonMaxSuppressionCalculatorOptions.ext] {{ {options} }} }}
        }}
    """


IOU = "min_suppression_threshold: 0.3 overlap_type: INTERSECTION_OVER_UNION"
BEST = Detection((0.9,), (0,), BoundingBox(0.1, 0.1, 0.2, 0.2))
SAME = Detection((0.6,), (0,), BoundingBox(0.12, 0.1, 0.2, 0.2))
APART = Detection((0.7,), (0,), BoundingBox(0.6, 0.6, 0.2, 0.2))


def test_best_of_overlapping_detections_stays() -> None:
    """The best of overlapping detections stays, and so do those apart, best first."""
    assert run_node(node(IOU), {"detections": [[SAME, APART, BEST]]}).values("kept") == [[BEST, APART]]


def test_weighted_suppression_takes_the_mean() -> None:
    """The one that stays is at the mean place, weighted by score."""
    [[merged]] = run_node(node(f"{IOU} algorithm: WEIGHTED"), {"detections": [[SAME, BEST]]}).values("kept")
    assert merged.scores == BEST.scores
    assert merged.require_box().xmin == pytest.approx((0.9 * 0.1 + 0.6 * 0.12) / 1.5)


def test_several_streams_are_taken_together() -> None:
    """Detections of all inputs suppress each other; a missing list adds nothing."""
    inputs = 'input_stream: "a" input_stream: "b"'
    feed = {"a": [Packet([SAME], 0), Packet([SAME], 1)], "b": [Packet([BEST], 0), Packet.empty(1)]}
    assert run_node(node(f"{IOU} num_detection_streams: 2", inputs), feed).values("kept") == [[BEST], [SAME]]


def test_nothing_detected_is_nothing_sent_unless_asked() -> None:
    """`return_empty_detections` makes it an empty list."""
    assert run_node(node(""), {"detections": [[]]})["kept"] == []
    assert run_node(node("return_empty_detections: true"), {"detections": [[]]}).values("kept") == [[]]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ("num_detection_streams: 2", "num_detection_streams is 2, but it has 1 untagged inputs"),
        ("max_num_detections: 0", r"<node>:6.*max_num_detections must not be 0"),
    ],
)
def test_configs_that_cannot_work_are_refused(options: str, complaint: str) -> None:
    """The graph is not even built, and the error says why."""
    with pytest.raises(ConfigError, match=complaint):
        run_node(node(options))


@pytest.mark.parametrize(
    ("label_ids", "labels", "kept_ids", "kept_labels"),
    [((3, 5), ("a",), (5,), ("a",)), ((), ("a", "b"), (), ("b",)), ((3, 5), (), (5,), ())],
)
def test_the_best_label_stays(
    label_ids: tuple[int, ...], labels: tuple[str, ...], kept_ids: tuple[int, ...], kept_labels: tuple[str, ...]
) -> None:
    """The best of several scores stays with its number, or with its name where there are no numbers."""
    detection = Detection((0.2, 0.9), label_ids, BEST.require_box(), labels=labels)
    [[kept]] = run_node(node(IOU), {"detections": [[detection]]}).values("kept")
    assert (kept.scores, kept.label_ids, kept.labels) == ((0.9,), kept_ids, kept_labels)
