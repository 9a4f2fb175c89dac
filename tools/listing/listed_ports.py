"""The ports of calculators and graphs, as lists and descriptions show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from backedge.authoring.base import declarations_of
from backedge.authoring.declarations import ALL_OTHERS, PortDeclaration, PortKind
from backedge.authoring.packet_types import describe_type, substitute
from backedge.authoring.registration import Registration
from backedge.config import parse_port

KINDS: Final = {
    PortKind.INPUT: "in",
    PortKind.OUTPUT: "out",
    PortKind.SIDE_INPUT: "side in",
    PortKind.SIDE_OUTPUT: "side out",
}
"""The words for the kinds of ports."""

LISTS_OF_PORTS: Final = {
    "in": "input_stream",
    "out": "output_stream",
    "side in": "input_side_packet",
    "side out": "output_side_packet",
}
"""The fields of graphs and nodes that name them."""


@dataclass(frozen=True, slots=True)
class ListedPort:
    """A port, or all ports of one tag where there can be several.

    Attributes:
        tag: its tag; "" for one without, ``*`` for any tag that is not listed.
        index: its number among those of the same tag.
        name: of a graph's port, the name of its stream or side packet; "" for a calculator's.
        type: the type it carries, in words.
        optional: whether it may be left out.
        repeated: whether there can be several.
        minimum: how many there must be.
        description: what a graph's comments say of it.
    """

    tag: str
    index: int
    name: str
    type: str
    optional: bool
    repeated: bool
    minimum: int
    description: str = ""

    @property
    def label(self) -> str:
        """Tag, and number where it is not 0, as a node names it; a graph's port without tag by its name."""
        tag = "any tag" if self.tag == ALL_OTHERS else f"{self.tag}:{self.index}" if self.index else self.tag
        return tag or self.name

    def __str__(self) -> str:
        """``IMAGE ImageFrame``, ``[TICK any type]``, ``float (1 or more)``."""
        text = f"{self.label} {self.type}".strip()
        if self.repeated:
            return f"{text} ({self.minimum} or more)"
        return f"[{text}]" if self.optional else text


def calculator_ports(registration: Registration) -> dict[str, list[ListedPort]]:
    """What a calculator reads and writes, by kind."""
    ports = declarations_of(registration.calculator).values()
    return {
        heading: [_declared(port, registration) for port in ports if port.kind == kind]
        for kind, heading in KINDS.items()
    }


def graph_ports(
    texts: Iterable[str],
    types: Mapping[str, Any],
    optional: Collection[str] = (),
    descriptions: Mapping[str, str] | None = None,
) -> list[ListedPort]:
    """The ports of one kind of a graph.

    Args:
        texts: the ports, as the graph has them.
        types: the types of its streams or side packets, by name.
        optional: the names of those that a run may leave out.
        descriptions: what comments say of them, by name.
    """
    return [
        ListedPort(
            port.tag,
            port.index if port.tag else 0,
            port.name,
            _words(types.get(port.name, Any)),
            optional=port.name in optional,
            repeated=False,
            minimum=int(port.name not in optional),
            description=(descriptions or {}).get(port.name, ""),
        )
        for port in map(parse_port, texts)
    ]


def _declared(port: PortDeclaration, registration: Registration) -> ListedPort:
    tag, _, index = port.tag.partition(":")
    return ListedPort(
        tag,
        int(index or 0),
        "",
        _words(substitute(port.value_type, registration.type_arguments)),
        optional=not port.minimum if port.is_group else port.optional,
        repeated=port.is_group,
        minimum=port.minimum if port.is_group else int(not port.optional),
    )


def _words(value_type: Any) -> str:
    return "any type" if value_type is Any else describe_type(value_type)


def ports_in_words(ports: Mapping[str, Iterable[ListedPort]]) -> dict[str, list[str]]:
    """Ports by kind, as people are shown them."""
    return {kind: [str(port) for port in listed] for kind, listed in ports.items()}


def ports_to_json(ports: Mapping[str, Iterable[ListedPort]]) -> dict[str, list[dict[str, Any]]]:
    """Ports by kind, in values that JSON has; the `text` of each is what people are shown."""
    return {kind: [{**asdict(port), "text": str(port)} for port in listed] for kind, listed in ports.items()}


def example_node(calculator: str, ports: Mapping[str, Iterable[ListedPort]]) -> str:
    """A node with all the ports of a calculator or graph, and with streams named after them."""
    lines = [f'  calculator: "{calculator}"']
    for kind, field in LISTS_OF_PORTS.items():
        lines += [f'  {field}: "{_example_port(port)}"' for port in ports.get(kind, ())]
    return "\n".join(["node {", *lines, "}"])


def _example_port(port: ListedPort) -> str:
    if port.tag in ("", ALL_OTHERS):
        return port.name or "a_name"
    name = port.name or f"{port.tag.lower()}{port.index or ''}"
    return f"{port.label}:{name}"
