"""Options that are set from outside a graph's text: by ``graph_runner --set NODE.FIELD=VALUE``, or by a program.

A key is ``NODE.FIELD``: the name of a node of the expanded graph, or of one that names a subgraph, and a field of its
options, ``NODE.FIELD.FIELD`` for one of a message inside. A key without a node is a field of the graph's own options,
which ``option_value`` hands on to its nodes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import Any, TypeAlias, TypeVar

from backedge.config import GraphConfig, NodeConfig
from backedge.config.binder import bind
from backedge.config.complaints import Complaints
from backedge.config.option_hints import OptionHints
from backedge.config.options import edit_options, option_types
from backedge.config.tokenizer import TEXT, Source
from backedge.config.tree import Block, Field, Literal
from backedge.errors import Diagnostic
from backedge.protos.field_types import MessageType
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import MessageSchema
from backedge.suggest import suggest_or_list

Settings: TypeAlias = Mapping[str, Any]
"""Values by ``NODE.FIELD``: as Python has them (a bool, a number, a str, a list of them), or as text spells them."""

M = TypeVar("M", GraphConfig, NodeConfig)


class OptionSettings:
    """Settings for one graph, which are taken as its nodes become known.

    Args:
        settings: the values.
        complaints: where to put what does not fit.
    """

    def __init__(self, settings: Settings, complaints: Complaints) -> None:
        self._open = dict(settings)
        self._complaints = complaints
        self._names: dict[str, None] = {}

    def __bool__(self) -> bool:
        return bool(self._open)

    def apply_to_graph(self, config: GraphConfig) -> GraphConfig:
        """Return `config` with what is set in its own options."""
        own = next((name for name, _ in option_types(config)), "")
        return self._apply(config, {key: key for key in self._open if "." not in key}, own, "the graph")

    def apply(self, node: NodeConfig, name: str, options_type: str) -> NodeConfig:
        """Return `node` with what is set in its options.

        Args:
            node: a node.
            name: its canonical name.
            options_type: full name of the type of its options; "" if it has none.
        """
        self._names[name] = None
        fields = {key: key.removeprefix(f"{name}.") for key in self._open if key.startswith(f"{name}.")}
        return self._apply(node, fields, options_type, f'node "{name}"') if fields else node

    def concern(self, name: str) -> bool:
        """Tell whether something is set for the node with this canonical name."""
        self._names[name] = None
        return any(key.startswith(f"{name}.") for key in self._open)

    def complain_of_rest(self) -> None:
        """Complain of the settings that no node has taken."""
        for key in self._open:
            name = key.partition(".")[0]
            text = f'cannot set "{key}": the graph has no node "{name}"'
            self._complaints.add([Diagnostic(text, None, suggest_or_list(name, self._names))])
        self._open.clear()

    def _apply(self, holder: M, fields: Mapping[str, str], options_type: str, who: str) -> M:
        schema = REGISTRY.find_schema(options_type) if options_type else None
        for key, path in fields.items():
            value = self._open.pop(key)
            if schema is None:
                hint = "" if "." in key else "of a node it is NODE.FIELD"
                self._complaints.add([Diagnostic(f'cannot set "{key}": {who} has no options', None, hint)])
                continue
            found = Complaints()
            message = bind(_block(schema, path.split("."), value), schema, found, OptionHints())
            found.add(_listed(schema, path.split(".")))
            self._complaints.add(_about(complaint, key) for complaint in found.diagnostics)
            if not found.diagnostics:
                holder = edit_options(holder, schema.name, _Change(path.split("."), message))
        return holder


class _Change:
    """Puts one field of a message in place of that of another."""

    def __init__(self, path: Sequence[str], message: Any) -> None:
        self._path = path
        self._message = message

    def __call__(self, target: Any) -> None:
        holder = target
        for name in self._path[:-1]:
            holder = getattr(holder, name)
        holder.ClearField(self._path[-1])
        target.MergeFrom(self._message)


def _about(complaint: Diagnostic, key: str) -> Diagnostic:
    return dataclasses.replace(complaint, message=f'cannot set "{key}": {complaint.message}', location=None)


def _block(schema: MessageSchema, path: Sequence[str], value: Any) -> Block:
    """Make the tree of a text in which only the field at `path` is set."""
    block = Block(Source("", "<set>"), 0)
    name, *further = path
    field = schema.by_name.get(name)
    if further:
        inner = field.kind.cls if field is not None and isinstance(field.kind, MessageType) else None
        content = _block(REGISTRY.schema(inner), further, value) if inner else Block(block.source, 0)
        block.fields.append(Field(name, 0, [content], is_list=False))
        return block
    items = _items(value) if field is not None and field.container is not None else None
    values = [_literal(value)] if items is None else [_literal(item) for item in items]
    block.fields.append(Field(name, 0, [*values], is_list=items is not None))
    return block


def _listed(schema: MessageSchema, path: Sequence[str]) -> Iterator[Diagnostic]:
    """Complain of a path that leads through a list."""
    for name in path[:-1]:
        field = schema.by_name.get(name)
        if field is None or not isinstance(field.kind, MessageType):
            return
        if field.container is not None:
            yield Diagnostic(f"field {name} is a list of messages, and no field of one can be set from outside")
        schema = REGISTRY.schema(field.kind.cls)


def _items(value: Any) -> list[Any] | None:
    """Return the items of a list, which text spells ``[1, 2]``; None for a single value."""
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str) and value.startswith("[") and value.endswith("]"):
        return [item.strip() for item in value[1:-1].split(",") if item.strip()]
    return None


def _literal(value: Any) -> Literal:
    text = str(value).lower() if isinstance(value, bool) else value.name if isinstance(value, Enum) else str(value)
    return Literal(TEXT, text, text.encode(), 0)
