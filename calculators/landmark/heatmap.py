"""Landmarks moved to where a heatmap has them.

Formula: MediaPipe `calculators/util/refine_landmarks_from_heatmap_calculator.cc`.
"""

from __future__ import annotations

from dataclasses import replace

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
    height, width = cells.shape[:2]
    points = landmarks.points.copy()
    best = np.full(len(landmarks), np.inf, np.float32)
    reach = (options.kernel_size - 1) // 2
    # Truncation, as a C++ cast does it: a point just left of the heatmap counts as in its first column.
    columns, rows = (points[:, :2] * np.array([width, height], np.float32)).astype(int).T.tolist()
    for index, (column, row) in enumerate(zip(columns, rows, strict=True)):
        if not (0 <= column < width and 0 <= row < height):
            continue
        left, top = max(0, column - reach), max(0, row - reach)
        confidence = sigmoid(cells[top : row + reach + 1, left : column + reach + 1, index])
        total = confidence.sum()
        highest = confidence.max(initial=0.0)
        if total > 0:
            best[index] = highest
            if highest >= options.min_confidence_to_refine:
                across, down = confidence.sum(axis=0), confidence.sum(axis=1)
                points[index, 0] = across @ np.arange(left, left + len(across)) / width / total
                points[index, 1] = down @ np.arange(top, top + len(down)) / height / total
    return replace(
        landmarks,
        points=points,
        presence=_capped(landmarks.presence, best) if options.refine_presence else landmarks.presence,
        visibility=_capped(landmarks.visibility, best) if options.refine_visibility else landmarks.visibility,
    )


def _layers(heatmap: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    cells = heatmap[0] if heatmap.ndim == 4 and len(heatmap) == 1 else heatmap
    if cells.ndim != 3 or cells.shape[2] != count:
        raise PacketTypeError(
            f"a heatmap for {count} landmarks has shape (height, width, {count}), found {heatmap.shape}"
        )
    return cells


def _capped(values: NDArray[np.float32] | None, best: NDArray[np.float32]) -> NDArray[np.float32] | None:
    return None if values is None else np.minimum(values, best)
