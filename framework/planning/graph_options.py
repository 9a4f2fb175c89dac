"""Graph options: ``option_value`` copies fields of a graph's options into the options of its nodes.

``option_value: "output_tensor_width:options/tensor_width"`` reads: set the node's option ``output_tensor_width`` to the
graph's option ``tensor_width``. The graph's own ``graph_options`` (or ``options``) hold the defaults; those that the
node naming the subgraph has of the same type are merged over them. An empty path stands for the whole message. Rules:
MediaPipe ``framework/tool/options_util.cc``.
"""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Sequence
from typing import Any, cast

from backedge.config import GraphConfig, NodeConfig
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.protos.pool import POOL
from backedge.suggest import suggest_or_list

_EXTENSION = "ext::"


def apply_option_values(config: GraphConfig, parent: NodeConfig | None) -> GraphConfig:
    """`config` with every ``option_value`` of its nodes carried out and removed.

    Args:
        config: a graph or subgraph.
        parent: the node that names the subgraph, None for the outermost graph.

    Raises:
        ConfigError: a path that leads nowhere, or a node without the options it is to be copied into.
    """
    if not any(node.option_value for node in config.node):
        return config
    nodes: list[NodeConfig] = []
    diagnostics: list[Diagnostic] = []
    for node in config.node:
        try:
            nodes.append(_apply(node, config, parent) if node.option_value else node)
        except ConfigError as error:
            diagnostics += error.diagnostics
    if diagnostics:
        raise ConfigError(diagnostics)
    return dataclasses.replace(config, node=tuple(nodes))


def _apply(node: NodeConfig, config: GraphConfig, parent: NodeConfig | None) -> NodeConfig:
    for number, text in enumerate(node.option_value):
        location = node.location("option_value", number)
        node_path, graph_path = _paths(text, location)
        source = _graph_options(config, parent, _extension_type(graph_path))
        if source is None:
            continue
        node = _set(
            node, _without_extension(node_path), _read(source, _without_extension(graph_path), location), location
        )
    return dataclasses.replace(node, option_value=())


def _paths(text: str, location: Location | None) -> tuple[list[str], list[str]]:
    # "::" is part of a type's name; a single ":" separates the two paths.
    parts = text.replace("::", "\0").split(":")
    if len(parts) != 2:
        raise ConfigError([Diagnostic(f'option_value "{text}" is not "node/path:graph/path"', location)])
    return _path(parts[0]), _path(parts[1])


def _path(text: str) -> list[str]:
    names = text.replace("\0", "::").split("/")
    for prefix in ("OPTIONS", "options"):
        if names and names[0] == prefix:
            names = names[1:]
    return [name for name in names if name]


def _extension_type(path: Sequence[str]) -> str | None:
    if path and path[0].lower().startswith(_EXTENSION):
        return path[0][len(_EXTENSION) :].replace("::", ".")
    return None


def _without_extension(path: list[str]) -> list[str]:
    return path[1:] if _extension_type(path) is not None else path


def _graph_options(config: GraphConfig, parent: NodeConfig | None, type_name: str | None) -> Any:
    """The graph's options merged with the parent node's of the same type; None if there are none."""
    own = _find(config.options, config.graph_options, type_name)
    given = _find(parent.options, parent.node_options, type_name or _name(own)) if parent else None
    if own is None or given is None:
        return own if given is None else given
    merged = type(own)()
    merged.CopyFrom(own)
    merged.MergeFrom(given)
    return merged


def _name(message: Any) -> str | None:
    return message.DESCRIPTOR.full_name if message is not None else None


def _find(extended: Any, anys: Sequence[Any], type_name: str | None) -> Any:
    """The options of one type, or the first of any type, as a message; None if there are none."""
    if extended is not None:
        for field, value in POOL.current(extended).ListFields():
            if field.is_extension and type_name in (None, _name(value)):
                return value
    for options in anys:
        name = options.type_url.rpartition("/")[2]
        if type_name in (None, name):
            try:
                return POOL.message_class(name).FromString(options.value)
            except KeyError:
                hint = "import the module that declares it (graph_runner: --calculators MODULE)"
                raise ConfigError([Diagnostic(f"options of the unknown type {name}", None, hint)]) from None
    return None


