"""The ports that a node can have: those its calculator declares, or its subgraph has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from backedge.authoring.conversions import can_connect
from backedge.authoring.declarations import ALL_OTHERS, PortKind
from backedge.authoring.packet_types import describe_type, substitute
from backedge.authoring.port_cover import declared
from backedge.config.port_spec import TagMap
from backedge.errors import ConfigError
from backedge.planning.contracts import PORT_FIELDS
from backedge.tools.language.graph_document import GraphDocument, NodeText


@dataclass(frozen=True, slots=True)
class KnownPort:
    """A port that a node can have.

    Attributes:
        tag: its tag; "" for one without, ``"*"`` for any.
        is_group: whether there can be several of this tag.
        is_optional: whether a node may leave it out.
        value_type: the type it takes or gives, `Any` where that is open.
    """

    tag: str
    is_group: bool
    is_optional: bool
    value_type: Any

    @property
    def type_text(self) -> str:
        """Its type in words; "" where that is open."""
        return "" if self.value_type is Any else describe_type(self.value_type)

    def takes(self, value_type: Any) -> bool:
        """Tell whether a stream or side packet of a type can be connected to it, as far as is known."""
        return can_connect(value_type, self.value_type)


def ports_of_node(document: GraphDocument, node: NodeText, kind: PortKind) -> list[KnownPort]:
    """The ports of one kind that a node can have; none for a node whose calculator is not known."""
    return ports_of_calculator(document, node.calculator, kind)


def ports_of_calculator(document: GraphDocument, name: str, kind: PortKind) -> list[KnownPort]:
    """The ports of one kind that nodes of a calculator or subgraph can have; none for one that is not known."""
    if (config := document.subgraph(name)) is not None:
        try:
            ports = TagMap.parse(getattr(config, PORT_FIELDS[kind]))
        except ConfigError:  # told when the subgraph is checked
            return []
        optional = kind in (PortKind.OUTPUT, PortKind.SIDE_OUTPUT)
        return [KnownPort(tag, ports.count(tag) > 1, optional, Any) for tag in ports.tags]
    return list(_declared(document, name, kind))


def _declared(document: GraphDocument, name: str, kind: PortKind) -> Iterator[KnownPort]:
    registration = document.registration(name)
    if registration is None:
        return
    for port in declared(registration.calculator, kind).values():
        value_type = substitute(port.value_type, registration.type_arguments)
        tag = port.tag if port.tag == ALL_OTHERS else port.tag.partition(":")[0]
        yield KnownPort(tag, port.is_group, port.optional or not port.minimum, value_type)
