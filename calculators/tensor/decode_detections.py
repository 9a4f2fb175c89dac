"""A detector's tensors as detections: raw boxes and scores, or boxes that the model has suppressed itself.

Formulas: MediaPipe `calculators/tensor/tensors_to_detections_calculator.cc`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import compress
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.geometry.overlap import Corners
from backedge.calculators.single_precision import single
from backedge.calculators.tensor.activation import Activation, activate_number, sigmoid, sigmoid_of_moderate
from backedge.calculators.tensor.tensors_to_detections_options import BoxFormat, TensorsToDetectionsCalculatorOptions
from backedge.errors import PacketTypeError
from backedge.formats import Anchors, BoundingBox, Detection

_Floats = NDArray[np.float32]

# A logit this much below the threshold's is below it after the float32 sigmoid as well, whatever that rounds.
_LOGIT_MARGIN: Final = 0.01
_SAFE_THRESHOLDS: Final = (1e-4, 1 - 1e-4)


class DetectionDecoder:
    """Makes detections of a model's raw boxes and scores.

    What depends on the options alone is computed once: the model has just filled the processor's caches with its
    weights, so that each further call of numpy takes several microseconds.

    Args:
        options: how the model encodes them.
    """

    def __init__(self, options: TensorsToDetectionsCalculatorOptions) -> None:
        self._options = options
        self._classes = np.array([i for i in range(options.num_classes) if options.is_allowed(i)], np.intp)
        self._expected = tuple(options.num_boxes * each for each in (options.num_coords, options.num_classes, 1))
        self._lowest = _lowest_raw_score(options)
        # What is lower than any threshold may be so low that its exponential overflows.
        self._sigmoid = sigmoid if self._lowest == -np.inf else sigmoid_of_moderate
        starts = [options.box_coord_offset, options.box_coord_offset + 2]
        starts += [options.keypoint_coord_offset + 2 * i for i in range(options.num_keypoints)]
        pairs = np.array([(start, start + 1) for start in starts], np.intp)
        # Of the centre, the size and each key point: the indices of x and y, and what they are divided by.
        self._columns = pairs[:, ::-1] if options.layout is BoxFormat.YXHW else pairs
        self._scales = np.array([(options.x_scale, options.y_scale)] * len(starts), np.float32)
        self._scales[1] = options.w_scale, options.h_scale

    def __call__(self, raw_boxes: _Floats, raw_scores: _Floats, anchors: Anchors) -> list[Detection]:
        """Detections at or above the score threshold, in the order of the anchors.

        Args:
            raw_boxes: float32 (1, num_boxes, num_coords), or with more leading ones.
            raw_scores: float32 (1, num_boxes, num_classes), or with more leading ones.
            anchors: one for each box.

        Raises:
            PacketTypeError: a tensor has another size than the options say.
        """
        options = self._options
        found = (raw_boxes.size, raw_scores.size, len(anchors))
        if self._expected != found:
            raise PacketTypeError(
                f"TensorsToDetections: expected {self._expected} values of boxes, scores, anchors, found {found}"
            )
        index, scores, class_ids = self._best_classes(raw_scores.reshape(options.num_boxes, options.num_classes))
        if not index.size:
            return []
        raw = raw_boxes.reshape(options.num_boxes, options.num_coords)[index[:, None, None], self._columns]
        corners, keypoints = self._decode_boxes(raw, anchors.boxes[index, None])
        classes = (((score,), (class_id,)) for score, class_id in zip(scores, class_ids, strict=True))
        return _to_detections(corners, keypoints, classes, options)

    def _best_classes(self, raw_scores: _Floats) -> tuple[NDArray[np.intp], list[float], list[int]]:
        """The boxes that reach the score threshold: their indices, best scores and best classes.

        Args:
            raw_scores: float32 (num_boxes, num_classes).
        """
        options, classes = self._options, self._classes
        if len(classes) < options.num_classes:
            raw_scores = raw_scores[:, classes]
        # Few boxes of thousands reach the threshold, and comparing logits finds them without a single exponential.
        reaches = raw_scores >= self._lowest
        any_class: NDArray[np.bool_] = reaches[:, 0] if len(classes) == 1 else np.logical_or.reduce(reaches, axis=1)
        index = any_class.nonzero()[0]
        if not index.size:
            return index, [], []
        if len(classes) == 1:
            scores, class_ids = self._score_of_one_class(raw_scores[index, 0].tolist()), classes.tolist() * len(index)
        else:
            activated = self._activate(raw_scores[index])
            best = activated.argmax(axis=1)
            scores, class_ids = activated[np.arange(len(index)), best].tolist(), classes[best].tolist()
        lowest = -math.inf if options.min_score_thresh is None else single(options.min_score_thresh)
        keep = [score >= lowest for score in scores]
        if all(keep):
            return index, scores, class_ids
        return index[keep], list(compress(scores, keep)), list(compress(class_ids, keep))

    def _score_of_one_class(self, raw_scores: list[float]) -> list[float]:
        """In plain floats, as few boxes reach the threshold."""
        if not self._options.sigmoid_score:
            return raw_scores
        if self._options.score_clipping_thresh is not None:
            limit = single(self._options.score_clipping_thresh)
            raw_scores = [min(max(raw, -limit), limit) for raw in raw_scores]
        return [activate_number(raw, Activation.SIGMOID) for raw in raw_scores]

    def _activate(self, raw_scores: _Floats) -> _Floats:
        if not self._options.sigmoid_score:
            return raw_scores
        if self._options.score_clipping_thresh is not None:
            limit = np.float32(self._options.score_clipping_thresh)
            raw_scores = np.minimum(np.maximum(raw_scores, -limit), limit)
        return self._sigmoid(raw_scores)

    def _decode_boxes(self, raw: _Floats, anchors: _Floats) -> tuple[list[Corners], _Floats]:
        """Corners and key points (N, K, 2) of boxes.

        Args:
            raw: float32 (N, 2 + K, 2), x and y of the centre, the size and each key point; it is changed.
            anchors: float32 (N, 1, 4), the anchors of these boxes.
        """
        options = self._options
        if options.layout is BoxFormat.XYXY:  # distances of the four sides from the anchor's centre
            first, second = raw[:, 0], raw[:, 1]
            raw[:, 0], raw[:, 1] = (second - first) / np.float32(2), second + first
        raw /= self._scales
        if options.apply_exponential_on_box_size:
            np.exp(raw[:, 1], out=raw[:, 1])
        sizes = raw[:, 1] * anchors[:, 0, 2:]
        raw *= anchors[..., 2:]
        raw += anchors[..., :2]
        corners = [_corners(*centre, *size) for centre, size in zip(raw[:, 0].tolist(), sizes.tolist(), strict=True)]
        return corners, raw[:, 2:]


def _corners(x: float, y: float, width: float, height: float) -> Corners:
    """Of a box around its centre."""
    return single(x - width / 2), single(y - height / 2), single(x + width / 2), single(y + height / 2)


def _lowest_raw_score(options: TensorsToDetectionsCalculatorOptions) -> np.float32:
    """A raw score below which no score reaches the threshold."""
    threshold = options.min_score_thresh
    if threshold is None:
        return np.float32(-np.inf)
    if not options.sigmoid_score:
        return np.float32(threshold)
    low, high = _SAFE_THRESHOLDS
    if not low <= threshold <= high:
        return np.float32(-np.inf)
    lowest = math.log(threshold / (1 - threshold)) - _LOGIT_MARGIN
    limit = options.score_clipping_thresh
    return np.float32(lowest if limit is None or lowest > -limit else -np.inf)


def decode_suppressed_detections(
    boxes: _Floats, class_ids: _Floats, scores: _Floats, count: int, options: TensorsToDetectionsCalculatorOptions
) -> list[Detection]:
    """Detections of a model that decodes and suppresses boxes itself, by the op ``Detection_PostProcess``.

    They are in the model's order, which is by score. MediaPipe does this in the branch for four tensors.

    Args:
        boxes: float32 (1, N, num_coords): the sides of each box, in the order that `box_indices` gives.
        class_ids: (1, N).
        scores: (1, N). The model repeats a box `max_classes_per_detection` times, with another class each.
        count: how many detections there are.
        options: which of them are wanted.

    Raises:
        PacketTypeError: a tensor has another shape than the options say.
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
    classes = [_wanted_classes(*row, options) for row in zip(all_scores, all_ids, strict=True)]
    return _to_detections(used[:, [xmin, ymin, xmax, ymax]].tolist(), keypoints, classes, options)


