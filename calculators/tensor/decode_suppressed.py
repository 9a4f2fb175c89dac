"""Detections of a model that decodes and suppresses boxes itself, by the op ``Detection_PostProcess``.

Formulas: MediaPipe `calculators/tensor/tensors_to_detections_calculator.cc`, the branch for four tensors.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.tensor.decode_detections import to_detections
from backedge.calculators.tensor.detection_options import TensorsToDetectionsOptions
from backedge.errors import PacketTypeError
from backedge.formats import Detection

_Floats = NDArray[np.float32]


def decode_suppressed_detections(
    boxes: _Floats, class_ids: _Floats, scores: _Floats, count: int, options: TensorsToDetectionsOptions
) -> list[Detection]:
    """The first `count` detections of such a model, in its order, which is by score.

    Args:
        boxes: float32 (1, N, num_coords): the sides of each box, in the order that `box_indices` gives.
        class_ids: (1, N).
        scores: (1, N). The model repeats a box `max_classes_per_detection` times, with another class each.
        count: how many detections there are.
        options: which of them are wanted.

    Raises:
        PacketTypeError: a tensor has not the shape the options say.
    """
    rows, repeats = scores.size, options.max_classes_per_detection
    if boxes.shape[-2:] != (rows, options.num_coords) or class_ids.size != rows or count * repeats > rows:
        raise PacketTypeError(
            f"TensorsToDetections: expected boxes of shape (1, {rows}, {options.num_coords}), as many class ids and at"
            f" least {count * repeats} scores, found {boxes.shape}, {class_ids.shape} and {scores.shape}"
        )
    used = boxes.reshape(rows, options.num_coords)[: count * repeats : repeats]
    ymin, xmin, ymax, xmax = options.box_indices
    start = options.keypoint_coord_offset
    keypoints = used[:, start : start + 2 * options.num_keypoints].reshape(count, options.num_keypoints, 2)
    all_scores = scores.reshape(-1)[: count * repeats].reshape(count, repeats).tolist()
    all_ids = class_ids.reshape(-1)[: count * repeats].reshape(count, repeats).astype(int).tolist()
    classes = [_wanted(*row, options) for row in zip(all_scores, all_ids, strict=True)]
    return to_detections(used[:, [xmin, ymin, xmax, ymax]], keypoints, classes, options)


def _wanted(
    scores: list[float], class_ids: list[int], options: TensorsToDetectionsOptions
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """The scores and classes of one box that are allowed and reach the threshold."""
    threshold = -np.inf if options.min_score_thresh is None else options.min_score_thresh
    pairs = [
        (score, class_id)
        for score, class_id in zip(scores, class_ids, strict=True)
        if options.is_allowed(class_id) and score >= threshold
    ]
    return tuple(score for score, _ in pairs), tuple(class_id for _, class_id in pairs)
