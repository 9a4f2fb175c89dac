"""A graph's text as an editor has it: its nodes and ports with their places, and what the names in it stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from backedge.authoring.registration import Registration, registry
from backedge.config import GraphConfig, NodeConfig
from backedge.config.complaints import Complaints
from backedge.config.load import bind_tree
from backedge.config.parser import parse_tree
from backedge.config.tokenizer import Source
from backedge.errors import BackedgeError, ConfigError, Location
from backedge.planning.graph_loading import find_calculator
from backedge.planning.naming import SIDE_PACKET_FIELDS, STREAM_FIELDS, stream_name
from backedge.planning.subgraph_lookup import SubgraphLookup
from backedge.tools.language.bound_text import NodeShelf
from backedge.tools.language.parsed_text import Syntax
from backedge.tools.language.syntax import Braces, Entry, Span, Word

PORT_LISTS: Final = (*STREAM_FIELDS, *SIDE_PACKET_FIELDS)
"""The fields that hold ports."""


@dataclass(eq=False, slots=True)
class PortText:
    """A port, as a text has it.

    Attributes:
        list_name: the field it is in, such as ``input_stream``.
        entry: that field.
        word: the port's text.
        tag: its tag; "" if it has none.
        index: its index as it is written; "" if it has none.
        name: name of the stream or side packet.
        tag_span: where the tag is; None if it has none, or is written with escapes.
        name_span: where the name is; None if it is written with escapes.
        node: its node; None for a port of the graph.
    """

    list_name: str
    entry: Entry
    word: Word
    tag: str
    index: str
    name: str
    tag_span: Span | None
    name_span: Span | None
    node: NodeText | None

    @property
    def is_side_packet(self) -> bool:
        """Whether it is connected to a side packet, and not to a stream."""
        return self.list_name in SIDE_PACKET_FIELDS

    @property
    def kind(self) -> str:
        """What it is connected to, in words."""
        return "side packet" if self.is_side_packet else "stream"

    @property
    def makes(self) -> bool:
        """Whether what it is connected to comes from here: it is an output of a node, or an input of the graph."""
        return self.list_name.startswith("input") is (self.node is None)

    @property
    def label(self) -> str:
        """Its tag and index, as messages name it."""
        return f"{self.tag}:{self.index}" if self.index else self.tag


@dataclass(eq=False, slots=True)
class NodeText:
    """A node, as a text has it.

    Attributes:
        block: its braces.
        entry: the field of the graph that it is.
        number: its place among the nodes, from 0.
        ports: its ports, in the order of the text.
    """

    block: Braces
    entry: Entry
    number: int
    ports: list[PortText] = field(default_factory=list)

    @property
    def calculator(self) -> str:
        """The calculator or subgraph it names; "" if it names none yet."""
        return self.block.text("calculator")

    @property
    def name(self) -> str:
        """Its name, or its calculator's; "" while it has neither."""
        return self.block.text("name") or self.calculator


