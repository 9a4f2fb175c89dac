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
from collections.abc import Callable
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Arrays: TypeAlias = "Callable[[NDArray[Any]], Any]"
"""What becomes of an array: nested lists, or what else takes the place of one."""


def plain_array(array: NDArray[Any]) -> Any:
    """Return `array` as nested lists of numbers or texts; one without axes as its one value."""
    if array.dtype.kind != "f":
        return array.tolist()
    if array.dtype == np.float32:  # 0.1 as float32 is 0.1, not 0.10000000149011612; orjson finds its digits quickly
        import orjson  # with json and uuid: not for programs that write nothing

        written = np.ascontiguousarray(array) if array.ndim else array[()]
        return orjson.loads(orjson.dumps(written, option=orjson.OPT_SERIALIZE_NUMPY))
    if array.dtype.itemsize < 8:
        array = array.astype(str).astype(np.float64)
    finite = np.isfinite(array)
    if not finite.all():
        array = array.astype(object)
        array[~finite] = None
    return array.tolist()


class PlainValue:
    """Mixin of the data types: `to_dict`."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields by their names, as plain numbers, texts and lists; fields that are None or empty are left out."""
        return plain_fields(self)


def plain(value: object, arrays: Arrays = plain_array) -> Any:
    """`value` as what `json.dumps` takes, see the module's table.

    Args:
        value: what to say plainly.
        arrays: what to make of its arrays and of numpy's numbers, for libraries that take some of them as they are.

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
            result = arrays(np.asarray(value))
        case list() | tuple():
            result = [plain(item, arrays) for item in value]
        case dict():
            result = {str(key): plain(item, arrays) for key, item in value.items()}
        case Path():
            result = str(value)
        case PlainValue() if type(value).to_dict is not PlainValue.to_dict:
            result = value.to_dict()
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            result = plain_fields(value, arrays)
        case _:
            raise TypeError(
                f"no JSON for {type(value).__qualname__}; convert it to numbers, lists or a dataclass first"
            )
    return result


def plain_fields(value: Any, arrays: Arrays = plain_array) -> dict[str, Any]:
    """The public fields of a dataclass, or message, as a dict; those that are None, "" or empty tuples are left out.

    Raises:
        TypeError: a field holds a type that the module's table lacks.
    """
    found = ((name, getattr(value, name)) for name in _public_fields(value.__class__))
    return {name: plain(item, arrays) for name, item in found if not _is_absent(item)}


@cache
def _public_fields(cls: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cls) if not field.name.startswith("_"))


def _is_absent(item: object) -> bool:
    return item is None or (isinstance(item, str | tuple) and not item)
