"""Values of packets as JSON.

============================================  =====================================================================
value                                         JSON
============================================  =====================================================================
None, bool, int, float, str                   itself; NaN and infinities are null
numpy scalar, array                           number, nested lists; float32 with the digits that tell it apart
list, tuple, dict                             array, object
enum member                                   its name
path                                          text
ImageFrame, Image                             {"format": "SRGB", "width": 640, "height": 480}, without its pixels
NormalizedRect, Detection, every other        an object of its fields, such as {"points": [[x, y, z], ...]} for
dataclass                                     landmarks; fields that are None, "" or empty tuples are left out
============================================  =====================================================================
"""

from __future__ import annotations

import dataclasses
import json
import math
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from backedge.formats import Image, ImageFrame


def dumps(value: object) -> str:
    """`value` as one line of JSON, see the module's table.

    Raises:
        TypeError: `value` holds a type that the table lacks.
    """
    return json.dumps(encode(value), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def encode(value: object) -> Any:
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
            result = _encode_array(np.asarray(value))
        case list() | tuple():
            result = [encode(item) for item in value]
        case dict():
            result = {str(key): encode(item) for key, item in value.items()}
        case Path():
            result = str(value)
        case ImageFrame() | Image():
            result = {"format": value.format.name, "width": value.width, "height": value.height}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            result = _encode_fields(value)
        case _:
            raise TypeError(
                f"no JSON for {type(value).__qualname__}; convert it to numbers, lists or a dataclass first"
            )
    return result


def _encode_fields(value: Any) -> dict[str, Any]:
    found = ((field.name, getattr(value, field.name)) for field in dataclasses.fields(value))
    return {name: encode(item) for name, item in found if not _is_absent(item)}


def _is_absent(item: object) -> bool:
    return item is None or (isinstance(item, str | tuple) and not item)


def _encode_array(array: npt.NDArray[Any]) -> Any:
    if array.dtype.kind != "f":
        return array.tolist()
    if array.dtype.itemsize < 8:  # 0.1 as float32 is 0.1, not 0.10000000149011612
        array = array.astype(str).astype(np.float64)
    finite = np.isfinite(array)
    if not finite.all():
        array = array.astype(object)
        array[~finite] = None
    return array.tolist()