def _read(message: Any, path: Sequence[str], location: Location | None) -> list[Any]:
    """The values at the end of `path`: none if unset, several of a repeated field."""
    values = [message]
    for name in path:
        if name.isdigit():
            values = values[int(name) : int(name) + 1]
            continue
        values = [value for holder in values for value in _values(holder, _field(holder, name, location))]
    return values


def _values(message: Any, field: Any) -> list[Any]:
    if _is_repeated(field):
        return list(getattr(message, field.name))
    return [getattr(message, field.name)] if message.HasField(field.name) else []


def _is_repeated(field: Any) -> bool:
    # protobuf 6 has a property for it and warns of the label, which is all that protobuf 4 and 5 have.
    repeated = getattr(field, "is_repeated", None)
    return bool(field.label == field.LABEL_REPEATED if repeated is None else repeated)


def _field(message: Any, name: str, location: Location | None) -> Any:
    descriptor = getattr(message, "DESCRIPTOR", None)
    if descriptor is None:
        raise ConfigError([Diagnostic(f"{message!r} is no message, and has no field {name}", location)])
    fields = descriptor.fields_by_name
    if name not in fields:
        text = f"{descriptor.full_name} has no field {name}"
        raise ConfigError([Diagnostic(text, location, suggest_or_list(name, fields))])
    return fields[name]


def _set(node: NodeConfig, path: Sequence[str], values: list[Any], location: Location | None) -> NodeConfig:
    """`node` with its options changed at `path`."""
    options = _find(node.options, node.node_options, None)
    if options is None:
        text = f'node "{node.name or node.calculator}" has no options that option_value could set'
        raise ConfigError([Diagnostic(text, location, "give it empty options or node_options of the right type")])
    changed = type(options)()
    changed.CopyFrom(options)
    if not path:
        for value in values:
            changed.MergeFrom(value)
    elif values:
        try:
            _write(changed, path, values, location)
        except (TypeError, ValueError) as error:
            text = f"{'/'.join(path)} cannot hold {values[0]!r}: {error}"
            raise ConfigError([Diagnostic(text, location)]) from error
    return _with_options(node, changed)


def _write(holder: Any, path: Sequence[str], values: list[Any], location: Location | None) -> None:
    """Put values where `path` leads within `holder`; a number after a repeated field's name is one of its items."""
    field = _field(holder, path[0], location)
    rest = path[1:]
    index = int(rest[0]) if rest and rest[0].isdigit() else None
    if index is not None:
        rest = rest[1:]
        if not _is_repeated(field) or index > len(getattr(holder, field.name)) - bool(rest):
            raise ConfigError([Diagnostic(f"field {field.name} has no item {index}", location)])
    if rest:
        inner = getattr(holder, field.name)
        if _is_repeated(field) and not inner:
            raise ConfigError([Diagnostic(f"field {field.name} has no items", location)])
        _write(inner[index or 0] if _is_repeated(field) else inner, rest, values, location)
    elif _is_repeated(field):
        _splice(holder, field, index, values)
    elif field.message_type is not None:
        getattr(holder, field.name).MergeFrom(values[0])
    else:
        setattr(holder, field.name, values[0])


def _splice(holder: Any, field: Any, index: int | None, values: list[Any]) -> None:
    """Put values in place of one item of a repeated field, or of all; messages are merged with those they replace."""
    old = copy.deepcopy(list(getattr(holder, field.name)))
    start, stop = (0, len(old)) if index is None else (index, index + 1)
    new = list(values)
    if field.message_type is not None:
        for number, (before, after) in enumerate(zip(old[start:stop], values, strict=False)):
            new[number] = copy.deepcopy(before)
            new[number].MergeFrom(after)
    holder.ClearField(field.name)
    getattr(holder, field.name).extend(old[:start] + new + old[stop:])


def _with_options(node: NodeConfig, options: Any) -> NodeConfig:
    """`node` with `options` among its ``node_options``, which take the place of all others, as in MediaPipe."""
    name: str = options.DESCRIPTOR.full_name
    packed: Any = POOL.message_class("google.protobuf.Any")()
    packed.type_url = f"type.googleapis.com/{name}"
    packed.value = options.SerializeToString()
    anys = list(node.node_options)
    same = [index for index, other in enumerate(anys) if cast("Any", other).type_url == packed.type_url]
    if same:
        anys[same[0]] = packed
    else:
        anys.append(packed)
    return dataclasses.replace(node, options=None, node_options=tuple(anys))
