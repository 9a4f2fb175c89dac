"""Values of packets as JSON that says all of them, so that they come back bit for bit.

| value | JSON |
| --- | --- |
| None, bool, str, int of 64 bits, finite float | itself |
| list | list |
| everything else | an object that says what it is by its ``"@type"`` |

A dataclass is an object of its fields, such as ``{"@type": "NormalizedLandmarks", "points": [{"x": 0.5, ...}, ...]}``.
An array is ``{"@type": "ndarray", "dtype": "<f4", "shape": [2, 3], "values": [[...], [...]]}``; a large one, or one
with NaN or infinities, has ``"base64"`` in place of ``"values"``. Fields that are declared as float32 arrays are lists
of numbers, points lists of objects.
"""

from __future__ import annotations

import base64
import math
import struct
from collections.abc import Callable
from enum import Enum
from pathlib import Path, PurePath
from types import NoneType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from backedge.errors import PacketTypeError, ResourceError
from backedge.formats import ImageFormat
from backedge.formats.image import Pixels
from backedge.protos import Message
from backedge.recording.known_types import KnownTypes, float32_fields, own_fields
from backedge.recording.pictures import RAW, decode_picture, encode_picture, raw_pixels

_LONGEST_LIST: Final = 256
"""Values of an array that is written as numbers, which people and other tools can read."""

_AS_NUMBERS: Final = frozenset(map(np.dtype, ("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?")))
_INT64: Final = range(-(2**63), 2**64)

COLUMNS: Final = {"points": ("x", "y", "z"), "keypoints": ("x", "y")}
"""The names of the numbers in a row of the arrays of our data types, for viewers that take no lists of lists."""


class ValueCodec:
    """Turns values into what JSON can say, and back.

    Args:
        known: the classes that values may have.
    """

    def __init__(self, known: KnownTypes) -> None:
        self._known = known
        self._encoders: dict[type[Any], Callable[[Any], Any]] = {
            NoneType: _same,
            bool: _same,
            int: _encode_int,
            float: _encode_float,
            complex: lambda value: _tagged("complex", parts=[_encode_float(value.real), _encode_float(value.imag)]),
            str: _encode_text,
            bytes: lambda value: _tagged("bytes", base64=_to_base64(value)),
            list: lambda value: [self.encode(item) for item in value],
            tuple: lambda value: _tagged("tuple", items=[self.encode(item) for item in value]),
            dict: lambda value: _tagged("dict", items=[[self.encode(k), self.encode(v)] for k, v in value.items()]),
            np.ndarray: _encode_array,
        }
        self._decoders: dict[str, Callable[[dict[str, Any]], Any]] = {
            "int": lambda data: int(data["value"]),
            "float": lambda data: struct.unpack(">d", bytes.fromhex(data["bits"]))[0],
            "complex": lambda data: complex(*map(self.decode, data["parts"])),
            "str": lambda data: _from_base64(data).decode("utf-8", "surrogatepass"),
            "bytes": _from_base64,
            "list": lambda data: [self.decode(item) for item in data["items"]],
            "tuple": lambda data: tuple(self.decode(item) for item in data["items"]),
            "dict": lambda data: {self.decode(key): self.decode(value) for key, value in data["items"]},
            "path": lambda data: Path(data["path"]),
            "ndarray": _decode_array,
            "scalar": lambda data: np.frombuffer(_from_base64(data), np.dtype(data["dtype"]))[0],
        }

    def encode(self, value: Any) -> Any:
        """`value` as JSON has it.

        Raises:
            PacketTypeError: it is, or holds, something that cannot be recorded.
        """
        encoder = self._encoders.get(type(value))
        return encoder(value) if encoder else self._encode_object(value)

    def decode(self, data: Any) -> Any:
        """The value that `encode` made `data` of.

        Raises:
            ResourceError: it names a class that is not known, or `encode` cannot have made it.
        """
        if type(data) is list:
            return [self.decode(item) for item in data]
        if type(data) is not dict:
            return data
        name = data.get("@type")
        try:
            decoder = self._decoders.get(name) if isinstance(name, str) else None
            return decoder(data) if decoder else self._decode_object(data)
        except ResourceError:
            raise
        except Exception as error:  # whatever the constructors say to fields that are not theirs
            raise ResourceError(f"a value of type {name} is damaged: {error}") from error

    def _encode_object(self, value: Any) -> Any:
        cls = type(value)
        if isinstance(value, np.generic):
            _require_plain_dtype(value.dtype)
            return _tagged("scalar", value=str(value), dtype=value.dtype.str, base64=_to_base64(value.tobytes()))
        if isinstance(value, PurePath):
            return _tagged("path", path=str(value))
        name = self._known.name_of(cls)
        if name is None:
            raise PacketTypeError(
                f"a value of type {cls.__qualname__} cannot be recorded; what can are numbers, texts, bytes, arrays, "
                "the types of backedge.formats, lists, tuples and dicts, and the dataclasses and enums of these that "
                "the graph's streams are declared with"
            )
        if isinstance(value, Enum):
            return _tagged(name, member=value.name)
        if isinstance(value, Pixels):
            return _encode_picture(name, value)
        return {"@type": name} | {field: self._encode_field(cls, field, value) for field in _fields_to_write(value)}

    def _encode_field(self, cls: Any, field: str, owner: Any) -> Any:
        value = getattr(owner, field)
        if field not in float32_fields(cls):
            return self.encode(value)
        if type(value) is np.ndarray and value.dtype == np.float32 and value.size and np.isfinite(value).all():
            return _rows(field, value)
        # So that no list is taken for an array.
        return _tagged("list", items=self.encode(value)) if type(value) is list else self.encode(value)

    def _decode_object(self, data: dict[str, Any]) -> Any:
        name = data.get("@type")
        cls: Any = self._known.find(name) if isinstance(name, str) else None
        if cls is None:
            raise ResourceError(
                f"it holds a value of type {name}, which no stream of the graph is declared with; replay it into the "
                "graph that it was recorded from"
            )
        if issubclass(cls, Enum):
            return cls[data["member"]]
        if issubclass(cls, Pixels):
            return _decode_picture(cls, data)
        arrays = float32_fields(cls)
        return cls(
            **{
                field: _from_rows(field, item) if field in arrays and type(item) is list else self.decode(item)
                for field, item in data.items()
                if field != "@type"
            }
        )


