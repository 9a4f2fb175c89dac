"""Graphs that are known by name, for `graph_runner list`: ports with their types, options, and the comment on top."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from backedge.authoring.packet_types import describe_type
from backedge.config import parse_port
from backedge.config.options import option_types
from backedge.errors import BackedgeError
from backedge.planning import GraphPlan, build_graph
from backedge.planning.graph_catalogue import catalogue
from backedge.protos.message_registry import REGISTRY
from backedge.tools.calculator_details import OptionsDetails, options_details
from backedge.tools.graph_files import known_graphs

_SENTENCE: Final = re.compile(r".*?\.(?=\s|$)", re.DOTALL)


class GraphEntry:
    """A graph as it is listed. Its file is read when more than its names is asked for.

    Attributes:
        name: its type.
        aliases: other names for it.
        file: its file.
    """

    def __init__(self, name: str, aliases: tuple[str, ...], file: Path) -> None:
        self.name = name
        self.aliases = aliases
        self.file = file

    @cached_property
    def documentation(self) -> str:
        """The comment at the head of its file."""
        return head_comment(self.file.read_text(encoding="utf-8", errors="replace"))

    @property
    def description(self) -> str:
        """The first sentence of that."""
        match = _SENTENCE.match(self.documentation)
        return " ".join((match[0] if match else self.documentation).split())

    @cached_property
    def ports(self) -> dict[str, list[str]]:
        """What it reads and writes, by kind: ``TAG type``, in brackets what a run may leave out."""
        plan = self._plan
        if plan is None:
            return {}
        config = plan.config
        optional = plan.side_packet_types.keys() - plan.required_side_packets.keys()
        return {
            "in": _ports(config.input_stream, plan.stream_types),
            "out": _ports(config.output_stream, plan.stream_types),
            "side in": _ports(config.input_side_packet, plan.side_packet_types, optional),
            "side out": _ports(config.output_side_packet, plan.side_packet_types),
        }

    @cached_property
    def options(self) -> OptionsDetails | None:
        """The options that a node which names it can have; None if it has none."""
        name = "" if self._plan is None else next((name for name, _ in option_types(self._plan.config)), "")
        cls = REGISTRY.find(name) if name else None
        return None if cls is None else options_details(cls)

    @cached_property
    def error(self) -> str:
        """What is wrong with it; "" if nothing is."""
        return self._built if isinstance(self._built, str) else ""

    @cached_property
    def _built(self) -> GraphPlan | str:
        try:
            return build_graph(self.file)
        except BackedgeError as error:
            return str(error)

    @property
    def _plan(self) -> GraphPlan | None:
        return None if isinstance(self._built, str) else self._built

    def to_json(self) -> dict[str, Any]:
        """The entry with all details, for JSON."""
        return {
            "kind": "graph",
            "name": self.name,
            "aliases": list(self.aliases),
            "description": self.description,
            "ports": self.ports,
            "file": str(self.file),
            "options": self.options and asdict(self.options),
            "documentation": self.documentation,
            "error": self.error,
        }


def graph_entries() -> list[GraphEntry]:
    """All graphs that are known by name: those of installed packages, and those of ``--subgraphs``."""
    aliases = catalogue.aliases()
    return [
        GraphEntry(name, tuple(alias for alias, meant in aliases.items() if meant == name), file)
        for name, file in known_graphs().items()
    ]


def head_comment(text: str) -> str:
    """The comment at the head of a graph's text, which ends at a line without ``#``; the next one after a copyright."""
    blocks: list[list[str]] = [[]]
    for line in map(str.strip, text.splitlines()):
        if line.startswith("#"):
            blocks[-1].append(line[1:].removeprefix(" "))
        elif line:
            break
        else:
            blocks.append([])
    comments = ("\n".join(block).strip() for block in blocks)
    return next((comment for comment in comments if comment and "copyright" not in comment.lower()), "")


def _ports(texts: Iterable[str], types: Mapping[str, Any], optional: Collection[str] = ()) -> list[str]:
    return [_port(text, types, optional) for text in texts]


def _port(text: str, types: Mapping[str, Any], optional: Collection[str]) -> str:
    port = parse_port(text)
    value_type = types.get(port.name, Any)
    carries = "any type" if value_type is Any else describe_type(value_type)
    shown = f"{port.tag or port.name} {carries}"
    return f"[{shown}]" if port.name in optional else shown
