"""Columns of the table of results: from the types of streams to those of Arrow, and from values to what Arrow takes.

======================================  ==============================================================================
type of a stream, or of its items       type of its column
======================================  ==============================================================================
bool, int, float, str, bytes            bool, int64, double, string, binary
enum                                    string, the member's name
NormalizedLandmarks, Landmarks          list of fixed-size lists of 3 floats; visibility and presence, lists of floats,
                                        in columns of their own: ``landmarks_visibility``
any other dataclass                     struct of its fields; float32 arrays of our data types are lists of numbers, or
                                        of points (fixed-size lists)
ClassificationList, ``list[X]``,        list
``tuple[X, ...]``
tuple of several                        struct with the fields ``_0``, ``_1``, …
array of a known dtype, Tensor          struct of ``shape`` and ``values``
ImageFrame, Image                       binary: PNG, which keeps every bit
``X | None``                            that of X; every column can be null
everything else                         string: JSON, as recordings have it
======================================  ==============================================================================
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from enum import Enum
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, Final, get_args, get_origin

import numpy as np
import orjson
from numpy.typing import NDArray

from backedge.authoring.packet_types import is_union, members, resolve_aliases
from backedge.formats import ClassificationList
from backedge.formats.classification import Classification
from backedge.formats.image import Pixels
from backedge.formats.landmark import LandmarkArray
from backedge.recording.known_types import KnownTypes, field_types, float32_fields
from backedge.recording.pictures import encode_picture
from backedge.recording.value_json import COLUMNS, ValueCodec

if TYPE_CHECKING:
    import pyarrow as pa

Convert = Callable[[Any], Any]
"""Makes of a value what Arrow makes a cell of."""

_OF_SEVERAL_DTYPES: Final = {
    *(np.number, np.integer, np.signedinteger, np.unsignedinteger),
    *(np.inexact, np.floating, np.complexfloating),
}
"""The classes of numbers that no array has as its dtype; numpy 1 takes them for one of several, with a warning."""


@dataclasses.dataclass(frozen=True, slots=True)
class Column:
    """A column that a stream gives.

    Attributes:
        name: its name in the table.
        type: its type.
        convert: makes a cell of a value.
        holds_floats: whether cells are float32 arrays, which are put into the column as wholes.
    """

    name: str
    type: pa.DataType
    convert: Convert
    holds_floats: bool = False

    def array(self, cells: Sequence[Any]) -> pa.Array:
        """The column with these cells; None makes an empty one."""
        import pyarrow as pa

        return _float_lists(cells, self.type) if self.holds_floats else pa.array(cells, self.type)


def item_type(value_type: Any) -> Any:
    """The type of the items of a stream that carries lists, each of which has a row of its own; None for others."""
    value_type = resolve_aliases(value_type)
    return (get_args(value_type) or (Any,))[0] if (get_origin(value_type) or value_type) is list else None


class ColumnMaker:
    """Makes columns for the streams of a graph.

    Args:
        known: the classes of values whose type only they themselves tell.
    """

    def __init__(self, known: KnownTypes) -> None:
        import pyarrow as pa

        self._json = ValueCodec(known)
        self._plain: Final[dict[Any, pa.DataType]] = {
            bool: pa.bool_(),
            int: pa.int64(),
            float: pa.float64(),
            str: pa.string(),
            bytes: pa.binary(),
        }

    def columns(self, stream: str, value_type: Any) -> Iterator[Column]:
        """The columns for values of a type: one, but for landmarks, which have their own for what comes with them."""
        import pyarrow as pa

        value_type = _without_note(value_type)
        if isinstance(value_type, type) and issubclass(value_type, LandmarkArray):
            number = pa.float32()
            yield Column(stream, pa.list_(pa.list_(number, 3)), attrgetter("points"), holds_floats=True)
            for field in ("visibility", "presence"):
                yield Column(f"{stream}_{field}", pa.list_(number), attrgetter(field), holds_floats=True)
            return
        yield Column(stream, *self._column(value_type, ()))

    def _column(  # noqa: PLR0911 - the table above
        self, value_type: Any, inside: tuple[Any, ...]
    ) -> tuple[pa.DataType, Convert]:
        import pyarrow as pa

        value_type = _without_note(value_type)
        cls, arguments = get_origin(value_type) or value_type, get_args(value_type)
        if cls in self._plain:
            return self._plain[cls], cls
        if cls is ClassificationList:
            return self._list(Classification, inside)
        if cls is list or (cls is tuple and arguments[1:] == (Ellipsis,)):
            return self._list(arguments[0] if arguments else Any, inside)
        if cls is tuple and arguments:
            return self._struct({f"_{place}": each for place, each in enumerate(arguments)}, inside, _item_of)
        if cls is np.ndarray:
            return self._array(value_type)
        if not isinstance(cls, type) or cls in inside:
            return self._text()
        if issubclass(cls, Enum):
            return pa.string(), lambda member: member.name
        if issubclass(cls, Pixels):
            return pa.binary(), lambda picture: encode_picture(picture).data
        if dataclasses.is_dataclass(cls) and (fields := field_types(cls)):
            return self._fields(cls, fields, inside)
        return self._text()

    def _list(self, item: Any, inside: tuple[Any, ...]) -> tuple[pa.DataType, Convert]:
        import pyarrow as pa

        arrow, convert = self._column(item, inside)
        return pa.list_(arrow), lambda values: [None if value is None else convert(value) for value in values]

    def _fields(self, cls: Any, fields: dict[str, Any], inside: tuple[Any, ...]) -> tuple[pa.DataType, Convert]:
        arrays = float32_fields(cls)
        own = {name: _Float32(COLUMNS.get(name, ())) if _is_own_array(cls, name, arrays) else hint
               for name, hint in fields.items()}  # fmt: skip
        return self._struct(own, (*inside, cls), getattr)

    def _struct(
        self, fields: dict[str, Any], inside: tuple[Any, ...], get: Callable[[Any, str], Any]
    ) -> tuple[pa.DataType, Convert]:
        import pyarrow as pa

        parts = {
            name: hint.column() if isinstance(hint, _Float32) else self._column(hint, inside)
            for name, hint in fields.items()
        }
        converters = [(name, convert) for name, (_, convert) in parts.items()]

        def convert(value: Any) -> dict[str, Any]:
            got = ((name, each, get(value, name)) for name, each in converters)
            return {name: None if field is None else each(field) for name, each, field in got}

        return pa.struct([(name, arrow) for name, (arrow, _) in parts.items()]), convert

    def _array(self, value_type: Any) -> tuple[pa.DataType, Convert]:
        """Arrays of one dtype; others, and those of texts and objects, are JSON."""
        import pyarrow as pa

        arguments = get_args(value_type)
        scalar = (get_args(arguments[1]) or (None,))[0] if len(arguments) > 1 else None
        if not (isinstance(scalar, type) and issubclass(scalar, np.number | np.bool_)) or scalar in _OF_SEVERAL_DTYPES:
            return self._text()
        try:
            values = pa.from_numpy_dtype(np.dtype(scalar))
        except pa.ArrowNotImplementedError:  # complex numbers, and others that Arrow has no type for
            return self._text()
        arrow = pa.struct([("shape", pa.list_(pa.int64())), ("values", pa.list_(values))])
        return arrow, lambda array: {"shape": list(array.shape), "values": np.ravel(array)}

    def _text(self) -> tuple[pa.DataType, Convert]:
        import pyarrow as pa

        return pa.string(), lambda value: orjson.dumps(self._json.encode(value)).decode()


@dataclasses.dataclass(frozen=True, slots=True)
class _Float32:
    """A float32 array of one of our data types: numbers, or points of so many."""

    names: tuple[str, ...]

    def column(self) -> tuple[pa.DataType, Convert]:
        import pyarrow as pa

        number = pa.float32()
        return pa.list_(pa.list_(number, len(self.names)) if self.names else number), _nested


def _is_own_array(cls: type[Any], name: str, arrays: frozenset[str]) -> bool:
    """Tell whether a field is an array of which we know that its rows are points, or that it has one axis."""
    return name in arrays and cls.__module__.startswith("backedge.formats.") and name in {*COLUMNS, "visibility"}


def _float_lists(cells: Sequence[NDArray[np.float32] | None], arrow: pa.DataType) -> pa.Array:
    """A column of lists of numbers, or of points, from arrays of one axis, or two: faces have 1404 numbers a frame."""
    import pyarrow as pa

    given = [cell for cell in cells if cell is not None]
    numbers = pa.array(np.concatenate([cell.ravel() for cell in given]) if given else np.empty(0, np.float32))
    is_of_points = pa.types.is_fixed_size_list(arrow.value_type)
    items = pa.FixedSizeListArray.from_arrays(numbers, type=arrow.value_type) if is_of_points else numbers
    ends = np.cumsum([0 if cell is None else len(cell) for cell in cells], dtype=np.int32)
    offsets = pa.array(np.concatenate([np.zeros(1, np.int32), ends]))
    is_empty = pa.array([cell is None for cell in cells], pa.bool_())
    return pa.ListArray.from_arrays(offsets, items, type=arrow, mask=is_empty)


def _nested(array: Any) -> Any:
    return array.tolist()


def _item_of(value: Any, name: str) -> Any:
    return value[int(name[1:])]


def _without_note(value_type: Any) -> Any:
    """`value_type` without what `Annotated` notes, and without None."""
    value_type = resolve_aliases(value_type)
    if get_origin(value_type) is Annotated:
        return _without_note(get_args(value_type)[0])
    if is_union(value_type):
        others = [member for member in members(value_type) if member is not type(None)]
        if len(others) == 1:
            return _without_note(others[0])
    return value_type
