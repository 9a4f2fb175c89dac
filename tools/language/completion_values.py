"""Completion of values that are no ports: calculators, executors, policies, marks of back edges, enums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from backedge.authoring.declarations import PortKind
from backedge.authoring.registration import registry
from backedge.protos.field_types import EnumType, Scalar
from backedge.protos.message_schema import FieldSchema
from backedge.protos.value_limits import Choice
from backedge.streams.policies import POLICIES
from backedge.tools.language.completion_items import Completion
from backedge.tools.language.graph_document import GraphDocument
from backedge.tools.language.node_ports import ports_of_node
from backedge.tools.language.syntax import Entry, Span
from backedge.tools.listing.calculator_details import documentation

_EXECUTOR_TYPES: Final = ("ThreadPoolExecutor", "ApplicationThreadExecutor")


def complete_value(document: GraphDocument, entry: Entry, field: FieldSchema, span: Span) -> Iterator[Completion]:
    """What the value of a field can be that is written without quotes, or with quotes that are still to be typed."""
    match field.kind:
        case EnumType(cls=cls, numbers=numbers):
            about = documentation(cls)
            for rank, name in enumerate(numbers):
                yield Completion(name, "value", span, name, cls.__name__, about, rank=rank)
        case Scalar(name="bool"):
            for rank, name in enumerate(("true", "false")):
                yield Completion(name, "value", span, name, "bool", rank=rank)
        case _:
            yield from complete_text(document, entry, field, span)


def complete_text(document: GraphDocument, entry: Entry, field: FieldSchema, span: Span) -> Iterator[Completion]:
    """What the text of a field can be that is no port."""
    if isinstance(field.limit, Choice):
        for rank, value in enumerate(field.limit.values):
            text = str(value)
            yield Completion(text, "value", span, text, field.name, rank=rank, is_text=isinstance(value, str))
    elif entry.name == "calculator":
        yield from _calculators(document, span)
    elif entry.name == "input_stream_handler":
        for name, policy in POLICIES.items():
            yield Completion(name, "policy", span, name, "input policy", documentation(policy), is_text=True)
    elif entry.name == "executor":
        names = (block.text("name") for each in document.syntax.root.named("executor") for block in each.blocks)
        for name in filter(None, names):
            yield Completion(name, "executor", span, name, "executor", is_text=True)
    elif entry.name == "type" and entry.around.owner is not None and entry.around.owner.name == "executor":
        for name in _EXECUTOR_TYPES:
            yield Completion(name, "executor", span, name, "type of executor", is_text=True)
    elif entry.name in ("tag_index", "timestamp_base_tag_index"):
        yield from _input_tags(document, entry, span)


def _calculators(document: GraphDocument, span: Span) -> Iterator[Completion]:
    registry.load_plugins()
    graphs = set(document.lookup.names())
    for name in sorted(graphs):
        yield Completion(name, "graph", span, name, "graph", is_text=True)
    for registration in registry:
        if registration.name not in graphs:
            summary = documentation(registration.calculator).partition("\n")[0]
            is_short = registration.canonical not in ("", registration.name)
            detail = f"{registration.canonical}: {summary}" if is_short else summary
            yield Completion(
                *(registration.name, "calculator", span, registration.name, detail), rank=is_short, is_text=True
            )


def _input_tags(document: GraphDocument, entry: Entry, span: Span) -> Iterator[Completion]:
    """The inputs of the node around."""
    node = document.node_of(entry.around)
    if node is None:
        return
    labels = [port.label for port in node.ports if port.list_name == "input_stream" and port.label]
    known = [port.tag for port in ports_of_node(document, node, PortKind.INPUT) if port.tag.isidentifier()]
    for label in dict.fromkeys([*labels, *known]):
        yield Completion(label, "tag", span, label, f"input stream of {node.calculator}", is_text=True)
