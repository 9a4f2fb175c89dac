"""Connections that MediaPipe refuses although their types fit in Python: a ``bool`` stream into a ``float`` port."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from backedge.authoring.contract import PortContract
from backedge.compat.bridge.errors import InvalidGraphError
from backedge.compat.bridge.type_names import names_of_types
from backedge.errors import Diagnostic
from backedge.planning.plan import GraphPlan, NodePlan

_NUMBERS: Final = re.compile(r"(::std::vector<)*(bool|int|unsigned int|u?int64_t|float|double)>*")


def has_only_ours(plan: GraphPlan) -> bool:
    """Tell whether every calculator of a graph is one of MediaPipe's.

    Of an application's own the C++ types are not known: its ``int`` has no size.
    """
    return all(node.registration.module.startswith("backedge.calculators.") for node in plan.nodes)


def require_cpp_types(plan: GraphPlan) -> None:
    """Check that no stream or side packet is connected to a port of another C++ type.

    Raises:
        InvalidGraphError: names all that are.
    """
    if not has_only_ours(plan):
        return
    found = [
        diagnostic
        for node in plan.nodes
        for ports, types, what in (
            (node.contract.inputs, plan.stream_types, "input stream"),
            (node.contract.input_side_packets, plan.side_packet_types, "input side packet"),
        )
        for diagnostic in _misfits(node, ports, types, what)
    ]
    if found:
        raise InvalidGraphError(found)


def _misfits(node: NodePlan, ports: Iterable[PortContract], types: dict[str, Any], what: str) -> Iterable[Diagnostic]:
    for port in ports:
        given, wanted = names_of_types(types[port.name]), names_of_types(port.type)
        if port.conversion is not None or (_are_numbers(given | wanted) and given and wanted and not given & wanted):
            yield Diagnostic(
                f'{what} "{port.name}" of node "{node.name}": {node.registration.name} takes '
                f"{' or '.join(sorted(wanted))}, but gets {' or '.join(sorted(given))}",
                port.location,
            )


def _are_numbers(names: Iterable[str]) -> bool:
    return all(map(_NUMBERS.fullmatch, names))
