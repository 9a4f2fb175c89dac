"""Extreme values for each field of a calculator's options, by the types of the fields."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, Final

from backedge.protos.field_types import EnumType, MessageType, Scalar
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import FieldSchema

_DEEPEST: Final = 3
_INTEGERS: Final = (0, -1, 1, 2, 1000, 10**6, 2**31 - 1, -(2**31), 2**32 - 1, 2**63 - 1, -(2**63))
_FLOATS: Final = (0.0, -1.0, 1.0, 0.5, 1e-30, 1e9, 3e38, -3e38, math.inf, -math.inf, math.nan)
_STRINGS: Final = ("", "x", "a" * 1000, "é", "\0", "no/such/file", "-1")


def extremes(options_type: type[Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Give the path of each field, with each value to set there; of lists of messages nothing."""
    for field in REGISTRY.schema(options_type).fields:
        if isinstance(field.kind, MessageType):
            if field.container is None and depth < _DEEPEST:
                for path, value in extremes(field.kind.cls, depth + 1):
                    yield f"{field.name}.{path}", value
            continue
        for value in _extremes_of(field):
            if field.container is None:
                yield field.name, value
            else:
                yield field.name, [value]
                yield field.name, [value] * 50
        if field.container is not None:
            yield field.name, []


def _extremes_of(field: FieldSchema) -> tuple[Any, ...]:
    kind = field.kind
    if isinstance(kind, EnumType):
        return tuple(kind.numbers)
    if not isinstance(kind, Scalar):
        return ()
    if kind.name == "bool":
        return (True, False)
    if kind.name in ("float", "double"):
        return _FLOATS
    if kind.limits is None:
        return _STRINGS
    return tuple(value for value in _INTEGERS if kind.limits[0] <= value <= kind.limits[1])
