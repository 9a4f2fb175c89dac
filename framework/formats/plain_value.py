"""Values as plain numbers, texts, lists and dicts, which JSON and tables take.

============================================  =====================================================================
value                                         plain value
============================================  =====================================================================
None, bool, int, float, str                   itself; NaN and infinities are None
numpy scalar, array                           number, nested lists; float32 with the digits that tell it apart
list, tuple, dict                             list, dict
enum member                                   its name
path                                          text
ImageFrame, Image                             {"format": "SRGB", "width": 640, "height": 480}, without its pixels
NormalizedRect, Detection, every other        a dict of its fields, such as {"points": [[x, y, z], ...]} for
dataclass                                     landmarks; fields that are None, "" or empty tuples are left out
============================================  =====================================================================
"""

from __future__ import annotations

import dataclasses
import math
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray


class PlainValue:
    """Mixin of the data types: `to_dict`."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields by their names, as plain numbers, texts and lists; fields that are None or empty are left out."""
        return plain_fields(self)


def plain(value: object) -> Any:
    """`value` as what `json.dumps` takes, see the module's table.

    Raises:
        TypeError: `value` holds a type that the table lacks.
    """
    match value:
        case Enum():
            result: Any = value.name
        case None | bool() | int() | str():
            result = value
        case float():
            result = value if math.isfinite(value) else None
        case np.ndarray() | np.generic():
            result = _plain_array(np.asarray(value))
        case list() | tuple():
            result = [plain(item) for item in value]
        case dict():
            result = {str(key): plain(item) for key, item in value.items()}
        case Path():
            result = str(value)
        case PlainValue():
            result = value.to_dict()
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            result = plain_fields(value)
        case _:
            raise TypeError(
                f"no JSON for {type(value).__qualname__}; convert it to numbers, lists or a dataclass first"
            )
    return result


def plain_fields(value: Any) -> dict[str, Any]:
    """The public fields of a dataclass, or message, as a dict; those that are None, "" or empty tuples are left out.

    Raises:
        TypeError: a field holds a type that the module's table lacks.
    """
    names = [field.name for field in dataclasses.fields(value) if not field.name.startswith("_")]
    found = ((name, getattr(value, name)) for name in names)
    return {name: plain(item) for name, item in found if not _is_absent(item)}


def _is_absent(item: object) -> bool:
    return item is None or (isinstance(item, str | tuple) and not item)


def _plain_array(array: NDArray[Any]) -> Any:
    if array.dtype.kind != "f":
        return array.tolist()
    if array.dtype.itemsize < 8:  # 0.1 as float32 is 0.1, not 0.10000000149011612
        array = array.astype(str).astype(np.float64)
    finite = np.isfinite(array)
    if not finite.all():
        array = array.astype(object)
        array[~finite] = None
    return array.tolist()
