"""Binding: a fresh calculator whose declared ports are connected to one node's streams and side packets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from backedge.authoring.base import Calculator
from backedge.authoring.contract import PortContracts
from backedge.authoring.declarations import ports_of
from backedge.authoring.ports import Input, Output, Port, PortGroup, SideInput, SideOutput
from backedge.planning.plan import NodePlan
from backedge.profiling import GraphProfiler
from backedge.runtime.failure import describe_unmade
from backedge.runtime.output_stream import OutputStream


@dataclass(frozen=True, slots=True)
class Binding:
    """A calculator and its connected ports, each kind in the order of the node's contract."""

    calculator: Calculator
    inputs: tuple[Input[Any], ...]
    outputs: tuple[Output[Any], ...]
    side_inputs: tuple[SideInput[Any], ...]
    side_outputs: tuple[SideOutput[Any], ...]


def bind_calculator(plan: NodePlan, streams: tuple[OutputStream, ...], profiler: GraphProfiler) -> Binding:
    """Make the calculator of a node.

    Args:
        plan: the node.
        streams: the producer's ends of its output streams, in contract order.
        profiler: the graph's.

    Raises:
        CalculatorError: the calculator cannot be made.
    """
    contract = plan.contract
    try:
        calculator = plan.registration.calculator()
    except Exception as error:
        raise describe_unmade(plan, error) from error
    calculator.node_name = plan.name
    calculator.options = contract.options
    calculator.profiler = profiler
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

    def in_order(kind: str) -> tuple[Any, ...]:
        return tuple(bound[kind, port.tag, port.index] for port in collections[kind] if port.undeclared is None)

    outputs = cast("tuple[Output[Any], ...]", in_order(Output.kind))
    for output, stream in zip(outputs, streams, strict=True):
        output.calculator = calculator
        output.stream = stream
        output.offset = contract.timestamp_offset
    return Binding(calculator, in_order(Input.kind), outputs, in_order(SideInput.kind), in_order(SideOutput.kind))
