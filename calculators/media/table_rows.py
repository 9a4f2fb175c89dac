"""Values of packets as rows of a table.

======================================  ==============================================================================
value                                   rows
======================================  ==============================================================================
number, text, enum member               one, with the column ``value``
list                                    those of each item, with its number in the column ``item``
NormalizedLandmarks, Landmarks          one a point: ``point``, ``x``, ``y``, ``z``, ``visibility``, ``presence``
ClassificationList                      one a class, best first: ``rank``, ``index``, ``score``, ``label``
any other dataclass, dict               one, with a column for each field; fields of fields are called ``box.xmin``
tuple, array                            one, with a column for each number: ``value.0``, ``keypoints.2.0``
======================================  ==============================================================================

What is within is as `backedge.formats.plain_value` has it; fields that are absent there have no column.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from backedge.formats import ClassificationList, Landmarks, NormalizedLandmarks
from backedge.formats.plain_value import plain

Row: TypeAlias = dict[str, bool | int | float | str | None]
"""Cells by the names of their columns."""

_MOST_COLUMNS: Final = 1000


def table_rows(value: object) -> Iterator[Row]:
    """The rows of `value`, see the module's table.

    Raises:
        TypeError: `value` holds a type that has no form in JSON, or is too large for a table.
    """
    match value:
        case list():
            for number, item in enumerate(value):
                for row in table_rows(item):
                    yield {"item": number} | {_inner(column): cell for column, cell in row.items()}
        case ClassificationList():
            for rank, classification in enumerate(value):
                yield {"rank": rank, **_flatten(plain(classification))}
        case NormalizedLandmarks() | Landmarks():
            yield from _points(value)
        case _:
            row = _flatten(plain(value))
            if len(row) > _MOST_COLUMNS:
                raise TypeError(f"{len(row)} columns are too many for a table; an .npz file holds arrays")
            yield row


def _inner(column: str) -> str:
    """The name of a column of a list's items; lists in lists number theirs, too."""
    return f"item.{column}" if column.startswith("item") else column


def _points(landmarks: NormalizedLandmarks | Landmarks) -> Iterator[Row]:
    columns = dict(zip("xyz", plain(landmarks.points.T), strict=True))
    for name in ("visibility", "presence"):
        if getattr(landmarks, name) is not None:
            columns[name] = plain(getattr(landmarks, name))
    for point, cells in enumerate(zip(*columns.values(), strict=True)):
        yield {"point": point, **dict(zip(columns, cells, strict=True))}


def _flatten(encoded: Any, name: str = "") -> Row:
    """The leaves of a JSON value, by the way to them."""
    if not isinstance(encoded, dict | list):
        return {name or "value": encoded}
    items = encoded.items() if isinstance(encoded, dict) else enumerate(encoded)
    if isinstance(encoded, list) and not name:
        name = "value"
    row: Row = {}
    for key, item in items:
        row |= _flatten(item, f"{name}.{key}" if name else str(key))
    return row
