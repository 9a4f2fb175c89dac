"""Graphs that are known by name, for `graph_runner list`: ports with their types, options, and the comment on top."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from backedge.config.options import node_options, option_types
from backedge.errors import BackedgeError
from backedge.planning import GraphPlan
from backedge.planning.graph_catalogue import catalogue
from backedge.protos.message_registry import REGISTRY
from backedge.tools.graph_comments import head_comment, port_comments
from backedge.tools.graph_files import build_named_graph, known_graphs
from backedge.tools.listing.brief_entry import GRAPH, BriefEntry
from backedge.tools.listing.calculator_details import OptionsDetails, options_details
from backedge.tools.listing.listed_ports import (
    LISTS_OF_PORTS,
    ListedPort,
    example_node,
    graph_ports,
    ports_in_words,
    ports_to_json,
)
from backedge.tools.standard_input import DASH, standard_input

_SENTENCE: Final = re.compile(r".*?\.(?=\s|$)", re.DOTALL)


class GraphEntry:
    """A graph as it is listed. Its file is read when more than its names is asked for.

    Attributes:
        name: its type.
        aliases: other names for it, which graphs know, too.
        file: its file; ``-`` for standard input.
        short_name: the name of its file without suffix, where the command line knows the graph by that; else "".
    """

    def __init__(self, name: str, aliases: tuple[str, ...], file: Path, short_name: str = "") -> None:
        self.name = name
        self.aliases = aliases
        self.file = file
        self.short_name = short_name

    @property
    def names(self) -> list[str]:
        """All names by which the command line knows it, the one to write into graphs first."""
        return [self.name, *self.aliases, *([self.short_name] if self.short_name else [])]

    @cached_property
    def documentation(self) -> str:
        """The comment at the head of its file."""
        return head_comment(self._text)

    @cached_property
    def _text(self) -> str:
        data = standard_input() if str(self.file) == DASH else self.file.read_bytes()
        return data.decode("utf-8-sig", "replace")

    @property
    def description(self) -> str:
        """The first sentence of that."""
        match = _SENTENCE.match(self.documentation)
        return " ".join((match[0] if match else self.documentation).split())

    @cached_property
    def ports(self) -> dict[str, list[ListedPort]]:
        """What it reads and writes, by kind; nothing where it cannot be built."""
        plan = self._plan
        if plan is None:
            return {}
        optional = plan.side_packet_types.keys() - plan.required_side_packets.keys()
        return {
            kind: graph_ports(
                getattr(plan.config, field),
                plan.side_packet_types if "side" in kind else plan.stream_types,
                optional if kind == "side in" else (),
                port_comments(self._text, field),
            )
            for kind, field in LISTS_OF_PORTS.items()
        }

    @cached_property
    def options(self) -> OptionsDetails | None:
        """The options that a node which names it can have, with the values that it sets; None if it has none."""
        if self._plan is None:
            return None
        config = self._plan.config
        cls = next((REGISTRY.find(name) for name, _ in option_types(config)), None)
        return None if cls is None else options_details(cls, node_options(config, cls))

    @cached_property
    def error(self) -> str:
        """What is wrong with it; "" if nothing is."""
        return str(self.built) if isinstance(self.built, BackedgeError) else ""

    @cached_property
    def built(self) -> GraphPlan | BackedgeError:
        """Its plan, or why there is none."""
        try:
            return build_named_graph(str(self.file))
        except BackedgeError as error:
            return error

    @property
    def _plan(self) -> GraphPlan | None:
        return None if isinstance(self.built, BackedgeError) else self.built

    @property
    def example(self) -> str:
        """A node that is this graph."""
        return example_node(self.name, self.ports)

    def brief(self) -> BriefEntry:
        """What a list of all shows of it."""
        ports = ports_in_words(self.ports)
        return BriefEntry(GRAPH, self.names, self.description, self.documentation, ports, str(self.file), self.error)

    def to_json(self) -> dict[str, Any]:
        """The entry with all details, for JSON."""
        return {
            "kind": GRAPH,
            "name": self.name,
            "aliases": list(self.aliases),
            "short_name": self.short_name,
            "description": self.description,
            "ports": ports_to_json(self.ports),
            "file": str(self.file),
            "options": self.options and asdict(self.options),
            "documentation": self.documentation,
            "example": self.example,
            "error": self.error,
        }


def graph_entries() -> list[GraphEntry]:
    """All graphs that are known by name: those of installed packages, and those of ``--subgraphs``."""
    aliases = catalogue.aliases()
    known = known_graphs()
    stems = Counter(file.stem for file in known.values())
    return [
        GraphEntry(
            name,
            tuple(alias for alias, meant in aliases.items() if meant == name),
            file,
            file.stem if stems[file.stem] == 1 and file.stem not in known else "",
        )
        for name, file in known.items()
    ]
