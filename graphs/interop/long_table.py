"""Results as a long table, which pandas and polars take as it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.graphs.landmark_results import LandmarkResult, ObjectsResult

_IN_METRES: Final = "world_landmarks"


def landmark_table(results: ObjectsResult | Iterable[ObjectsResult]) -> dict[str, NDArray[Any]]:
    """Make a table with a row for each landmark of each object of each frame.

        pandas.DataFrame(landmark_table(results))
        polars.DataFrame(landmark_table(results))

    Args:
        results: of one frame or of many, all of one class.

    Returns:
        The columns by their names, all of one length:

        - ``timestamp``: int64, of the frame, in microseconds.
        - ``object``: int64, which of the frame's objects, from 0.
        - ``label``: what it is, where objects are of several kinds: those of a `HolisticResult` are ``Person``,
          ``Left`` and ``Right`` (hands) and ``Face``.
        - one for each text or number of an object; a hand has ``handedness``, ``handedness_score``, ``presence``
          and ``track_id``.
        - ``landmark``: int64, its number; ``name``: its name in small letters, "" where it has none.
        - ``x``, ``y``, ``z``: float32, in parts of the image's size; without ``z`` where landmarks have no depth.
        - one for each number of a landmark, float32; those of a body have ``visibility`` and ``presence``.
        - ``world_x``, ``world_y``, ``world_z``: float32, in metres, where the model has them.

        What only objects of other kinds have is NaN or "". Without any frame there is no column.
    """
    frames = [results] if isinstance(results, ObjectsResult) else list(results)
    if not frames:
        return {}
    rows = [_Row(frame.timestamp, number, found) for frame in frames for number, found in enumerate(frame.objects)]
    kinds = frames[0].kinds()
    if len(kinds) == 1:
        return _table(kinds[0], rows)
    return _merged([_table(kind, [row for row in rows if isinstance(row.found, kind)], "label") for kind in kinds])


class _Row(NamedTuple):
    """An object, where it was found."""

    timestamp: int
    number: int
    found: LandmarkResult


def _table(kind: type[LandmarkResult], rows: Sequence[_Row], *texts: str) -> dict[str, NDArray[Any]]:
    """The table of objects of one kind; `texts` are further fields of them."""
    objects = [row.found for row in rows]
    scalars = dict.fromkeys(texts, str) | kind.scalars
    facts: dict[str, NDArray[Any]] = {
        "timestamp": np.array([row.timestamp for row in rows], np.int64),
        "object": np.array([row.number for row in rows], np.int64),
        **{name: np.array([getattr(found, name) for found in objects], of) for name, of in scalars.items()},
    }
    counts = np.array([len(found) for found in objects], np.int64)
    numbers = np.concatenate([np.empty(0, np.int64), *(np.arange(count) for count in counts)])
    return {
        **{name: np.repeat(values, counts) for name, values in facts.items()},
        "landmark": numbers,
        "name": _names(kind, numbers),
        **_coordinates("", kind.dimensions, [found.landmarks for found in objects]),
        **{
            name: column
            for field in kind.per_landmark
            for name, column in _columns(field, [getattr(found, field) for found in objects]).items()
        },
    }


def _merged(tables: Sequence[dict[str, NDArray[Any]]]) -> dict[str, NDArray[Any]]:
    """One table of several, which have the columns of all of them, in the order of frames and objects."""
    columns = {name: column.dtype for table in tables for name, column in table.items()}
    whole = {
        name: np.concatenate([table[name] if name in table else _missing(of, len(table["object"])) for table in tables])
        for name, of in columns.items()
    }
    order = np.lexsort([whole[name] for name in ("landmark", "object", "timestamp")])
    return {name: column[order] for name, column in whole.items()}


def _missing(of: np.dtype[Any], count: int) -> NDArray[Any]:
    """A column for objects that have nothing to put into it."""
    return np.full(count, "" if of.kind == "U" else np.nan, of)


def _names(kind: type[LandmarkResult], numbers: NDArray[np.int64]) -> NDArray[np.str_]:
    """The names of landmarks."""
    if kind.names is None:
        return np.full(len(numbers), "")
    return np.array([name.lower() for name in kind.names.__members__])[numbers]


def _columns(field: str, values: Sequence[NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The columns of a field that has something about each landmark."""
    if field == _IN_METRES:
        return _coordinates("world_", 3, values)
    return {field: np.concatenate([np.empty(0, np.float32), *values])}


def _coordinates(prefix: str, dimensions: int, points: Iterable[NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    column = np.concatenate([np.empty((0, dimensions), np.float32), *points])
    return {f"{prefix}{axis}": column[:, number] for number, axis in enumerate("xyz"[:dimensions])}
