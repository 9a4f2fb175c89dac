"""Differences between two values of packets: bit for bit, or as far as numbers may differ."""

from __future__ import annotations

import dataclasses
import struct
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from backedge.recording.known_types import own_fields

_SHOWN: Final = 120
"""Characters of a value in a message."""


class Difference(NamedTuple):
    """The place where two values differ.

    Attributes:
        where: the place inside of the value, such as ``.points[3, 1]``; "" for all of it.
        expected: what is there in the first, as a text.
        found: what is there in the second.
        by: how far the numbers are from each other; None for what is no number.
    """

    where: str
    expected: str
    found: str
    by: float | None = None

    def inside(self, where: str) -> Difference:
        """The same, seen from outside of what it is in."""
        return self._replace(where=where + self.where)

    def __str__(self) -> str:
        by = "" if self.by is None else f" (by {self.by:.6g})"
        return f"{self.where.removeprefix('.') or 'the value'} should be {self.expected}, but is {self.found}{by}"


def difference(expected: Any, found: Any, tolerance: float = 0.0) -> Difference | None:
    """Find where two values differ; None if they do not.

    Args:
        expected: the first.
        found: the second.
        tolerance: how far numbers of one kind may be from each other; 0 compares bits, so that NaN is NaN and 0.0 is
            not -0.0.
    """
    cls = type(expected)
    if cls is not type(found):
        return Difference("", _show(expected), _show(found))
    if cls in _COMPARERS:
        return _COMPARERS[cls](expected, found, tolerance)
    if isinstance(expected, np.generic):
        return _of_arrays(np.asarray(expected), np.asarray(found), tolerance)
    if dataclasses.is_dataclass(expected):
        for name in own_fields(type(expected)):
            if told := difference(getattr(expected, name), getattr(found, name), tolerance):
                return told.inside(f".{name}")
        return None
    return _of_others(expected, found, tolerance)


def _of_others(expected: Any, found: Any, _tolerance: float) -> Difference | None:
    return None if expected == found else Difference("", _show(expected), _show(found))


def _of_floats(expected: float, found: float, tolerance: float) -> Difference | None:
    if struct.pack("<d", expected) == struct.pack("<d", found) or abs(expected - found) <= tolerance != 0:
        return None
    return Difference("", repr(expected), repr(found), abs(expected - found))


def _of_ints(expected: int, found: int, tolerance: float) -> Difference | None:
    by = abs(expected - found)
    return Difference("", repr(expected), repr(found), by) if by > tolerance else None


def _of_complex(expected: complex, found: complex, tolerance: float) -> Difference | None:
    real, imaginary = _of_floats(expected.real, found.real, tolerance), _of_floats(expected.imag, found.imag, tolerance)
    return Difference("", repr(expected), repr(found), abs(expected - found)) if real or imaginary else None


def _of_sequences(expected: Any, found: Any, tolerance: float) -> Difference | None:
    if len(expected) != len(found):
        return Difference("", f"{len(expected)} items", f"{len(found)}")
    for index, (ours, theirs) in enumerate(zip(expected, found, strict=True)):
        if told := difference(ours, theirs, tolerance):
            return told.inside(f"[{index}]")
    return None


def _of_dicts(expected: dict[Any, Any], found: dict[Any, Any], tolerance: float) -> Difference | None:
    if told := _of_sequences(list(expected), list(found), 0.0):
        return told.inside(" keys")
    for key, value in expected.items():
        if told := difference(value, found[key], tolerance):
            return told.inside(f"[{key!r}]")
    return None


def _of_arrays(expected: NDArray[Any], found: NDArray[Any], tolerance: float) -> Difference | None:
    if expected.dtype != found.dtype or expected.shape != found.shape:
        return Difference("", f"{expected.dtype} {expected.shape}", f"{found.dtype} {found.shape}")
    if expected.tobytes() == found.tobytes():
        return None
    if expected.dtype.kind not in "biuf":
        place = np.unravel_index(int(np.argmax(expected != found)), expected.shape)
        return _at(place, expected, found, None)
    wide = np.float64 if expected.dtype.kind == "f" or expected.dtype.itemsize == 8 else np.int64
    with np.errstate(invalid="ignore"):
        by = np.array(np.abs(expected.astype(wide) - found.astype(wide)), np.float64)
    same = _same_bits(expected, found)
    by[~same & np.isnan(by)] = np.inf
    by[same] = -1.0
    place = np.unravel_index(int(np.argmax(by)), expected.shape)
    worst = float(by[place])
    return None if worst <= tolerance != 0 else _at(place, expected, found, worst)


def _same_bits(expected: NDArray[Any], found: NDArray[Any]) -> NDArray[np.bool_]:
    """Where two arrays of one type and shape have the same bytes."""
    size = expected.dtype.itemsize
    ours, theirs = (np.frombuffer(array.tobytes(), np.uint8).reshape(-1, size) for array in (expected, found))
    same: NDArray[np.bool_] = (ours == theirs).all(axis=1).reshape(expected.shape)
    return same


def _at(place: Any, expected: NDArray[Any], found: NDArray[Any], by: float | None) -> Difference:
    where = f"[{', '.join(map(str, map(int, place)))}]" if place else ""
    return Difference(where, str(expected[place]), str(found[place]), by)


def _show(value: Any) -> str:
    text = f"{value!r}"
    if not isinstance(value, str) and type(value).__name__ not in text:
        text = f"{text} ({type(value).__name__})"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


_COMPARERS: Final[dict[type[Any], Callable[[Any, Any, float], Difference | None]]] = {
    bool: _of_others,
    int: _of_ints,
    float: _of_floats,
    complex: _of_complex,
    list: _of_sequences,
    tuple: _of_sequences,
    dict: _of_dicts,
    np.ndarray: _of_arrays,
}
