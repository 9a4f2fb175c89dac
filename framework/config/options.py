"""Options by type: those of a node, and extensions such as those of input policies.

A node may carry options in two places: ``options``, with an extension per type, and ``node_options``, with an Any per
type. Rules: MediaPipe ``framework/tool/options_map.h``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from google.protobuf.message import DecodeError

from backedge.config.graph import GraphConfig, NodeConfig
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.protos import FixedOrigin, Origin, RawMessage, decode, encode
from backedge.protos.message_registry import REGISTRY
from backedge.protos.origin import descend, locate
from backedge.protos.pool import POOL

T = TypeVar("T")
H = TypeVar("H", NodeConfig, GraphConfig)


def node_options(holder: NodeConfig | GraphConfig, cls: type[T]) -> T:
    """Return the options of type `cls` that a node has, or a graph for its own, or else `cls`'s defaults.

    The extension in ``options`` wins as a whole; the Any in ``node_options`` or ``graph_options`` comes next.

    Raises:
        ConfigError: the list of Anys has the type twice, a field without default is not set, or `cls` itself refuses
            the values.
    """
    schema = REGISTRY.schema(cls)
    if holder.options is not None and schema.header.extension is not None:
        found = find_extension(holder.options, cls, descend(holder.origin, "options"))
        if found is not None:
            return found
    list_name = _list_of_anys(holder)
    anys = getattr(holder, list_name)
    indexes = [index for index, options in enumerate(anys) if _type_name(options) == schema.name]
    if len(indexes) > 1:
        text = f"{list_name} has {schema.name} more than once"
        raise ConfigError([Diagnostic(text, holder.location(list_name, indexes[1]), "remove all but one")])
    for index in indexes:
        return _unpack(anys[index], cls, descend(holder.origin, list_name, index))
    return decode(cls, POOL.message_class(schema.name)(), FixedOrigin(holder.location()))


def find_extension(holder: RawMessage, cls: type[T], origin: Origin | None = None) -> T | None:
    """Find the extension of type `cls` that an options message has; None if it has none.

    Args:
        holder: the message, e.g. the ``options`` of an ``input_stream_handler``.
        cls: type of the extension.
        origin: where `holder` was read.

    Raises:
        ConfigError: a field without default is not set, or `cls` itself refuses the values.
    """
    header = REGISTRY.schema(cls).header
    extension = POOL.extension(header.name)
    message: Any = POOL.current(holder)
    if not message.HasExtension(extension):
        return None
    return decode(cls, message.Extensions[extension], descend(origin, f"[{header.extension_name}]"))


def make_extended(holder: str, options: object) -> RawMessage:
    """Make a message of type `holder`, such as ``mediapipe.MediaPipeOptions``, with `options` as its one extension."""
    message: Any = POOL.message_class(holder)()
    message.Extensions[POOL.extension(REGISTRY.schema(type(options)).name)].CopyFrom(encode(options))
    return message  # type: ignore[no-any-return] # protobuf's classes are made at run time


def option_types(holder: NodeConfig | GraphConfig) -> Iterator[tuple[str, Location | None]]:
    """List the full names of the options that a node or graph carries, in order, and where they are."""
    if holder.options is not None:
        origin = descend(holder.origin, "options")
        for field, _ in POOL.current(holder.options).ListFields():
            if field.is_extension and field.message_type is not None:
                yield field.message_type.full_name, locate(origin, f"[{field.full_name}]")
    list_name = _list_of_anys(holder)
    for index, options in enumerate(getattr(holder, list_name)):
        yield _type_name(options), holder.location(list_name, index)


def edit_options(holder: H, type_name: str, edit: Callable[[Any], None]) -> H:
    """Return a node or graph with its options of the type `type_name` changed by `edit`; it gets them if it has none.

    Args:
        holder: the node or graph.
        type_name: full name of a message that is known.
        edit: changes the message it is given.
    """
    extension = POOL.extension(type_name) if _has_extension(type_name) else None
    if holder.options is not None and extension is not None and POOL.current(holder.options).HasExtension(extension):
        changed: Any = type(POOL.current(holder.options))()
        changed.CopyFrom(POOL.current(holder.options))
        edit(changed.Extensions[extension])
        return dataclasses.replace(holder, options=changed)
    list_name = _list_of_anys(holder)
    anys: list[Any] = list(getattr(holder, list_name))
    same: list[int] = [number for number, other in enumerate(anys) if _type_name(other) == type_name]
    index: int = same[0] if same else len(anys)
    message: Any = POOL.message_class(type_name)()
    packed: Any = POOL.message_class("google.protobuf.Any")()
    packed.type_url = f"type.googleapis.com/{type_name}"
    if same:
        message.ParseFromString(anys[index].value)
    edit(message)
    packed.value = message.SerializePartialToString()
    changes: dict[str, Any] = {list_name: (*anys[:index], packed, *anys[index + 1 :])}
    return dataclasses.replace(holder, **changes)


def _list_of_anys(holder: NodeConfig | GraphConfig) -> str:
    return "node_options" if isinstance(holder, NodeConfig) else "graph_options"


def _has_extension(type_name: str) -> bool:
    schema = REGISTRY.find_schema(type_name)
    return schema is not None and schema.header.extension is not None


def _type_name(options: Any) -> str:
    return str(options.type_url).rpartition("/")[2]


def _unpack(options: Any, cls: type[T], origin: Origin | None) -> T:
    message_class = POOL.message_class(_type_name(options))
    try:
        message = message_class.FromString(options.value)
    except DecodeError as error:
        text = f"this Any does not hold a {_type_name(options)}"
        raise ConfigError([Diagnostic(text, locate(origin), "make it anew: with Any.Pack(), or in text")]) from error
    return decode(cls, message, descend(origin, f"[{options.type_url}]") or origin)
