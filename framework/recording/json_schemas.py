"""JSON schemas of recorded messages: what other tools read to know the fields of what a stream carries.

Foxglove takes numbers, texts, objects and lists of these, and refuses a schema that has more; what is more, such as
lists of lists, is in the messages and not in the schema. What a schema says is the usual form: `value_json` has others
for infinite numbers, and for what a stream's type does not say.
"""

from __future__ import annotations

import dataclasses
from typing import Annotated, Any, Final, get_args, get_origin

import orjson

from backedge.authoring.packet_types import describe_type, is_union, members, resolve_aliases
from backedge.recording.known_types import KnownTypes, field_types, float32_fields
from backedge.recording.value_json import COLUMNS

_NUMBER: Final = {"type": "number"}
_PLAIN: Final[dict[Any, dict[str, Any]]] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: _NUMBER,
    str: {"type": "string"},
}
_ROWS: Final = frozenset({"visibility", "presence"})
"""Fields of our data types with one number for each row of the others."""

_TIME: Final = {"type": "object", "properties": {"sec": {"type": "integer"}, "nsec": {"type": "integer"}}}

BOUND_SCHEMA: Final = orjson.dumps(
    {
        "type": "object",
        "title": "backedge.Bound",
        "description": "A stream has nothing more through the timestamp; or nothing more at all, if it ends.",
        "properties": {"timestamp": _TIME, "stream": {"type": "string"}, "ends": {"type": "boolean"}},
    }
)


def schema_name(value_type: Any) -> str:
    """What the schema of a stream's messages is called: by the type of its packets."""
    return f"backedge.{describe_type(value_type)}"


def json_schema(value_type: Any, known: KnownTypes) -> bytes:
    """The schema of the messages of a stream of `value_type`: an object of ``timestamp`` and ``value``."""
    value = _schema(resolve_aliases(value_type), known, ())
    properties = {"timestamp": _TIME, "value": value} if value else {"timestamp": _TIME}
    return orjson.dumps({"type": "object", "title": schema_name(value_type), "properties": properties})


def _schema(value_type: Any, known: KnownTypes, inside: tuple[Any, ...]) -> dict[str, Any] | None:
    """The schema of a type; None where it cannot be said, or only values tell, or a type is inside of itself."""
    if get_origin(value_type) is Annotated:
        return _schema(get_args(value_type)[0], known, inside)
    if is_union(value_type):
        others = [member for member in members(value_type) if member is not type(None)]
        return _schema(others[0], known, inside) if len(others) == 1 else None
    cls, arguments = get_origin(value_type) or value_type, get_args(value_type)
    if cls in _PLAIN:
        return _PLAIN[cls]
    if cls is list:
        items = _schema(arguments[0], known, inside) if arguments else None
        return {"type": "array", "items": items} if items and items["type"] != "array" else None
    name = known.name_of(cls) if isinstance(cls, type) else None
    if name is None or cls in inside or not dataclasses.is_dataclass(cls):
        return None
    assert isinstance(cls, type)
    arrays = float32_fields(cls)
    properties = {
        field: _array_schema(field) if field in arrays else _schema(hint, known, (*inside, cls))
        for field, hint in field_types(cls).items()
    }
    said = {field: schema for field, schema in properties.items() if schema}
    return {"type": "object", "title": name, "properties": {"@type": _PLAIN[str], **said}}


def _array_schema(field: str) -> dict[str, Any] | None:
    if field in _ROWS:
        return {"type": "array", "items": _NUMBER}
    if field not in COLUMNS:
        return None
    return {"type": "array", "items": {"type": "object", "properties": dict.fromkeys(COLUMNS[field], _NUMBER)}}
