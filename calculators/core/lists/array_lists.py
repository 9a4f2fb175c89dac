"""Parts of landmarks and joints, and landmarks and joints of parts: values that hold one array row per item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from backedge.formats import Joints, Landmarks, NormalizedLandmarks

L = TypeVar("L", Landmarks, NormalizedLandmarks, Joints)


def slice_items(value: L, part: slice) -> L:
    """The items with indexes in `part`; shares memory with `value`."""
    arrays: Any = (None if array is None else array[part] for array in _arrays(value))
    return type(value)(*arrays)


def join_items(parts: Sequence[L]) -> L:
    """All items of `parts`, of which there is at least one, in order; a single part is the result itself.

    Where one part has visibilities (or presences) and another has none, the items of that have 0.
    """
    if len(parts) == 1:
        return parts[0]
    columns = zip(*(_arrays(part) for part in parts), strict=True)
    return type(parts[0])(*(_join_arrays(parts, column) for column in columns))


def _arrays(value: Any) -> list[NDArray[np.float32] | None]:
    return [getattr(value, name) for name in _names(value.__class__)]


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _join_arrays(parts: Sequence[L], arrays: Sequence[NDArray[np.float32] | None]) -> Any:
    """The arrays of one attribute joined; None if no part has any."""
    if all(array is None for array in arrays):
        return None
    return np.concatenate(
        [np.zeros(len(part), np.float32) if array is None else array for part, array in zip(parts, arrays, strict=True)]
    )
