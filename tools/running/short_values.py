"""Values in one line: short, and with what tells them apart."""

from __future__ import annotations

import dataclasses
import reprlib
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.formats import Image, ImageFrame

_FEW: Final = 6
"""Numbers of an array that are all written; of a longer one the first and the last are."""


class _Short(reprlib.Repr):
    """Python's own shortening of containers and texts; knows besides arrays, pictures and dataclasses."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 4
        self.maxlist = self.maxtuple = self.maxset = 3
        self.maxdict = 4
        self.maxstring = 80
        self.maxother = 120

    def repr_float(self, value: float, _level: int) -> str:
        return f"{value:.4g}"

    def repr_ndarray(self, array: NDArray[Any], _level: int) -> str:
        numbers = np.array2string(array, precision=4, threshold=_FEW, edgeitems=2, separator=" ", suppress_small=True)
        shape = "x".join(map(str, array.shape))
        return f"{array.dtype}[{shape}] {' '.join(numbers.split())}"

    def repr_instance(self, value: Any, level: int) -> str:
        if isinstance(value, Image | ImageFrame):
            return f"{type(value).__name__}({value.width}x{value.height} {value.format.name})"
        if isinstance(value, np.generic):
            return self.repr1(value.item(), level)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return self._fields(value, level)
        return super().repr_instance(value, level)

    def _fields(self, value: Any, level: int) -> str:
        name = type(value).__name__
        if level <= 0:
            return f"{name}({self.fillvalue})"
        fields = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value) if field.repr)
        said = (f"{key}={self.repr1(item, level - 1)}" for key, item in fields if not _is_absent(item))
        return f"{name}({', '.join(said)})"


_SHORT: Final = _Short()


def short_value(value: object, width: int | None = None) -> str:
    """`value` in one line: long arrays, lists and texts are shortened, of pictures only the size is told.

    Args:
        value: anything that a packet can carry.
        width: the most characters, None for as many as it takes.
    """
    text = " ".join(_SHORT.repr(value).split("\n"))
    return text if width is None or len(text) <= width else f"{text[: max(width - 1, 0)]}…"


def _is_absent(item: object) -> bool:
    return item is None or (isinstance(item, str | tuple | list) and not item)
