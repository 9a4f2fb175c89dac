"""Precision, recall and average precision of the palm detector, and of whole hands, by COCO's own evaluation."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from backedge.dependencies import require
from backedge.tools.evaluation.ratios import Figure, interval_of
from backedge.tools.evaluation.records import FrameRecord
from backedge.tools.hand_sets.palm import hand_box, palm_box
from backedge.tools.hand_sets.truth import Floats, TrueHand

_RESAMPLES: Final = 200  # fewer than of other figures, because each takes milliseconds
_SEED: Final = 0
_HALF: Final = 0  # the place of an intersection over union of 0.5 among COCO's ten

_Box = tuple[int, Floats]
_Scored = tuple[int, Floats, float]


@dataclass(frozen=True, slots=True)
class DetectionPrecision:
    """How well boxes are found on frames whose boxes are all known.

    Attributes:
        ap: average precision, mean over intersections over union of 0.5, 0.55 … 0.95, as COCO defines it.
        ap_50: the same at 0.5, which the paper of MediaPipe Hands gives.
        precision: share of the detections that are right, at an intersection over union of 0.5.
        recall: share of the true boxes that are detected, likewise.
        count: how many true ones there are.
    """

    ap: Figure
    ap_50: Figure
    precision: float
    recall: float
    count: int


def palm_precision(frames: Sequence[FrameRecord]) -> DetectionPrecision | None:
    """Judge the palm detector on the frames on which it ran; None where there is nothing to judge.

    Raises:
        DependencyError: pycocotools is not installed.
    """
    ran = [frame for frame in frames if frame.findings.palms is not None and frame.findings.detector_ran is not False]
    judged = _with_known_boxes(ran, true_palm)
    found = [
        (number, palm.box, palm.score) for number, frame in enumerate(judged) for palm in frame.findings.palms or ()
    ]
    return _judge(judged, true_palm, found)


def hand_precision(frames: Sequence[FrameRecord]) -> DetectionPrecision | None:
    """Judge found hands by the boxes around their landmarks, with their presence as score; None likewise.

    Raises:
        DependencyError: pycocotools is not installed.
    """
    judged = _with_known_boxes(frames, true_box)
    found = [
        (number, hand_box(hand.points), 1.0 if hand.presence is None else hand.presence)
        for number, frame in enumerate(judged)
        for hand in frame.findings.hands
    ]
    return _judge(judged, true_box, found)


def true_palm(hand: TrueHand) -> Floats | None:
    """The palm's box: the one that is told, or that of the landmarks."""
    if hand.palm_box is not None:
        return hand.palm_box
    return None if hand.points is None or not np.isfinite(hand.points).all() else palm_box(hand.points)


def true_box(hand: TrueHand) -> Floats | None:
    """The hand's box: that of the landmarks, or the one that is told."""
    if hand.points is not None and np.isfinite(hand.points).all():
        return hand_box(hand.points)
    return hand.box


def _with_known_boxes(frames: Sequence[FrameRecord], box_of: Callable[[TrueHand], Floats | None]) -> list[FrameRecord]:
    return [frame for frame in frames if frame.is_complete and all(box_of(hand) is not None for hand in frame.true)]


def _judge(
    frames: Sequence[FrameRecord], box_of: Callable[[TrueHand], Floats | None], found: Sequence[_Scored]
) -> DetectionPrecision | None:
    boxes = [(number, box_of(hand)) for number, frame in enumerate(frames) for hand in frame.true]
    true = [(number, box) for number, box in boxes if box is not None]
    if not true:
        return None
    if not found:
        nothing = Figure(0.0, 0.0, 0.0, len(true))
        return DetectionPrecision(nothing, nothing, float("nan"), 0.0, len(true))
    return _evaluated(len(frames), true, found)


def _evaluated(images: int, true: Sequence[_Box], found: Sequence[_Scored]) -> DetectionPrecision:
    judge = _judged_by_coco(images, true, found)
    each = list(judge.evalImgs)
    hits = sum(int((image["dtMatches"][_HALF] > 0).sum()) for image in each if image is not None)
    value = _average_precisions(judge)
    rng = np.random.default_rng(_SEED)
    resampled = np.array([_resampled(judge, each, rng) for _ in range(_RESAMPLES)])
    ap, ap_50 = (Figure(value[column], *interval_of(resampled[:, column]), len(true)) for column in range(len(value)))
    return DetectionPrecision(ap, ap_50, hits / len(found), hits / len(true), len(true))


def _judged_by_coco(images: int, true: Sequence[_Box], found: Sequence[_Scored]) -> Any:
    require("pycocotools")
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    annotations = [
        {"id": number, **_entry(image, box), "area": float(box[2] * box[3]), "iscrowd": 0}
        for number, (image, box) in enumerate(true, start=1)
    ]
    with contextlib.redirect_stdout(io.StringIO()):  # it tells how long it takes
        known = COCO()
        known.dataset = {
            "info": {},
            "images": [{"id": number} for number in range(images)],
            "annotations": annotations,
            "categories": [{"id": 1, "name": "box"}],
        }
        known.createIndex()
        results = known.loadRes([{**_entry(image, box), "score": float(score)} for image, box, score in found])
        judge = COCOeval(known, results, "bbox")
        # Of all sizes together, so that there is one entry for each image.
        judge.params.areaRng, judge.params.areaRngLbl = judge.params.areaRng[:1], judge.params.areaRngLbl[:1]
        judge.evaluate()
    return judge


def _entry(image: int, box: Floats) -> dict[str, Any]:
    return {"image_id": image, "category_id": 1, "bbox": box.tolist()}


def _resampled(judge: Any, each: Sequence[Any], rng: np.random.Generator) -> tuple[float, float]:
    """The same of as many images, drawn with replacement."""
    judge.evalImgs = [each[place] for place in rng.integers(len(each), size=len(each))]
    return _average_precisions(judge)


def _average_precisions(judge: Any) -> tuple[float, float]:
    """Over all ten intersections over union, and at 0.5; NaN where there is no true box."""
    with contextlib.redirect_stdout(io.StringIO()):
        judge.accumulate()
    precision = judge.eval["precision"][:, :, 0, 0, -1]
    known = precision[precision >= 0]
    if not known.size:
        return float("nan"), float("nan")
    return float(known.mean()), float(precision[_HALF].mean())
