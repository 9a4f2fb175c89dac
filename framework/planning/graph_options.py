"""Graph options: ``option_value`` copies fields of a graph's options into the options of its nodes.

``option_value: "output_tensor_width:options/tensor_width"`` reads: set the node's option ``output_tensor_width`` to the
graph's option ``tensor_width``, or to nothing if the graph has none. The graph's own ``graph_options`` (or ``options``)
hold the defaults; those of the node naming the subgraph are merged over them. An empty path stands for the whole
message. Rules: MediaPipe ``framework/tool/options_util.cc``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, cast

from google.protobuf.message import DecodeError

from backedge.config import GraphConfig, NodeConfig
from backedge.config.options import option_types
from backedge.errors import ConfigError, Diagnostic, Location
from backedge.planning.option_fields import read_values, write_values
from backedge.protos.pool import POOL

_EXTENSION = "ext::"
_PREFIX = "type.googleapis.com/"


class _Options(NamedTuple):
    """An options message, and the type URL with which an Any would hold it."""

    url: str
    message: Any


def apply_option_values(config: GraphConfig, parent: NodeConfig | None) -> GraphConfig:
    """Carry out and remove every ``option_value`` of the nodes of `config`.

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


def unread_options(config: GraphConfig, parent: NodeConfig, name: str) -> Iterator[Diagnostic]:
    """Warn of options on a node that no ``option_value`` in its subgraph reads.

    Args:
        config: the subgraph.
        parent: the node that names it.
        name: the node's name.
    """
    read = [_path(text.replace("::", "\0").rpartition(":")[2]) for node in config.node for text in node.option_value]
    who = f'subgraph {parent.calculator} (node "{name}")'
    own = next((found for found, _ in option_types(config)), "")
    for number, (found, location) in enumerate(option_types(parent)):
        if number or not read:
            takes = f"it takes {own}" if own and read else "it has no options"
            yield Diagnostic(f"{who} does not read options of type {found}", location, takes, severity="warning")
        elif all(read):
            fields = dict.fromkeys(path[0] for path in read)
            hint = f"it reads: {', '.join(fields)}"
            for unread in _fields_set(parent, location):
                if unread not in fields:
                    text = f"{who} does not read option {unread} of {found}"
                    yield Diagnostic(text, location, hint, severity="warning")


def _fields_set(parent: NodeConfig, location: Location | None) -> list[str]:
    """Return the fields that are set in the first options of a node."""
    given = _find(parent.options, parent.node_options, location)
    return [field.name for field, _ in given.message.ListFields()] if given else []


def _apply(node: NodeConfig, config: GraphConfig, parent: NodeConfig | None) -> NodeConfig:
    for number, text in enumerate(node.option_value):
        location = node.location("option_value", number)
        node_path, graph_path = _paths(text, location)
        target = _find(node.options, node.node_options, location)
        if target is None:
            complaint = f'node "{node.name or node.calculator}" has no options that option_value could set'
            hint = "give it empty options or node_options of the right type"
            raise ConfigError([Diagnostic(complaint, location, hint)])
        source = _graph_options(config, parent, location)
        if source is None:
            continue
        changed = type(target.message)()
        changed.CopyFrom(target.message)
        write_values(changed, node_path, read_values(source, graph_path, location), location)
        node = _with_options(node, _Options(target.url, changed))
    return dataclasses.replace(node, option_value=())


def _paths(text: str, location: Location | None) -> tuple[list[str], list[str]]:
    # "::" is part of a type's name; a single ":" separates the two paths.
    parts = text.replace("::", "\0").split(":")
    if len(parts) != 2:
        raise ConfigError([Diagnostic(f'option_value "{text}" is not "node/path:graph/path"', location)])
    paths = [_path(part) for part in parts]
    for path in paths:
        if path and path[0].lower().startswith(_EXTENSION):
            # MediaPipe knows the syntax, but looks for the type among the extensions of the options themselves.
            text = f"there are no options {path[0]}: option_value goes by the first options that there are"
            raise ConfigError([Diagnostic(text, location, f"leave {path[0]}/ out")])
    return paths[0], paths[1]


def _path(text: str) -> list[str]:
    names = text.replace("\0", "::").split("/")
    for prefix in ("OPTIONS", "options"):
        if names and names[0] == prefix:
            names = names[1:]
    return [name for name in names if name]


def _graph_options(config: GraphConfig, parent: NodeConfig | None, location: Location | None) -> Any:
    """Merge the parent node's options into the graph's; None if there are none."""
    own = _find(config.options, config.graph_options, location)
    given = _find(parent.options, parent.node_options, location) if parent else None
    if own is None or given is None:
        options = own or given
        return options and options.message
    merged = type(own.message)()
    merged.CopyFrom(own.message)
    if given.message.DESCRIPTOR is not merged.DESCRIPTOR:
        ours, theirs = merged.DESCRIPTOR.full_name, given.message.DESCRIPTOR.full_name
        text = f"the graph's options are {ours}, but the node that names it has {theirs} first"
        assert parent is not None
        where = parent.location("options" if parent.options is not None else "node_options")
        raise ConfigError([Diagnostic(text, where or location, f"write {ours} before all other options of that node")])
    merged.MergeFrom(given.message)
    return merged


def _find(extended: Any, anys: Sequence[Any], location: Location | None) -> _Options | None:
    """Find the first options of a graph or node; None if there are none."""
    if extended is not None:
        for field, value in POOL.current(extended).ListFields():
            if field.is_extension:
                return _Options(_PREFIX + value.DESCRIPTOR.full_name, value)
    for packed in anys:
        name = packed.type_url.rpartition("/")[2]
        try:
            return _Options(packed.type_url, POOL.message_class(name).FromString(packed.value))
        except KeyError:
            hint = "import the module that declares it (graph_runner: --calculators MODULE)"
            raise ConfigError([Diagnostic(f"options of the unknown type {name}", location, hint)]) from None
        except DecodeError as error:
            raise ConfigError([Diagnostic(f"this Any does not hold a {name}", location)]) from error
    return None


def _with_options(node: NodeConfig, options: _Options) -> NodeConfig:
    """Put `options` among the ``node_options`` of `node`, where they replace all others, as in MediaPipe."""
    packed: Any = POOL.message_class("google.protobuf.Any")()
    packed.type_url = options.url
    packed.value = options.message.SerializeToString()
    anys = list(node.node_options)
    same = [index for index, other in enumerate(anys) if cast("Any", other).type_url == packed.type_url]
    if same:
        anys[same[0]] = packed
    else:
        anys.append(packed)
    return dataclasses.replace(node, options=None, node_options=tuple(anys))
