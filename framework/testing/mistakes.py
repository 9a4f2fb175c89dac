"""Mistakes of calculators that a graph does not look for, because looking at every packet would cost too much.

Found after every call of a calculator:
    - ``open``, ``process`` or ``close`` that returns something, has a ``yield``, or is ``async``;
    - a port that was overwritten: ``self.y = value`` in place of ``self.y.send(value)``;
    - a `Packet` that was sent as if it were a value;
    - a timestamp that is not an int.
"""

from __future__ import annotations

import inspect
import reprlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, cast

from backedge.authoring.base import Calculator, StopProcessing, declarations_of
from backedge.authoring.declarations import Declared, PortKind, declaration_of
from backedge.authoring.function import FunctionCalculator
from backedge.authoring.ports import Output, Port, PortGroup, SideOutput, outbox_of, side_outbox_of
from backedge.errors import GraphError
from backedge.packet import Packet
from backedge.planning.plan import NodePlan
from backedge.timestamp import as_timestamp

_BETTER: Final = {
    PortKind.INPUT: "read it with self.{0}.value, and keep what is yours under another name",
    PortKind.OUTPUT: "write self.{0}.send(value)",
    PortKind.SIDE_INPUT: "read it with self.{0}.value, and keep what is yours under another name",
    PortKind.SIDE_OUTPUT: "write self.{0}.set(value)",
}
"""By the kind of a port that was overwritten: what to do instead."""


class MistakeFinder:
    """A tracer that looks at what every call has done; what it finds is raised as if the call had raised it."""

    def wrap(self, node: NodePlan, call: Callable[[], None]) -> Callable[[], None]:
        """Wrap `call` in a look at what it has done."""
        calculator: Calculator = inspect.unwrap(call).__self__  # of a bound method
        ports: dict[str, Declared] = {name: getattr(calculator, name) for name in declarations_of(type(calculator))}
        phase = call.__name__

        def checked() -> None:
            try:
                result = cast("Callable[[], object]", call)()
            except StopProcessing:
                _check_ports(calculator, ports)
                _check_sent(calculator, ports)
                raise
            except Exception as error:
                # Most often it comes of this: what stands in the port's place has no send().
                _check_ports(calculator, ports, error)
                raise
            _check_ports(calculator, ports)
            _check_result(phase, result, ports)
            _check_sent(calculator, ports)

        return checked


def _check_ports(calculator: Calculator, ports: Mapping[str, Declared], cause: Exception | None = None) -> None:
    for attribute, port in ports.items():
        found = getattr(calculator, attribute)
        if found is not port:
            kind = declaration_of(port).kind
            better = "keep what is yours under another name" if isinstance(port, PortGroup) else _BETTER[kind]
            raise GraphError(
                f"self.{attribute} is an {kind}, but was overwritten with {_short(found)}; " + better.format(attribute)
            ) from cause


def _check_result(phase: str, result: object, ports: Mapping[str, Declared]) -> None:
    if result is None:
        return
    if inspect.iscoroutine(result):
        result.close()
        raise GraphError(f"{phase}() is async, and nobody awaits it; write def {phase}(self) -> None")
    outputs = [name for name, port in ports.items() if isinstance(port, Output)]
    target = outputs[0] if len(outputs) == 1 else "<output>"
    if inspect.isgenerator(result):
        raise GraphError(f"{phase}() has a yield, so that nothing of it was run; write self.{target}.send(value)")
    raise GraphError(f"{phase}() returned {_short(result)}, which goes nowhere; write self.{target}.send(value)")


def _check_sent(calculator: Calculator, ports: Mapping[str, Declared]) -> None:
    is_function = isinstance(calculator, FunctionCalculator)
    for name, port in _single_ports(ports):
        if isinstance(port, Output):
            _check_stream(f'output stream "{port.name}"' if is_function else name, port, is_function=is_function)
        elif isinstance(port, SideOutput) and any(isinstance(value, Packet) for value in side_outbox_of(port).pending):
            side_outbox_of(port).pending.clear()  # it would be found again in close()
            raise GraphError(f"{name} was set to a Packet; write {name}.set(packet.value)")


def _check_stream(name: str, port: Output[Any], *, is_function: bool) -> None:
    for packet in cast("list[object]", outbox_of(port).pending):
        if not isinstance(packet, Packet):
            raise GraphError(f"{name} was sent {_short(packet)} as a packet; write {name}.send(value, timestamp)")
        if isinstance(packet.value, Packet):
            better = "return its value" if is_function else f"write {name}.send_packet(packet)"
            raise GraphError(f"{name} was sent a Packet as a value, {_short(packet.value)}; {better}")
        as_timestamp(packet.timestamp, f"{name}.send()")


def _single_ports(ports: Mapping[str, Declared]) -> Iterator[tuple[str, Port[Any]]]:
    """List the ports, those of groups one by one, and how a calculator names them."""
    for attribute, port in ports.items():
        if isinstance(port, PortGroup):
            yield from ((f"self.{attribute}[{index}]", member) for index, member in enumerate(port))
        elif isinstance(port, Port):
            yield f"self.{attribute}", port


def _short(value: object) -> str:
    return reprlib.repr(value)
