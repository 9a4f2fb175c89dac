"""Parts of landmarks, and landmarks of parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.formats import Landmarks, NormalizedLandmarks

L = TypeVar("L", Landmarks, NormalizedLandmarks)


def slice_landmarks(landmarks: L, part: slice) -> L:
    """The landmarks with indexes in `part`; shares memory with `landmarks`."""
    visibility, presence = landmarks.visibility, landmarks.presence
    return type(landmarks)(
        landmarks.points[part],
        None if visibility is None else visibility[part],
        None if presence is None else presence[part],
    )


def join_landmarks(parts: Sequence[L]) -> L:
    """All landmarks of `parts`, of which there is at least one, in order.

    Where one part has visibilities (or presences) and another has none, the landmarks of that have 0.
    """
    return type(parts[0])(
        np.concatenate([part.points for part in parts]),
        _join_scores(parts, [part.visibility for part in parts]),
        _join_scores(parts, [part.presence for part in parts]),
    )


def _join_scores(parts: Sequence[L], scores: Sequence[NDArray[np.float32] | None]) -> NDArray[np.float32] | None:
    if all(values is None for values in scores):
        return None
    return np.concatenate(
        [
            np.zeros(len(part), np.float32) if values is None else values
            for part, values in zip(parts, scores, strict=True)
        ]
    )
