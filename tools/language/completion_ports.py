"""Completion of ports: tags, and the streams and side packets whose types fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from backedge.authoring.declarations import ALL_OTHERS
from backedge.planning.contracts import PORT_FIELDS
from backedge.planning.naming import stream_name
from backedge.tools.language.checked_document import Analysis
from backedge.tools.language.completion_items import Completion, ItemKind
from backedge.tools.language.graph_document import GraphDocument, NodeText, PortText
from backedge.tools.language.markdown_texts import describe_connection, describe_known_type
from backedge.tools.language.node_ports import KnownPort, ports_of_node
from backedge.tools.language.syntax import Entry, Span

_OPEN = KnownPort("", is_group=False, is_optional=True, value_type=Any)
_WORDS = re.compile(r"[A-Z0-9]+")


def complete_port(
    document: GraphDocument, analysis: Analysis, entry: Entry, before: str, span: Span
) -> Iterator[Completion]:
    """What a port in `entry` can be.

    Args:
        document: the text.
        analysis: knows the types of streams.
        entry: the field.
        before: what stands between its opening quote and the cursor.
        span: all between its quotes.
    """
    node = document.node_of(entry.around)
    head, colon, _ = before.rpartition(":")
    name_span = Span(span.start + len(head) + len(colon), span.end)
    names = _Names(document, analysis, entry)
    if node is None:
        yield from names.of(_OPEN, "", name_span, rank=0)
        return
    kind = next(kind for kind, name in PORT_FIELDS.items() if name == entry.name)
    ports = ports_of_node(document, node, kind)
    if colon:
        tag = head.partition(":")[0]
        port = next((each for each in ports if each.tag == tag), _OPEN)
        yield from names.of(port, "", name_span, rank=0)
        return
    free = [port for port in ports if port.is_group or not _is_connected(node, entry, port, span)]
    for rank, port in enumerate(sorted(free, key=lambda port: port.is_optional)):
        if port.tag not in ("", ALL_OTHERS):
            prefix = _prefix(node, entry, port, span)
            yield Completion(
                prefix, "tag", span, prefix, port.type_text, _tag_text(node, port), rank=10 * rank, is_text=True
            )
            yield from names.of(port, prefix, span, rank=10 * rank + 1)
    untagged = next((port for port in free if port.tag in ("", ALL_OTHERS)), None)
    if untagged is not None or not ports:
        yield from names.of(untagged or _OPEN, "", span, rank=10 * len(free))


def _is_connected(node: NodeText, entry: Entry, port: KnownPort, span: Span) -> bool:
    return any(_is_at(each, entry, port, span) for each in node.ports)


def _is_at(port: PortText, entry: Entry, known: KnownPort, span: Span) -> bool:
    """Tell whether another port of the text than that in `span` is a known one."""
    return port.list_name == entry.name and port.tag == known.tag and port.word.span.start + 1 != span.start


def _prefix(node: NodeText, entry: Entry, port: KnownPort, span: Span) -> str:
    """A tag with its colon, and with the next number where there are several of it."""
    number = sum(_is_at(each, entry, port, span) for each in node.ports)
    return f"{port.tag}:{number}:" if number else f"{port.tag}:"


def _tag_text(node: NodeText, port: KnownPort) -> str:
    optional = ", optional" if port.is_optional else ""
    carries = f": `{port.type_text}`" if port.type_text else ""
    return f"**{port.tag}** of `{node.calculator}`{carries}{optional}"


class _Names:
    """The names that ports of one field can have."""

    def __init__(self, document: GraphDocument, analysis: Analysis, entry: Entry) -> None:
        self._document = document
        self._analysis = analysis
        self._node = document.node_of(entry.around)
        self._is_side_packet = "side_packet" in entry.name
        self._reads = entry.name.startswith("input") is (entry.around.owner is not None)

    def of(self, port: KnownPort, prefix: str, span: Span, rank: int) -> Iterator[Completion]:
        """Complete the name at `port`, which is written after `prefix`."""
        if self._reads:
            yield from self._known(port, prefix, span, rank)
        elif port.tag.isidentifier():
            yield from self._fresh(port, prefix, span, rank)

    def _known(self, port: KnownPort, prefix: str, span: Span, rank: int) -> Iterator[Completion]:
        """The streams or side packets that there are; behind a tag that is still to be typed, only those that fit."""
        types = self._analysis.side_packet_types if self._is_side_packet else self._analysis.stream_types
        for (is_side_packet, name), ends in self._document.connections.items():
            makers = [each for each in ends if each.makes and (each.node is None or each.node is not self._node)]
            if is_side_packet is not self._is_side_packet or not makers:
                continue
            value_type = types.get(name, Any)
            fits = port.takes(value_type)
            if prefix and (not fits or Any in (port.value_type, value_type)):
                continue
            detail = describe_known_type(types, name)
            yield self._item(prefix + name, span, detail, rank if fits else rank + 1000)

    def _fresh(self, port: KnownPort, prefix: str, span: Span, rank: int) -> Iterator[Completion]:
        """A new name, made of the tag."""
        name = "_".join(_WORDS.findall(port.tag)).lower()
        taken = {known for is_side, known in self._document.connections if is_side is self._is_side_packet}
        names = (name if count == 1 else f"{name}_{count}" for count in range(1, len(taken) + 2))
        free = next(each for each in names if each not in taken)
        yield self._item(prefix + free, span, port.type_text, rank)

    def _item(self, text: str, span: Span, detail: str, rank: int) -> Completion:
        kind: ItemKind = "side packet" if self._is_side_packet else "stream"
        return Completion(text, kind, span, text, detail, rank=rank, is_text=True)


def describe_name(document: GraphDocument, analysis: Analysis, completion: Completion) -> str:
    """Describe the stream or side packet that an item names; "" for a name that is new."""
    ends = document.connections.get((completion.kind == "side packet", stream_name(completion.label)), [])
    maker = next((each for each in ends if each.makes), None)
    return "" if maker is None else describe_connection(document, analysis, maker)
