"""The table of one video: a Parquet file, with a row for each thing that was found in each frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from backedge.batch.arrow_columns import Column, ColumnMaker, item_type
from backedge.batch.clips import ClipFacts
from backedge.batch.frame_results import FrameResult
from backedge.batch.tasks import HEAD, Item
from backedge.errors import ConfigError, Diagnostic
from backedge.recording.known_types import KnownTypes

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

_ROWS_AT_ONCE: Final = 8192
_OWN: Final = len(HEAD) - 1  # columns of each row's own; the name of the video is that of all
_COMPRESSION: Final = "zstd"
_CARRIED: Final = {"bool": "bool_", "int64": "int64", "double": "float64", "string": "string"}


@dataclass(frozen=True, slots=True)
class _Stream:
    """What becomes of a stream."""

    name: str
    is_list: bool
    columns: tuple[Column, ...]


class TableLayout:
    """The columns of a table.

    Args:
        types: the types of the streams, by name, in the order in which they are to come.
        carried: the types of the columns that come with the inputs: ``bool``, ``int64``, ``double`` or ``string``.
        known: the classes of values whose type only they themselves tell.

    Raises:
        ConfigError: two columns would have one name.
    """

    def __init__(self, types: Mapping[str, Any], carried: Mapping[str, str], known: KnownTypes) -> None:
        import pyarrow as pa
        from pyarrow import parquet  # noqa: F401 - before the first video

        maker = ColumnMaker(known)
        self.streams = tuple(_stream(maker, name, value_type) for name, value_type in types.items())
        self.carried = dict(carried)
        head = zip(HEAD, (pa.string(), pa.int64(), pa.int64(), pa.int32()), strict=True)
        self.columns = tuple(column for stream in self.streams for column in stream.columns)
        found = ((column.name, column.type) for column in self.columns)
        fields = [*head, *found, *((name, getattr(pa, _CARRIED[kind])()) for name, kind in carried.items())]
        names = [name for name, _ in fields]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise ConfigError([Diagnostic(f'the table would have two columns called "{twice}"; rename one of them')])
        self.schema: pa.Schema = pa.schema(fields)

    def carried_cells(self, item: Item) -> list[Any]:
        """What an input carries, as its columns take it."""
        cells = ((kind, item.carried.get(name)) for name, kind in self.carried.items())
        return [str(value) if kind == "string" and value is not None else value for kind, value in cells]


def _stream(maker: ColumnMaker, name: str, value_type: Any) -> _Stream:
    item = item_type(value_type)
    return _Stream(name, item is not None, tuple(maker.columns(name, value_type if item is None else item)))


class ParquetSink:
    """Writes the table of one video.

    Of a stream that carries lists each item has a row: its place in the list is the ``index``, so that in a row is what
    belongs together. What a frame has once is in its row 0.

    Args:
        layout: the columns.
        clip: the video.
        path: the file; it is there, and complete, after `close`.
    """

    def __init__(self, layout: TableLayout, clip: ClipFacts, path: Path) -> None:
        self._layout, self._item, self._path = layout, clip.item, path
        self._cells: list[list[Any]] = [[] for _ in range(_OWN + len(layout.columns))]
        self._writer: parquet.ParquetWriter | None = None

    def add(self, frame: FrameResult) -> None:
        """Add the rows of a frame."""
        streams, values = self._layout.streams, frame.values
        lists = [_as_items(stream, values.get(stream.name)) for stream in streams]
        count = max(map(len, lists), default=0)
        cells = self._cells
        for index in range(count):
            cells[0].append(frame.number)
            cells[1].append(frame.timestamp)
            cells[2].append(index)
        place = _OWN
        for stream, items in zip(streams, lists, strict=True):
            missing = [None] * (count - len(items))
            for column in stream.columns:
                convert = column.convert
                cells[place] += [None if item is None else convert(item) for item in items]
                cells[place] += missing
                place += 1
        if len(cells[0]) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        schema, columns, count = self._layout.schema, self._layout.columns, len(self._cells[0])
        head, found = self._cells[:_OWN], self._cells[_OWN:]
        carried = [[cell] * count for cell in self._layout.carried_cells(self._item)]
        arrays = [
            *map(pa.array, [[self._item.name] * count, *head], schema.types[: len(HEAD)]),
            *(column.array(cells) for column, cells in zip(columns, found, strict=True)),
            *map(pa.array, carried, schema.types[len(HEAD) + len(columns) :]),
        ]
        if self._writer is None:
            self._writer = parquet.ParquetWriter(self._path, schema, compression=_COMPRESSION)
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        for cells in self._cells:
            cells.clear()

    def close(self, _frames: int) -> None:
        """Complete the file."""
        if self._cells[0] or self._writer is None:
            self._flush()
        assert self._writer is not None
        self._writer.close()

    def drop(self) -> None:
        """Give the file up."""
        if self._writer is not None:
            self._writer.close()


def _as_items(stream: _Stream, value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if stream.is_list else (value,)


def join_tables(parts: Sequence[Path], path: Path) -> None:
    """Write the rows of several tables into one, at `path`."""
    from pyarrow import parquet

    with parquet.ParquetWriter(path, parquet.read_schema(parts[0]), compression=_COMPRESSION) as writer:
        for part in parts:
            with parquet.ParquetFile(part) as table:
                for group in range(table.num_row_groups):
                    writer.write_table(table.read_row_group(group))
