"""Precision of palms and hands, on detections of which it is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backedge.tools.evaluation.detection_precision import DetectionPrecision, hand_precision, palm_precision
from backedge.tools.evaluation.findings import Findings, FoundPalm
from backedge.tools.evaluation.records import FrameRecord, Place, record
from tests.tools.evaluation.made_hands import found_hand, frames_of, true_hand

PLACE = Place(Path("picture.png"))
BOX = np.array([100.0, 100.0, 80.0, 80.0])


def frame(number: int, *palms: FoundPalm, hands: int = 1, ran: bool = True) -> FrameRecord:
    """A picture with hands whose palms are all in the same place."""
    true = [replace(true_hand(), palm_box=BOX)] * hands
    return record((f"picture {number}", 0), PLACE, Findings([], list(palms), detector_ran=ran), true, {})


def moved(x: float, score: float = 0.9) -> FoundPalm:
    """A detection beside the palm."""
    return FoundPalm(BOX + np.array([x, 0, 0, 0]), score)


def judged(*frames: FrameRecord) -> DetectionPrecision:
    """What is said of some frames."""
    found = palm_precision(frames)
    assert found is not None
    return found


def test_perfect_detections() -> None:
    """Everything is 1."""
    found = judged(frame(0, moved(0)), frame(1, moved(0)), frame(2, hands=0))
    assert (found.ap.value, found.ap_50.value, found.precision, found.recall, found.count) == pytest.approx(
        (1, 1, 1, 1, 2)
    )
    assert (found.ap.low, found.ap.high) == pytest.approx((1, 1))


def test_boxes_that_overlap_by_half() -> None:
    """Moved by an eighth of its side the box overlaps by 7/9: correct up to 0.75, which is 6 of COCO's 10 steps."""
    found = judged(frame(0, moved(10)))
    assert (found.ap.value, found.ap_50.value) == pytest.approx((0.6, 1.0))
    assert judged(frame(0, moved(60))).ap_50.value == 0


def test_false_detections_and_misses() -> None:
    """One of two palms is found, with a worse one beside it: half the recall, a third of the precision."""
    found = judged(frame(0, moved(0), moved(300, 0.6)), frame(1), frame(2, moved(0, 0.7), hands=0))
    assert (found.precision, found.recall) == pytest.approx((1 / 3, 1 / 2))
    assert 0.4 < found.ap_50.value <= 0.51


def test_frames_on_which_the_detector_rested_do_not_count() -> None:
    """Nor do those of graphs that do not tell; with nothing left there is nothing to say."""
    assert judged(frame(0, moved(0)), frame(1, ran=False)).count == 1
    assert palm_precision([frame(1, ran=False)]) is None
    silent = record(("picture", 0), PLACE, Findings([]), [true_hand()], {})
    assert palm_precision([silent]) is None


def test_nothing_found() -> None:
    """No detection at all is an average precision of zero."""
    assert judged(frame(0)).ap.value == 0


def test_precision_has_an_interval() -> None:
    """Of a hundred pictures of which every second one is right, as wide as that of a share of a half."""
    frames = [frame(number, moved(0 if number % 2 else 300)) for number in range(100)]
    found = judged(*frames).ap_50
    assert found.low < found.value < found.high
    assert 0.1 < found.high - found.low < 0.35


def test_hands_are_judged_by_their_boxes_and_presence() -> None:
    """A hand that is none costs less where its presence is lower than that of the true one."""

    def precision(presence: float) -> float:
        false = replace(found_hand(x=600), presence=presence)
        sure = replace(found_hand(), presence=0.9)
        found = hand_precision([*frames_of(([false, sure], [true_hand()]), ([sure], [true_hand(x=320)]))])
        assert found is not None
        assert (found.count, found.recall) == (2, 1)
        return found.ap_50.value

    assert precision(0.5) == pytest.approx(1.0)
    assert precision(0.95) < 0.8
