"""Values as the graph's own types: where C++ has one type and Python two, the stream decides which it is to be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from google.protobuf.message import Message as RawMessage

from backedge.config.options import find_extension
from backedge.packet import EMPTY
from backedge.protos import Message, decode
from backedge.protos.message_registry import REGISTRY
from backedge.protos.pool import POOL

Adapter: TypeAlias = Callable[[Any], Any]


def adapter_for(declared: Any) -> Adapter | None:
    """Choose what turns values for a stream or side packet of type `declared` into that type; None if nothing has to.

    What cannot be turned is left as it is: the graph says what is wrong with it.
    """
    if declared is str:
        return _to_str
    if declared is bytes:
        return _to_bytes
    if declared == list[str]:
        return lambda value: list(map(_to_str, value)) if isinstance(value, list) else value
    if isinstance(declared, type) and issubclass(declared, Message):
        return lambda value: _to_dataclass(value, declared)
    return None


def _to_str(value: Any) -> Any:
    try:
        return value.decode() if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return value


def _to_bytes(value: Any) -> Any:
    return value.encode() if isinstance(value, str) else value


def _to_dataclass(value: Any, declared: type[Message]) -> Any:
    """Options as calculators have them, of their own message or as an extension of another."""
    if not isinstance(value, RawMessage):
        return value
    header, name = REGISTRY.schema(declared).header, value.DESCRIPTOR.full_name
    if name == header.name:
        return decode(declared, POOL.current(value))
    is_holder = header.extension is not None and name == header.extends
    options = find_extension(value, declared) if is_holder else None
    return value if options is None else options


def adapt(value: Any, adapter: Adapter | None) -> Any:
    """`value` as `adapter` wants it; that of an empty packet stays what it is."""
    return value if adapter is None or value is EMPTY else adapter(value)
