"""Binding: a fresh calculator whose declared ports are connected to one node's streams and side packets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, cast

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract, PortContracts
from backedge.authoring.declarations import Declared, PortKind, ports_of
from backedge.authoring.outboxes import Bounded, Outbox, SideOutbox
from backedge.authoring.ports import (
    Input,
    Output,
    Port,
    PortGroup,
    SideInput,
    bind_group,
    bind_port,
    outbox_of,
    side_outbox_of,
)
from backedge.authoring.services import find_service
from backedge.errors import GraphError

_NO_SERVICES: Final[Mapping[type[Any], Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Binding:
    """A calculator and its connected ports, each kind in the order of the node's contract.

    Attributes:
        calculator: the calculator.
        inputs: its input streams.
        outputs: the engine's sides of its output streams.
        side_inputs: its input side packets.
        side_outputs: the engine's sides of its output side packets.
    """

    calculator: Calculator
    inputs: tuple[Input[Any], ...]
    outputs: tuple[Outbox, ...]
    side_inputs: tuple[SideInput[Any], ...]
    side_outputs: tuple[SideOutbox, ...]


def bind_calculator(
    calculator_class: type[Calculator],
    node_name: str,
    contract: Contract,
    streams: Sequence[Bounded],
    services: Mapping[type[Any], Any] = _NO_SERVICES,
) -> Binding:
    """Make the calculator of a node, with ports of its own in place of the declarations.

    Args:
        calculator_class: what to make; what its constructor raises passes through.
        node_name: name of the node in the expanded graph.
        contract: the node's options, and the ports that its config has.
        streams: the producer's ends of the node's output streams, in the order of the contract.
        services: what the graph offers its calculators, by class.

    Raises:
        GraphError: the calculator asks for a service that the graph does not offer, or declares ports in `__init__`.
    """
    calculator = calculator_class()
    if own := [name for name, value in vars(calculator).items() if isinstance(value, Declared)]:
        raise GraphError(
            f"{calculator_class.__qualname__}.{own[0]} is a port of no stream, as __init__ makes it; "
            "declare it in the body of the class"
        )
    calculator.node_name = node_name
    calculator.options = contract.options
    for attribute, service in calculator_class._declared_services.items():
        setattr(calculator, attribute, find_service(service, services, calculator_class.__qualname__))
    collections: dict[PortKind, PortContracts] = {
        PortKind.INPUT: contract.inputs,
        PortKind.OUTPUT: contract.outputs,
        PortKind.SIDE_INPUT: contract.input_side_packets,
        PortKind.SIDE_OUTPUT: contract.output_side_packets,
    }
    bound: dict[tuple[PortKind, str, int], Port[Any]] = {}
    for attribute, declared in calculator_class._declared_ports.items():
        declaration = calculator_class._declarations[attribute]
        kind = declaration.kind
        keys = ports_of(declaration, collections[kind], calculator_class._declarations)
        if isinstance(declared, PortGroup):
            group = bind_group(declared, [(*key, collections[kind][key].name) for key in keys])
            bound.update({(kind, *key): port for key, port in zip(keys, group, strict=True)})
            setattr(calculator, attribute, group)
        else:
            port = bind_port(cast("Port[Any]", declared), collections[kind][keys[0]].name if keys else "")
            bound.update({(kind, *key): port for key in keys})
            setattr(calculator, attribute, port)
            if isinstance(port, Output):
                outbox_of(port).connect(calculator)

    def in_order(kind: PortKind) -> tuple[Any, ...]:
        return tuple(bound[kind, port.tag, port.index] for port in collections[kind] if port.undeclared is None)

    outputs = tuple(map(outbox_of, in_order(PortKind.OUTPUT)))
    for outbox, stream in zip(outputs, streams, strict=True):
        outbox.connect(calculator, stream, contract.timestamp_offset)
    return Binding(
        calculator,
        in_order(PortKind.INPUT),
        outputs,
        in_order(PortKind.SIDE_INPUT),
        tuple(map(side_outbox_of, in_order(PortKind.SIDE_OUTPUT))),
    )