def _same(value: Any) -> Any:
    return value


def _tagged(name: str, **content: Any) -> dict[str, Any]:
    return {"@type": name, **content}


def _rows(field: str, array: NDArray[np.float32]) -> list[Any]:
    names = COLUMNS.get(field)
    if names is None or array.shape[1:] != (len(names),):
        return array.tolist()  # type: ignore[no-any-return]
    return [dict(zip(names, row, strict=True)) for row in array.tolist()]


def _from_rows(field: str, rows: list[Any]) -> NDArray[np.float32]:
    if rows and isinstance(rows[0], dict):
        rows = [[row[name] for name in COLUMNS[field]] for row in rows]
    return np.array(rows, np.float32)


def _fields_to_write(value: Any) -> list[str]:
    """The fields that make a dataclass anew; of a message those that were set, so that it knows which were."""
    names = own_fields(type(value))
    return [name for name in names if value.has_field(name)] if isinstance(value, Message) else names


def _encode_int(value: int) -> Any:
    return value if value in _INT64 else _tagged("int", value=str(value))


def _encode_float(value: float) -> Any:
    if math.isfinite(value):
        return value
    return _tagged("float", value=str(value), bits=struct.pack(">d", value).hex())


def _encode_text(value: str) -> Any:
    try:
        value.encode()
    except UnicodeEncodeError:  # halves of surrogate pairs
        return _tagged("str", base64=_to_base64(value.encode("utf-8", "surrogatepass")))
    return value


def _encode_array(array: NDArray[Any]) -> dict[str, Any]:
    _require_plain_dtype(array.dtype)
    head = _tagged("ndarray", dtype=array.dtype.str, shape=list(array.shape))
    is_short = 0 < array.size <= _LONGEST_LIST and array.dtype.newbyteorder("=") in _AS_NUMBERS
    if is_short and (array.dtype.kind != "f" or np.isfinite(array).all()):
        return head | {"values": array.tolist()}
    return head | {"base64": _to_base64(array.tobytes())}


def _decode_array(data: dict[str, Any]) -> NDArray[Any]:
    dtype, shape = np.dtype(data["dtype"]), tuple(data["shape"])
    if "values" in data:
        return np.array(data["values"], dtype).reshape(shape)
    return np.frombuffer(_from_base64(data), dtype).reshape(shape)


def _require_plain_dtype(dtype: np.dtype[Any]) -> None:
    """Refuse what the dtype's short name does not say all of: objects, records, and types of other packages."""
    if dtype.hasobject or np.dtype(dtype.str) != dtype:
        raise PacketTypeError(f"an array of {dtype} cannot be recorded; numbers, bools and texts can")


def _encode_picture(name: str, picture: Pixels) -> dict[str, Any]:
    codec, content = encode_picture(picture)
    size = {"width": picture.width, "height": picture.height}
    return _tagged(name, format=picture.format.name, **size, codec=codec, base64=_to_base64(content))


def _decode_picture(cls: type[Pixels], data: dict[str, Any]) -> Pixels:
    image_format, content = ImageFormat[data["format"]], _from_base64(data)
    if data["codec"] == RAW:
        return cls(raw_pixels(content, image_format, data["height"], data["width"]), image_format)
    return cls(decode_picture(content, image_format), image_format)


def _to_base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _from_base64(data: dict[str, Any]) -> bytes:
    return base64.b64decode(data["base64"], validate=True)