def _wanted_classes(
    scores: list[float], class_ids: list[int], options: TensorsToDetectionsCalculatorOptions
) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """The scores and classes of one box that are allowed and reach the threshold."""
    threshold = -np.inf if options.min_score_thresh is None else options.min_score_thresh
    pairs = [
        (score, class_id)
        for score, class_id in zip(scores, class_ids, strict=True)
        if options.is_allowed(class_id) and score >= threshold
    ]
    return tuple(score for score, _ in pairs), tuple(class_id for _, class_id in pairs)


def _to_detections(
    corners: Iterable[Corners],
    keypoints: _Floats,
    classes: Iterable[tuple[tuple[float, ...], tuple[int, ...]]],
    options: TensorsToDetectionsCalculatorOptions,
) -> list[Detection]:
    """Detections of arrays, at most `max_results`; what has no class, or a negative or undefined size, is left out.

    Args:
        corners: of N boxes.
        keypoints: float32 (N, K, 2): x, y.
        classes: N scores and class ids.
        options: whether to flip, and how many results to keep.
    """
    flips = options.flip_vertically
    if flips:
        keypoints = np.stack([keypoints[..., 0], 1 - keypoints[..., 1]], axis=-1)
    keypoints.setflags(write=False)  # as they are in detections: spares each of them a view
    boxes = (
        BoundingBox(left, single(1 - bottom) if flips else top, single(right - left), single(bottom - top))
        for left, top, right, bottom in corners
    )
    found = [
        Detection(scores, class_ids, box, points)
        for box, points, (scores, class_ids) in zip(boxes, keypoints, classes, strict=True)
        if scores and box.width >= 0 and box.height >= 0
    ]
    return found if options.max_results < 0 else found[: options.max_results]
