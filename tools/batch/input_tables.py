"""Tables of inputs: a column of paths, perhaps where a clip begins and ends, and columns that are carried along."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backedge.batch.remote import is_address
from backedge.batch.tasks import HEAD, Item
from backedge.dependencies import require
from backedge.errors import ResourceError

if TYPE_CHECKING:
    import pyarrow as pa

TABLES: Final = frozenset({".csv", ".parquet", ".tsv"})
"""Endings of tables."""

_PATHS: Final = ("path", "video", "file", "source")
_IDS: Final = ("id", "name")
_ROWS_AT_ONCE: Final = 10_000


def read_table(path: Path) -> Iterator[Item]:
    """The inputs that a table lists, one a row.

    Its columns:

    - ``path`` (or ``video``, ``file``, ``source``): the file, below the table's folder unless it is absolute
    - ``id`` (or ``name``), optional: what to call it; by default its path, with start and end where there are any
    - ``start``, ``end``, optional: seconds of the video at which the clip begins and ends
    - all others are carried through to the results

    Raises:
        ResourceError: it cannot be read, has no such column, or a row of it makes no sense; says which.
    """
    require("pyarrow", extra="batch")
    import pyarrow as pa

    try:
        table = _read(path)
    except (OSError, pa.ArrowException) as error:
        raise ResourceError(f"{path}: cannot be read as a table of inputs: {error}") from error
    paths = next((name for name in _PATHS if name in table.column_names), None)
    if paths is None:
        raise ResourceError(f"{path}: expected a column path, found {', '.join(table.column_names) or 'none'}")
    ids = next((name for name in _IDS if name in table.column_names and name != paths), None)
    carried = [name for name in table.column_names if name not in {paths, ids, "start", "end"}]
    if clash := sorted(set(HEAD) & set(carried)):
        raise ResourceError(f"{path}: column {clash[0]} cannot be carried: the results have one so called; rename it")
    number = 1
    for batch in table.to_batches(_ROWS_AT_ONCE):
        for row in batch.to_pylist():
            number += 1
            yield _item(path, number, row, paths, ids, carried)


def source_beside(path: Path, name: str) -> str:
    """What a list at `path` means by `name`: a file below its own folder, or an address."""
    return name if is_address(name) else str(path.parent / name)


def _read(path: Path) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv, parquet

    if path.suffix.lower() == ".parquet":
        table = parquet.read_table(path)
    else:
        delimiter = "\t" if path.suffix.lower() == ".tsv" else ","
        table = csv.read_csv(path, parse_options=csv.ParseOptions(delimiter=delimiter))
    # What is carried is a number, a truth value or a text; everything else (dates, categories) becomes a text.
    for index, field in enumerate(table.schema):
        if not (pa.types.is_primitive(field.type) and not pa.types.is_temporal(field.type)):
            table = table.set_column(index, field.name, table.column(index).cast(pa.string()))
    return table


def _item(path: Path, number: int, row: dict[str, Any], paths: str, ids: str | None, carried: list[str]) -> Item:
    where = f"{path}, row {number}"
    given = row[paths]
    if given in (None, ""):
        raise ResourceError(f"{where}: column {paths} is empty; name a file")
    start, end = (_microseconds(where, name, row.get(name)) for name in ("start", "end"))
    if end is not None and end <= (start or 0):
        raise ResourceError(f"{where}: the clip ends at {row['end']} s, not after its start, {(start or 0) / 1e6:g} s")
    span = "" if start is None and end is None else f"#{(start or 0) / 1e6:g}-{'' if end is None else f'{end / 1e6:g}'}"
    name = f"{given}{span}" if ids is None or row[ids] in (None, "") else str(row[ids])
    return Item(name, source_beside(path, str(given)), start, end, {each: _plain(row[each]) for each in carried})


def _microseconds(where: str, name: str, seconds: Any) -> int | None:
    if seconds is None or seconds == "" or (isinstance(seconds, float) and math.isnan(seconds)):
        return None
    if not isinstance(seconds, int | float) or not 0 <= seconds < math.inf:
        raise ResourceError(f"{where}: {name} must be seconds, at least 0, found {seconds!r}")
    return round(seconds * 1e6)


def _plain(value: Any) -> Any:
    """`value` as JSON has it, where NaN is none."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
