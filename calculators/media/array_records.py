"""Values of packets as named arrays, and many of them as one array for each name.

======================================  ==============================================================================
value                                   arrays
======================================  ==============================================================================
number, text, enum member               ``value``, without axes
array, tuple of numbers or texts        ``value``, of its shape
Tensor                                  ``data``, of its shape
ImageFrame, Image                       ``data``, (height, width) or (height, width, channels) pixels
NormalizedLandmarks, Landmarks          ``points`` (N, 3), and ``visibility`` and ``presence`` (N,) where there are any
ClassificationList                      ``index``, ``score``, ``label`` and ``display_name``, (C,) each
any other dataclass                     an array for each field: ``x_center``; fields of fields as ``box.xmin``
list                                    those of each item, one after the other, and its number as ``item``
======================================  ==============================================================================

Fields that are private, None or empty tuples are left out.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError
from backedge.file_checks import failure
from backedge.formats import Classification, ClassificationList, Image, ImageFrame
from backedge.whole_files import replacing

Record: TypeAlias = dict[str, NDArray[Any]]
"""Arrays by name."""


def records(value: object) -> Iterator[Record]:
    """The arrays of `value`, or of each of its items if it is a list; see the module's table.

    Raises:
        TypeError: `value` holds something that is no array.
    """
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield {"item": np.asarray(number)} | dict(_arrays(item, ""))
    else:
        yield dict(_arrays(value, ""))


def _arrays(value: object, name: str) -> Iterator[tuple[str, NDArray[Any]]]:
    match value:
        case ImageFrame() | Image():
            yield _join(name, "data"), value.data
        case ClassificationList():
            for field in dataclasses.fields(Classification):
                yield _join(name, field.name), np.asarray([getattr(item, field.name) for item in value])
        case Enum():
            yield name or "value", np.asarray(value.name)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for field in dataclasses.fields(value):
                item = None if field.name.startswith("_") else getattr(value, field.name)
                if not (item is None or (isinstance(item, tuple) and not item)):
                    yield from _arrays(item, _join(name, field.name))
        case _:
            array = _plain_array(value)
            if array is None:
                raise TypeError(
                    f"no array for {type(value).__qualname__}; an array has numbers or texts, and one shape"
                )
            yield name or "value", array


def _plain_array(value: object) -> NDArray[Any] | None:
    """An array of numbers or texts, None if `value` has no such form."""
    if not isinstance(value, bool | int | float | str | tuple | np.ndarray | np.generic):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # items of several shapes
        return None
    return array if array.dtype.kind in "biufcU" else None


def _join(name: str, field: str) -> str:
    return f"{name}.{field}" if name else field


class RecordStack:
    """Records of one stream: all of the same names, types and shapes."""

    def __init__(self) -> None:
        self._timestamps: list[int] = []
        self._columns: dict[str, list[NDArray[Any]]] = {}

    def add(self, timestamp: int, record: Record) -> None:
        """Appends a record.

        Raises:
            TypeError: its names or shapes are not those of the records before.
        """
        if not self._timestamps:
            self._columns = {name: [] for name in record}
        if record.keys() != self._columns.keys():
            given, before = ", ".join(record), ", ".join(self._columns)
            raise TypeError(f"it has the fields {given} after {before}; arrays need the same every time")
        for name, array in record.items():
            column = self._columns[name]
            if column and column[0].shape != array.shape:
                raise TypeError(
                    f"{name} has shape {array.shape} after {column[0].shape}; arrays need the same every time"
                )
        self._timestamps.append(timestamp)
        for name, array in record.items():
            self._columns[name].append(array)

    def arrays(self) -> Record:
        """All records: ``timestamp`` (N,) int64, and the others with N as a further first axis."""
        stacked = {name: np.stack(column) for name, column in self._columns.items()}
        return {"timestamp": np.asarray(self._timestamps, np.int64), **stacked}


class StreamArrays:
    """Records of several streams, which are kept in memory until they are saved.

    Args:
        streams: their names.
        path: the file to save them in.
    """

    def __init__(self, streams: Iterable[str], path: Path) -> None:
        self._path = path
        self._stacks = {stream: RecordStack() for stream in streams}

    def add(self, stream: str, timestamp: int, value: object) -> None:
        """Append the records of a packet.

        Raises:
            PacketTypeError: they are no arrays, or not of the shapes of those before.
        """
        try:
            for record in records(value):
                self._stacks[stream].add(timestamp, record)
        except TypeError as error:
            raise PacketTypeError(
                f'stream "{stream}" cannot be written into {self._path}: {error}; a .jsonl file takes anything'
            ) from error

    def save(self) -> None:
        """Write the arrays for `numpy.load`, named by stream and field; the file is replaced when they are all written.

        Raises:
            ResourceError: it cannot be written.
        """
        arrays = {
            f"{stream}.{name}": array
            for stream, stack in self._stacks.items()
            for name, array in stack.arrays().items()
        }
        _save(arrays, self._path)


def join_arrays(parts: Iterable[Path], path: Path) -> None:
    """Write what several files have, which `StreamArrays` has saved, one after the other into one.

    Raises:
        PacketTypeError: arrays of one name are not of one shape.
        ResourceError: the file cannot be written.
    """
    columns: dict[str, list[NDArray[Any]]] = {}
    for part in parts:
        with np.load(part) as arrays:
            for name, array in arrays.items():
                columns.setdefault(name, []).append(array)
    for name, (first, *others) in columns.items():
        for other in others:
            if other.shape[1:] != first.shape[1:]:
                raise PacketTypeError(
                    f"{name} cannot be written into {path}: it has shape {other.shape[1:]} after {first.shape[1:]}; "
                    "arrays need the same every time"
                )
    _save({name: np.concatenate(arrays) for name, arrays in columns.items()}, path)


def _save(arrays: dict[str, Any], path: Path) -> None:  # Any, as numpy's stubs see its options among them
    try:
        with replacing(path) as file:
            np.savez(file, **arrays)
    except OSError as error:
        raise failure("cannot be written", path, error) from error
