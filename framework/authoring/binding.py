"""Binding: a fresh calculator whose declared ports are connected to one node's streams and side packets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from backedge.authoring.base import Calculator
from backedge.authoring.contract import Contract, PortContracts
from backedge.authoring.declarations import ports_of
from backedge.authoring.ports import (
    Input,
    Outbox,
    Output,
    Port,
    PortGroup,
    SideInput,
    SideOutbox,
    SideOutput,
    outbox_of,
    side_outbox_of,
)


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


def bind_calculator(calculator_class: type[Calculator], node_name: str, contract: Contract) -> Binding:
    """Make the calculator of a node, with ports of its own in place of the declarations.

    Args:
        calculator_class: what to make; what its constructor raises passes through.
        node_name: name of the node in the expanded graph.
        contract: the node's options, and the ports that its config has.
    """
    calculator = calculator_class()
    calculator.node_name = node_name
    calculator.options = contract.options
    collections: dict[str, PortContracts] = {
        Input.kind: contract.inputs,
        Output.kind: contract.outputs,
        SideInput.kind: contract.input_side_packets,
        SideOutput.kind: contract.output_side_packets,
    }
    bound: dict[tuple[str, str, int], Port[Any]] = {}
    for attribute, declaration in calculator.ports.items():
        kind = declaration.kind
        keys = ports_of(declaration, collections[kind], calculator.ports)
        if isinstance(declaration, PortGroup):
            group = declaration.bind([(*key, collections[kind][key].name) for key in keys])
            bound.update({(kind, *key): port for key, port in zip(keys, group, strict=True)})
            setattr(calculator, attribute, group)
        else:
            port = declaration.bind(collections[kind][keys[0]].name if keys else "")
            bound.update({(kind, *key): port for key in keys})
            setattr(calculator, attribute, port)
            if isinstance(port, Output):
                outbox_of(port).calculator = calculator

    def in_order(kind: str) -> tuple[Any, ...]:
        return tuple(bound[kind, port.tag, port.index] for port in collections[kind] if port.undeclared is None)

    outputs = tuple(map(outbox_of, cast("tuple[Output[Any], ...]", in_order(Output.kind))))
    for outbox in outputs:
        outbox.calculator = calculator
        outbox.offset = contract.timestamp_offset
    return Binding(
        calculator,
        in_order(Input.kind),
        outputs,
        in_order(SideInput.kind),
        tuple(map(side_outbox_of, in_order(SideOutput.kind))),
    )
