"""Binding: a fresh calculator whose declared ports are connected to one node's streams and side packets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, cast

from backedge.authoring.base import Calculator
from backedge.authoring.checked_ports import checked_port
from backedge.authoring.contract import Contract, PortContracts
from backedge.authoring.declarations import Declared, PortKind
from backedge.authoring.function import FunctionCalculator
from backedge.authoring.outboxes import Bounded, Outbox, SideOutbox
from backedge.authoring.port_cover import port_cover
from backedge.authoring.ports import (
    Input,
    Output,
    Port,
    PortGroup,
    SideInput,
    bind_group,
    bind_member,
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
    *,
    checked: bool = False,
) -> Binding:
    """Make the calculator of a node, with ports of its own in place of the declarations.

    Args:
        calculator_class: what to make; what its constructor raises passes through.
        node_name: name of the node in the expanded graph.
        contract: the node's options, and the ports that its config has.
        streams: the producer's ends of the node's output streams, in the order of the contract.
        services: what the graph offers its calculators, by class.
        checked: whether its outputs look at what it sends.

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
    bound = _bind_ports(calculator, contract, checked=checked)
    ports = _by_kind(contract)

    def in_order(kind: PortKind) -> tuple[Any, ...]:
        return tuple(bound[kind, port.tag, port.index] for port in ports[kind] if port.undeclared is None)

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


def _bind_ports(
    calculator: Calculator, contract: Contract, *, checked: bool
) -> dict[tuple[PortKind, str, int], Port[Any]]:
    """Give `calculator` ports in place of the declarations of its class; gives those that the config has."""
    cls = type(calculator)
    # Not by assignment, which the declarations refuse; and in a dictionary of its own, where Python finds attributes
    # faster than in one whose keys all instances share.
    own: dict[str, Any] = dict(vars(calculator))
    is_function = isinstance(calculator, FunctionCalculator)
    bound: dict[tuple[PortKind, str, int], Port[Any]] = {}

    def keep(port: Port[Any], kind: PortKind, key: tuple[str, int], written: str) -> Port[Any]:
        if checked:
            by_source = not len(contract.inputs)
            agreed = _by_kind(contract)[kind][key]
            port = checked_port(port, agreed, "" if is_function else written, by_source=by_source)
        bound[kind, *key] = port
        return port

    for attribute, declared in cls._declared_ports.items():
        declaration = cls._declarations[attribute]
        kind, contracts = declaration.kind, _by_kind(contract)[declaration.kind]
        keys = port_cover(cls, kind, contracts.keys).keys[attribute]
        if isinstance(declared, PortGroup):
            members = [
                keep(bind_member(declared, *key, contracts[key].name), kind, key, f"self.{attribute}[{number}]")
                for number, key in enumerate(keys)
            ]
            own[attribute] = bind_group(declared, members)
        elif keys:
            port = bind_port(cast("Port[Any]", declared), contracts[keys[0]].name)
            own[attribute] = keep(port, kind, keys[0], f"self.{attribute}")
        else:
            own[attribute] = port = bind_port(cast("Port[Any]", declared), "")
            if isinstance(port, Output):
                outbox_of(port).connect(calculator)
    calculator.__dict__ = own
    return bound


def _by_kind(contract: Contract) -> dict[PortKind, PortContracts]:
    return {
        PortKind.INPUT: contract.inputs,
        PortKind.OUTPUT: contract.outputs,
        PortKind.SIDE_INPUT: contract.input_side_packets,
        PortKind.SIDE_OUTPUT: contract.output_side_packets,
    }
