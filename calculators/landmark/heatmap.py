"""Landmarks moved to where a heatmap has them.

Formula: MediaPipe `calculators/util/refine_landmarks_from_heatmap_calculator.cc`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.tensor.activation import sigmoid
from backedge.errors import PacketTypeError
from backedge.formats import NormalizedLandmarks
from backedge.protos import Message, field


class RefineLandmarksFromHeatmapCalculatorOptions(
    Message, name="mediapipe.RefineLandmarksFromHeatmapCalculatorOptions", extension=362281653
):
    """Options of RefineLandmarksFromHeatmapCalculator.

    Attributes:
        kernel_size: the square of the heatmap that is looked at, in cells; odd.
        min_confidence_to_refine: 0..1; where the heatmap has nothing so high, the landmark stays.
        refine_presence: whether presence is at most the highest confidence.
        refine_visibility: whether visibility is at most the highest confidence.
    """

    kernel_size: int = field(1, default=9)
    min_confidence_to_refine: float = field(2, default=0.5)
    refine_presence: bool = field(3, default=False)
    refine_visibility: bool = field(4, default=False)


def refine_from_heatmap(
    landmarks: NormalizedLandmarks, heatmap: NDArray[np.float32], options: RefineLandmarksFromHeatmapCalculatorOptions
) -> NormalizedLandmarks:
    """Move each landmark to the middle of the confidence around it.

    Args:
        landmarks: N of them, in parts of the heatmap.
        heatmap: (height, width, N) or (1, height, width, N), before the sigmoid.
        options: how far to look, and when to move.

    Raises:
        PacketTypeError: a heatmap of another shape.
    """
    cells = _layers(heatmap, len(landmarks))
    points = landmarks.points.copy()
    size = np.array([[cells.shape[1]], [cells.shape[0]]], np.float32)
    # Truncation, as a C++ cast does it: a point just left of the heatmap counts as in its first column.
    middles = np.trunc(points.T[:2] * size)
    [seen] = np.logical_and.reduce((middles >= 0) & (middles < size), axis=0).nonzero()
    reach = (options.kernel_size - 1) // 2
    places = middles[:, None, seen].astype(np.intp) + np.arange(-reach, reach + 1)[:, None]
    confidence = _confidence(cells, seen, places)
    # The landmarks are along the last axis everywhere: it is the longest one, and numpy sums along the others quickly.
    sums = np.empty(places.shape, np.float32)
    for axis, sums_along in enumerate(sums):
        np.add.reduce(confidence, axis=axis, out=sums_along)
    total, highest = np.add.reduce(sums[0], axis=0), np.maximum.reduce(confidence, axis=(0, 1), initial=0.0)
    certain = (total > 0) & (highest >= options.min_confidence_to_refine)
    moved = np.add.reduce(sums * places, axis=1)[:, certain] / size / total[certain]
    points[seen[certain], :2] = moved.T
    best = np.full(len(points), np.inf, np.float32)
    best[seen] = np.where(total > 0, highest, np.float32(np.inf))
    return NormalizedLandmarks(
        points,
        _capped(landmarks.visibility, best) if options.refine_visibility else landmarks.visibility,
        _capped(landmarks.presence, best) if options.refine_presence else landmarks.presence,
    )


def _confidence(cells: NDArray[np.float32], layers: NDArray[np.intp], places: NDArray[np.intp]) -> NDArray[np.float32]:
    """The confidence in a square of cells of each layer, (K, K, M) by row and column; 0 beyond the heatmap.

    Args:
        cells: (height, width, N), before the sigmoid.
        layers: (M,) indices of layers.
        places: (2, K, M), the columns and the rows of each square.
    """
    height, width, count = cells.shape
    last = np.array([[[width - 1]], [[height - 1]]], np.intp)
    columns, rows = nearest = np.minimum(np.maximum(places, 0), last)
    # One index into all of the heatmap is found much faster than three.
    index = (rows[:, None] * width + columns) * count
    index += layers
    confidence = sigmoid(cells.reshape(-1).take(index))
    inside = nearest == places
    if not inside.all():
        confidence *= inside[1, :, None]
        confidence *= inside[0]
    return confidence


def _layers(heatmap: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    cells = heatmap[0] if heatmap.ndim == 4 and len(heatmap) == 1 else heatmap
    if cells.ndim != 3 or cells.shape[2] != count:
        raise PacketTypeError(
            f"a heatmap for {count} landmarks has shape (height, width, {count}), found {heatmap.shape}"
        )
    return cells


def _capped(values: NDArray[np.float32] | None, best: NDArray[np.float32]) -> NDArray[np.float32] | None:
    return None if values is None else np.minimum(values, best)
