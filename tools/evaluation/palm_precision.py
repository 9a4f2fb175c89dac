"""Precision, recall and average precision of the palm detector, by COCO's own evaluation."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backedge.dependencies import require
from backedge.tools.evaluation.records import FrameRecord
from backedge.tools.hand_sets.palm import palm_box
from backedge.tools.hand_sets.truth import Floats, TrueHand


@dataclass(frozen=True, slots=True)
class PalmPrecision:
    """How well palms are detected, on frames on which the detector ran and all palms are known.

    Attributes:
        ap: average precision, mean over intersections over union of 0.5, 0.55 … 0.95, as COCO defines it.
        ap_50: the same at 0.5, which the paper of MediaPipe Hands gives.
        precision: share of the detections that are palms, at an intersection over union of 0.5.
        recall: share of the palms that are detected, likewise.
        palms: how many true ones there are.
    """

    ap: float
    ap_50: float
    precision: float
    recall: float
    palms: int


def palm_precision(frames: Sequence[FrameRecord]) -> PalmPrecision | None:
    """Judge the palms of some frames; None where there are none to judge.

    Raises:
        DependencyError: pycocotools is not installed.
    """
    judged = [frame for frame in frames if _can_be_judged(frame)]
    boxes = [(number, true_palm(hand)) for number, frame in enumerate(judged) for hand in frame.true]
    true = [(number, box) for number, box in boxes if box is not None]
    if not true:
        return None
    found = [
        {"image_id": number, "category_id": 1, "bbox": palm.box.tolist(), "score": float(palm.score)}
        for number, frame in enumerate(judged)
        for palm in frame.findings.palms or ()
    ]
    if not found:
        return PalmPrecision(0.0, 0.0, float("nan"), 0.0, len(true))
    return _evaluated(len(judged), true, found)


def true_palm(hand: TrueHand) -> Floats | None:
    """The palm's box: the one that is told, or that of the landmarks."""
    if hand.palm_box is not None:
        return hand.palm_box
    return None if hand.points is None or not np.isfinite(hand.points).all() else palm_box(hand.points)


def _can_be_judged(frame: FrameRecord) -> bool:
    ran = frame.findings.palms is not None and frame.findings.detector_ran is not False
    return ran and frame.is_complete and all(true_palm(hand) is not None for hand in frame.true)


def _evaluated(images: int, true: Sequence[tuple[int, Floats]], found: list[dict[str, Any]]) -> PalmPrecision:
    require("pycocotools")
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    annotations = [
        {
            "id": number,
            "image_id": image,
            "category_id": 1,
            "bbox": box.tolist(),
            "area": float(box[2] * box[3]),
            "iscrowd": 0,
        }
        for number, (image, box) in enumerate(true, start=1)
    ]
    with contextlib.redirect_stdout(io.StringIO()):  # it tells how long it takes
        known = COCO()
        known.dataset = {
            "info": {},
            "images": [{"id": number} for number in range(images)],
            "annotations": annotations,
            "categories": [{"id": 1, "name": "palm"}],
        }
        known.createIndex()
        judge = COCOeval(known, known.loadRes(found), "bbox")
        judge.evaluate()
        judge.accumulate()
        judge.summarize()
    everything = [each for each in judge.evalImgs if each is not None and each["aRng"] == judge.params.areaRng[0]]
    hits = sum(int((each["dtMatches"][0] > 0).sum()) for each in everything)
    ap, ap_50 = (float(value) for value in judge.stats[:2])
    return PalmPrecision(ap, ap_50, hits / len(found), hits / len(true), len(true))
