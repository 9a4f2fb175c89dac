"""Results as a long table, which pandas and polars take as it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backedge.graphs.landmark_results import FrameResult


def landmark_table(results: FrameResult | Iterable[FrameResult]) -> dict[str, NDArray[Any]]:
    """Make a table with a row for each landmark of each object of each frame.

        pandas.DataFrame(landmark_table(results))
        polars.DataFrame(landmark_table(results))

    Args:
        results: of one frame or of many, all of one kind.

    Returns:
        The columns by their names, all of one length:

        - ``timestamp``: int64, of the frame, in microseconds.
        - ``object``: int64, which of the frame's objects, from 0.
        - one for each text or number of an object; a hand has ``handedness``, ``handedness_score``, ``presence``.
        - ``landmark``: int64, its number; ``name``: its name in small letters.
        - ``x``, ``y``, ``z``: float32, in parts of the image's size.
        - ``world_x``, ``world_y``, ``world_z``: float32, in metres; NaN where the model has none.

        Without any frame there is no column.
    """
    frames = [results] if isinstance(results, FrameResult) else list(results)
    if not frames:
        return {}
    kind = frames[0].kind
    rows = [(frame.timestamp, number, found) for frame in frames for number, found in enumerate(frame.objects)]
    objects = [found for _, _, found in rows]
    count = len(kind.names)
    facts: dict[str, NDArray[Any]] = {
        "timestamp": np.array([timestamp for timestamp, _, _ in rows], np.int64),
        "object": np.array([number for _, number, _ in rows], np.int64),
        **{name: np.array([getattr(found, name) for found in objects], of) for name, of in kind.scalars.items()},
    }
    return {
        **{name: np.repeat(values, count) for name, values in facts.items()},
        "landmark": np.tile(np.arange(count, dtype=np.int64), len(rows)),
        "name": np.tile(np.array([name.lower() for name in kind.names.__members__]), len(rows)),
        **_coordinates("", [found.landmarks for found in objects], count),
        **_coordinates("world_", [found.world_landmarks for found in objects], count),
    }


def _coordinates(
    prefix: str, points: Iterable[NDArray[np.float32] | None], count: int
) -> dict[str, NDArray[np.float32]]:
    missing = np.full((count, 3), np.nan, np.float32)
    column = np.concatenate([np.empty((0, 3), np.float32), *(missing if each is None else each for each in points)])
    return {f"{prefix}{axis}": column[:, number] for number, axis in enumerate("xyz")}