class GraphDocument:
    """A text that is a graph, or is going to be one.

    Args:
        text: the text, without a byte order mark.
        file: the file's name, for messages.
        folder: the file's folder, where it looks for subgraphs; None for a text without one.
        before: the text that it was before an edit, which cannot be asked anything any more.

    Attributes:
        shelf: its nodes, for the text after an edit.
    """

    def __init__(
        self, text: str, file: str = "<graph>", folder: Path | None = None, before: GraphDocument | None = None
    ) -> None:
        self.text = text
        self.file = file
        self.folder = folder
        self.source = Source(text, file)
        self._line_starts: list[int] | None = None
        self._before = before.parsed if before is not None else None
        self.shelf: NodeShelf = NodeShelf() if before is None else before.shelf
        self._is_worn = False

    @cached_property
    def syntax(self) -> Syntax:
        """What could be read of it."""
        before, self._before = self._before, None
        return Syntax(self.source) if before is None else before.after_edit(self.source)

    @property
    def parsed(self) -> Syntax | None:
        """The same if it was asked for, or else that of the last text before an edit that was."""
        return None if self._is_worn else self.__dict__.get("syntax", self._before)

    def config(self, complaints: Complaints) -> GraphConfig:
        """The config that it describes.

        Args:
            complaints: where to put what is wrong with single fields.

        Raises:
            ConfigError: with what is wrong with its syntax, or because there is no config at all.
        """
        if self.syntax.is_faultless and self._whole_config is not None:
            return self._whole_config
        tree = parse_tree(self.text, self.file)
        if tree.diagnostics:
            raise ConfigError(tree.diagnostics)
        return bind_tree(GraphConfig, tree.root, complaints, find_calculator)

    def rough_config(self, complaints: Complaints) -> GraphConfig:
        """The same of what could be read of it, whatever is wrong with its syntax.

        Raises:
            ConfigError: there is no config at all.
        """
        if self._whole_config is not None:
            return self._whole_config
        return bind_tree(GraphConfig, Syntax(self.source).tree, complaints, find_calculator)

    @cached_property
    def _whole_config(self) -> GraphConfig | None:
        """The config of what could be read; None if something is wrong with a field of it."""
        config = self.shelf.bind(self.syntax.tree) if self.syntax.tree.fields else None
        self._is_worn = config is None
        return config

    @property
    def package(self) -> str:
        """The graph's `package`, in which names of calculators are looked for."""
        return self.syntax.root.text("package")

    @cached_property
    def nodes(self) -> list[NodeText]:
        """Its nodes."""
        blocks = [(block, entry) for entry in self.syntax.root.named("node") for block in entry.blocks]
        nodes = [NodeText(block, entry, number) for number, (block, entry) in enumerate(blocks)]
        for node in nodes:
            node.ports += _ports(node.block, node)
        return nodes

    @cached_property
    def graph_ports(self) -> list[PortText]:
        """The ports of the graph itself."""
        return list(_ports(self.syntax.root, None))

    @property
    def ports(self) -> Iterator[PortText]:
        """All ports, those of the graph first."""
        yield from self.graph_ports
        for node in self.nodes:
            yield from node.ports

    @cached_property
    def connections(self) -> dict[tuple[bool, str], list[PortText]]:
        """The ports at each side packet (True and its name) and at each stream (False and its name)."""
        found: dict[tuple[bool, str], list[PortText]] = {}
        for port in self.ports:
            if port.name:
                found.setdefault((port.is_side_packet, port.name), []).append(port)
        return found

    def connected(self, port: PortText) -> list[PortText]:
        """All ports at the stream or side packet of `port`, itself included."""
        return self.connections.get((port.is_side_packet, port.name), [port])

    def port_at(self, offset: int) -> PortText | None:
        """The port whose text a cursor at `offset` is in."""
        return next((port for port in self.ports if port.word.span.touches(offset)), None)

    def node_of(self, block: Braces | None) -> NodeText | None:
        """The node that a block is, or is inside of."""
        while block is not None and block.owner is not None:
            if block.owner.name == "node" and block.owner.around.owner is None:
                return self._nodes_by_block.get(id(block))
            block = block.owner.around
        return None

    @cached_property
    def _nodes_by_block(self) -> dict[int, NodeText]:
        return {id(node.block): node for node in self.nodes}

    @property
    def lookup_folder(self) -> Path | None:
        """The folder where it looks for subgraphs; None if there is none, as for a file that was never saved."""
        return self.folder if self.folder is not None and self.folder.is_dir() else None

    @cached_property
    def lookup(self) -> SubgraphLookup:
        """The subgraphs that its nodes can name."""
        return SubgraphLookup(self.lookup_folder, Complaints())

    def subgraph(self, name: str) -> GraphConfig | None:
        """The inside of the subgraph that nodes mean by `name`; None for a calculator, and for what cannot be read."""
        try:
            provider = self.lookup.find(name, self.package) if name else None
            return None if provider is None else provider(NodeConfig(calculator=name))
        except BackedgeError:  # the checker says what is wrong with it
            return None

    def subgraph_location(self, name: str) -> Location | None:
        """Where the file of that subgraph says its name."""
        try:
            return self.lookup.location(name, self.package) if name else None
        except BackedgeError:  # as above
            return None

    def registration(self, name: str) -> Registration | None:
        """The calculator that nodes mean by `name`; None for a subgraph, and for an unknown name."""
        if not name or self.subgraph(name) is not None:
            return None
        return registry.find(name, self.package)

    def offset_of(self, location: Location) -> int:
        """The offset of a place that a message names."""
        if self._line_starts is None:
            self._line_starts = [0, *(at + 1 for at, character in enumerate(self.text) if character == "\n")]
        line = min(max(location.line or 1, 1), len(self._line_starts))
        return min(self._line_starts[line - 1] + (location.column or 1) - 1, len(self.text))

    def line_of(self, offset: int) -> int:
        """The number of the line of `offset`, from 1."""
        return self.source.location(offset).line or 1


def _ports(block: Braces, node: NodeText | None) -> Iterator[PortText]:
    for entry in block.entries:
        if entry.name in PORT_LISTS:
            for word in entry.words:
                yield _port(entry, word, node)


def _port(entry: Entry, word: Word, node: NodeText | None) -> PortText:
    head, colon, _ = word.text.rpartition(":")
    name = stream_name(word.text)
    tag, _, index = head.partition(":")
    tag_span = name_span = None
    if word.content is not None:
        start = word.content.start
        name_span = Span(start + len(head) + len(colon), start + len(head) + len(colon) + len(name))
        tag_span = Span(start, start + len(tag)) if tag else None
    return PortText(entry.name, entry, word, tag, index, name, tag_span, name_span, node)
