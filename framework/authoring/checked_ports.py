"""Outputs that look at what a calculator sends while it sends it, so that the error has the line of the mistake.

They take the place of the plain ones in a graph that checks. A class whose values fit is remembered, so that a packet
mostly costs a look into a set and two comparisons.
"""

from __future__ import annotations

import reprlib
from typing import Any, Final, SupportsIndex, TypeVar, cast

from backedge.authoring.contract import PortContract
from backedge.authoring.cures import cure_for, describe_value
from backedge.authoring.declarations import PortKind, declaration_of
from backedge.authoring.late_packets import LatePacket
from backedge.authoring.packet_types import decided_by_class, describe_type, matches
from backedge.authoring.ports import Input, Output, Port, SideOutput
from backedge.errors import GraphError, PacketTypeError, StreamError, TimestampOrderError
from backedge.packet import EMPTY, Packet
from backedge.timestamp import DONE, MAX, POSTSTREAM, UNSET, as_timestamp, describe, is_allowed_in_stream, next_allowed

T = TypeVar("T")

_new_packet: Final = tuple.__new__


class ValueCheck:
    """Looks at the values that a calculator sends to one of its ports.

    Args:
        port: the agreement on the port.
        kind: what the port is.
        written: how the calculator's author writes the port, such as ``self.y``; "" in a function.

    Attributes:
        accepted: classes whose values fit, as they were met; stays empty where the class alone does not decide it.
        written: as given.
    """

    __slots__ = ("_kind", "_port", "accepted", "written")

    def __init__(self, port: PortContract, kind: PortKind, written: str) -> None:
        self.accepted: set[type] = set()
        self.written = written
        self._port = port
        self._kind = kind

    def __str__(self) -> str:
        name = self._port.spelling
        return f'{self.written} ({self._kind} "{name}")' if self.written else f'{self._kind} "{name}"'

    def examine(self, value: Any) -> None:
        """Look at a value whose class is not among the `accepted`.

        Raises:
            GraphError: it is a packet or a port, where its value is meant, or there is none.
            PacketTypeError: it is not of the port's type.
        """
        if isinstance(value, Packet | Port):
            raise GraphError(f"{self} was {self._given} a {self._explain_wrapped(value)}")
        if value is EMPTY:
            raise GraphError(f"{self} was {self._given} EMPTY, which stands for no value; ask is_empty first")
        value_type = self._port.type
        if not matches(value, value_type):
            raise PacketTypeError(self._explain_mismatch(value, value_type))
        if decided_by_class(value_type):
            self.accepted.add(value.__class__)

    @property
    def _given(self) -> str:
        return "sent" if self._kind is PortKind.OUTPUT else "set to"

    def _explain_wrapped(self, value: Packet[Any] | Port[Any]) -> str:
        what = "Packet" if isinstance(value, Packet) else "port"
        if not self.written:
            better = "return its value"
        elif self._kind is PortKind.SIDE_OUTPUT:
            better = f"write {self.written}.set({what.lower()}.value)"
        elif isinstance(value, Packet):
            better = f"write {self.written}.send_packet(packet)"
        else:
            better = f"write {self.written}.send(port.value), or {self.written}.forward(port)"
        return f"{what} as a value, {reprlib.repr(value)}; {better}"

    def _explain_mismatch(self, value: Any, value_type: Any) -> str:
        expected, found, cure = describe_type(value_type), describe_value(value), cure_for(value, value_type)
        if found == expected:  # two classes of one name
            expected, found = (f"{cls.__module__}.{cls.__qualname__}" for cls in (value_type, type(value)))
        return f"{self} carries {expected}, but was {self._given} {found}" + (f"; {cure}" if cure else "")


