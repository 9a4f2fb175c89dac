"""How points must be turned, scaled and moved to lie on others (weighted orthogonal Procrustes problem).

D. Akca, Generalized Procrustes analysis and its applications in photogrammetry, 2003, section 2.4.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.calculators.checks import require_value

_LEAST: Final = 1e-9


def align(
    source: NDArray[np.floating[Any]], target: NDArray[np.floating[Any]], weights: NDArray[np.floating[Any]]
) -> NDArray[np.float64]:
    """Find the transform that brings `source` as close to `target` as it can: rotation, scale and translation.

    Args:
        source: (N, 3).
        target: (N, 3).
        weights: (N,), 0 or more: how much each point counts.

    Returns:
        (4, 4); multiplied by a column (x, y, z, 1) of `source`.

    Raises:
        PacketTypeError: the points are all in one place, or are not numbers.
    """
    total = weights.sum()
    center = weights @ source / total
    around = (source - center) * weights[:, None]
    design = target.T @ around
    require_value(
        float(np.linalg.norm(design)) > _LEAST, "points that lie in one place, or are no numbers, have no pose"
    )
    left, _, right = np.linalg.svd(design)
    if np.linalg.det(left) * np.linalg.det(right) < 0:  # no reflections
        left[:, 2] = -left[:, 2]
    rotation = left @ right
    spread = float((around * source).sum())
    scale = float((around @ rotation.T * target).sum()) / spread if spread > _LEAST else 0.0
    require_value(scale > _LEAST, "points that lie in one place, or are mirrored, have no pose")
    transform = np.eye(4)
    transform[:3, :3] = scale * rotation
    transform[:3, 3] = weights @ (target - source @ transform[:3, :3].T) / total
    return transform


def apply(transform: NDArray[np.floating[Any]], points: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Transform points (N, 3) by a matrix (4, 4)."""
    moved: NDArray[np.float64] = points @ transform[:3, :3].T + transform[:3, 3]
    return moved
