"""Which ports of a node a declaration of its calculator stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from backedge.calculator.ports import PortGroup
from backedge.config.port_spec import parse_tag_index

if TYPE_CHECKING:
    from backedge.calculator.base import Declaration
    from backedge.calculator.contract import PortContracts

ALL_OTHERS = "*"


def ports_of(
    declaration: Declaration, present: PortContracts, declarations: Mapping[str, Declaration]
) -> list[tuple[str, int]]:
    """The (tag, index) of the ports in `present` that `declaration` covers, in order.

    Args:
        declaration: a port, a group of one tag, or the group ``"*"`` of what nothing else covers.
        present: the ports of the declaration's kind that the node has.
        declarations: all declarations of the calculator.
    """
    keys = [(port.tag, port.index) for port in present]
    if not isinstance(declaration, PortGroup):
        wanted = parse_tag_index(declaration.tag)
        return [key for key in keys if key == wanted]
    if declaration.tag != ALL_OTHERS:
        return [key for key in keys if key[0] == declaration.tag]
    taken = {
        key
        for other in declarations.values()
        if other is not declaration and other.kind == declaration.kind
        for key in ports_of(other, present, declarations)
    }
    return [key for key in keys if key not in taken]
