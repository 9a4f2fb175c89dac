"""Values of packets as JSON: what `backedge.formats.plain_value` makes of them, in a line."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np
import orjson
from numpy.typing import NDArray

from backedge.formats.plain_value import plain, plain_array

_WRITTEN_AS_THEY_ARE: Final = frozenset(
    map(np.dtype, ("f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?"))
)
"""The types of arrays that orjson writes as `plain_array` does; of float16 it does not find the shortest digits."""


def dumps(value: object) -> bytes:
    """`value` as one line of JSON in UTF-8; the table of `backedge.formats.plain_value` says how.

    Raises:
        TypeError: `value` holds a type that the table lacks.
    """
    encodable = plain(value, _lists_where_needed)
    try:
        return orjson.dumps(encodable, option=orjson.OPT_SERIALIZE_NUMPY)
    except orjson.JSONEncodeError:
        # JSON can say, and orjson cannot: integers of more than 64 bits, halves of surrogate pairs, deep nesting.
        return json.dumps(plain(value), allow_nan=False, separators=(",", ":")).encode()


def _lists_where_needed(array: NDArray[Any]) -> Any:
    if not array.flags.c_contiguous or array.dtype not in _WRITTEN_AS_THEY_ARE:
        return plain_array(array)
    return array if array.ndim else array[()]