class CheckedOutput(Output[T]):
    """An output stream whose `send` looks at value and timestamp.

    Args:
        plain: the bound port whose place it takes.
        check: looks at the values.
        by_source: whether the calculator is a source.
    """

    __slots__ = ("_accepted", "_by_source", "_check", "_last")

    def __init__(self, plain: Output[T], check: ValueCheck, *, by_source: bool) -> None:
        super().__init__(plain.tag)
        self._adopt(plain)
        self._outbox = plain._outbox
        self._check = check
        self._accepted: Final = check.accepted
        self._by_source = by_source
        self._last = UNSET

    def send(self, value: T, timestamp: SupportsIndex | None = None) -> None:
        """Look at value and timestamp, and send them."""
        if self.connected:
            outbox = self._outbox
            if timestamp is None:
                at = outbox.calculator.timestamp
            else:
                at = timestamp if type(timestamp) is int else self._as_timestamp(timestamp)
            # The usual case in one condition, without a call.
            if (
                value.__class__ not in self._accepted
                or not self._last < at <= MAX
                or at < outbox.stream.bound
                or outbox.is_closed
            ):
                self._examine(value, at, lacks_timestamp=timestamp is None and self._by_source)
            self._last = at
            outbox.add(_new_packet(Packet, (value, at)))

    def send_packet(self, packet: Packet[T]) -> None:
        """Look at a packet, and send it."""
        if not isinstance(cast("object", packet), Packet):
            better = f"write {self._check.written}.send(value, timestamp)"
            raise GraphError(f"{self._check} was sent {reprlib.repr(packet)} as a packet; {better}")
        given: Any = packet  # by an author: its timestamp may be no int
        value, at = given
        if self.connected and value is not EMPTY:
            at = self._as_timestamp(at)
            self._examine(value, at, lacks_timestamp=False)
            self._last = at
        super().send_packet(packet)

    def forward(self, source: Input[T]) -> None:
        """Look at the packet of an input, and send it on."""
        packet = source.packet
        value, at = packet
        if value is not EMPTY and self.connected:
            outbox = self._outbox
            if (
                value.__class__ not in self._accepted
                or not self._last < at <= MAX
                or at < outbox.stream.bound
                or outbox.is_closed
            ):
                self._examine(value, at, lacks_timestamp=False)
            self._last = at
            outbox.add(packet)

    def _examine(self, value: T, timestamp: int, *, lacks_timestamp: bool) -> None:
        """Look at a packet that is not like those before it.

        Raises:
            GraphError: it cannot be sent.
        """
        if value.__class__ not in self._accepted:
            self._check.examine(value)
        self._examine_timestamp(timestamp, lacks_timestamp=lacks_timestamp)
        if self._outbox.is_closed:
            self._refuse(Packet(value, timestamp))

    @property
    def _send(self) -> str:
        return f"{self._check.written or 'the function'}.send"

    def _as_timestamp(self, given: SupportsIndex) -> int:
        return as_timestamp(given, f"{self._send}()")

    def _examine_timestamp(self, at: int, *, lacks_timestamp: bool) -> None:
        """Look at a timestamp that is not an ordinary one behind the last.

        Raises:
            TimestampOrderError: it is too early for the stream; says by which of the mistakes that lead there.
            StreamError: it is not one that a stream can carry.
        """
        outbox, last = self._outbox, self._last
        if outbox.is_closed or outbox.stream.bound == DONE:
            return  # what is sent now is refused for that, or of no interest any more
        if not is_allowed_in_stream(at):
            raise StreamError(
                f"{self._check}: no packet can have timestamp {describe(at)}; "
                f"outside of process() give it one: {self._send}(value, timestamp)"
            )
        is_first = last == UNSET
        bound = max(outbox.stream.bound, UNSET if is_first else next_allowed(last))
        is_late = at < bound or (at == POSTSTREAM and not is_first)
        if is_late and outbox.stream.checks_order:
            late = LatePacket(
                timestamp=at,
                last=None if is_first else last,
                offset=outbox.offset,
                input_timestamp=outbox.calculator.timestamp,
                lacks_timestamp=lacks_timestamp,
                send=self._send,
            )
            raise TimestampOrderError(
                f"packet timestamp mismatch in {self._check}: it can take {describe(bound)} or later, but was sent "
                f"{describe(at)}\n    {late.explain()}"
            )


class CheckedSideOutput(SideOutput[T]):
    """An output side packet whose `set` looks at the value.

    Args:
        plain: the bound port whose place it takes.
        check: looks at the value.
    """

    __slots__ = ("_check",)

    def __init__(self, plain: SideOutput[T], check: ValueCheck) -> None:
        super().__init__(plain.tag)
        self._adopt(plain)
        self._outbox = plain._outbox
        self._check = check

    def set(self, value: T) -> None:
        """Look at the value, and set the side packet."""
        if self.connected:
            self._check.examine(value)
        super().set(value)


def checked_port(plain: Port[Any], port: PortContract, written: str, *, by_source: bool) -> Port[Any]:
    """The port that takes the place of `plain` in a calculator that is checked.

    Args:
        plain: a port that is bound to a stream or side packet; inputs stay as they are.
        port: the agreement on it.
        written: how the calculator's author writes it, such as ``self.y``; "" in a function.
        by_source: whether the calculator is a source.
    """
    check = ValueCheck(port, declaration_of(plain).kind, written)
    if isinstance(plain, Output):
        return CheckedOutput(plain, check, by_source=by_source)
    return CheckedSideOutput(plain, check) if isinstance(plain, SideOutput) else plain
