"""Ports: how a calculator names, types, reads and writes its streams and side packets.

A port is declared once, as a class attribute, and the validator, the type checker and the documentation read that
declaration::

    class ThresholdingCalculator(Calculator):
        score = Input[float]("FLOAT")
        flag = Output[bool]("FLAG")

When a graph is built each node gets its own copies, bound to its streams, under the same names: ``self.score.value``.
The argument is MediaPipe's tag-index: ``"TAG"``, ``"TAG:1"``, ``":1"`` or ``""`` (the first untagged port). The plural
forms (`Inputs`, …) take every port of their tag, however many the config has.

The public members of a port are for authors. `backedge.authoring.declarations` tells what was declared of it; the
engine uses the functions of this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final, Generic, Self, SupportsIndex, TypeVar, cast, overload

from backedge.authoring.declarations import Declared, PortDeclaration, PortKind, declaration_of
from backedge.authoring.outboxes import Outbox, SideOutbox
from backedge.config.port_spec import parse_tag_index
from backedge.errors import GraphError, StreamError
from backedge.packet import EMPTY, Packet
from backedge.timestamp import (
    DONE,
    NEAR,
    ONE_OVER_POSTSTREAM,
    POSTSTREAM,
    PRESTREAM,
    UNSET,
    as_timestamp,
    describe,
    next_allowed,
)

T = TypeVar("T")
P = TypeVar("P", bound="Port[Any]")

_ABSENT: Final[Packet[Any]] = Packet.empty(UNSET)
_new_packet: Final = tuple.__new__


class Port(Declared, Generic[T]):
    """Base of all ports.

    Args:
        tag: MediaPipe's tag-index of the port.
        optional: whether a node may leave the port out.
        same_as: another port of the same class whose type this one adopts.

    Attributes:
        tag: the tag-index.
        name: name of the stream or side packet, "" where the config leaves the port out.
        connected: whether the config has the port; of an input side packet, whether it has a value.
    """

    # Python's typing keeps in __orig_class__ what the brackets say.
    __slots__ = ("__orig_class__", "_declaration", "connected", "name", "tag")

    _kind: ClassVar[PortKind]
    __orig_class__: Any

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        model = None if same_as is None else declaration_of(same_as)
        minimum = 0 if optional else 1
        self._declaration = PortDeclaration(self._kind, tag, minimum=minimum, optional=optional, same_as=model)
        self.tag = tag
        self.name = ""
        self.connected = False

    @property
    def key(self) -> tuple[str, int]:
        """Tag and index."""
        return parse_tag_index(self.tag)

    def _bind(self, name: str) -> Self:
        port = type(self)(self.tag)
        port._declaration = declaration_of(self)
        port.name = name
        port.connected = bool(name)
        return port

    def _adopt(self, bound: Port[T]) -> None:
        """Stand for the same port of the same node as `bound` does."""
        self._declaration = declaration_of(bound)
        self.name = bound.name
        self.connected = bound.connected

    def __bool__(self) -> bool:
        where = f'{self._kind} "{self.name or self.tag}"'
        questions = {
            PortKind.INPUT: "not is_empty (is there a packet?) or value (what is in it?)",
            PortKind.SIDE_INPUT: "connected (was one given?) or value (what is it?)",
        }
        raise GraphError(f"{where}: a port is neither true nor false; ask {questions.get(self._kind, 'connected')}")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.tag!r}, {self.name or 'not connected'})"


class Input(Port[T]):
    """An input stream of a node.

    Attributes:
        packet: the packet at the timestamp being processed; empty where the stream has none there, and then stamped
            with the time through which the stream is settled.
        header: the stream's header packet, empty if it has none.
    """

    __slots__ = ("header", "packet")
    _kind: ClassVar[PortKind] = PortKind.INPUT

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self.packet: Packet[T] = _ABSENT
        self.header: Packet[Any] = _ABSENT

    @property
    def value(self) -> T:
        """The value at the timestamp being processed.

        Raises:
            StreamError: there is none; ask `is_empty` first, or use `get`.
        """
        value = self.packet[0]
        if value is EMPTY:
            raise StreamError(
                f'input stream "{self.name}" ({self.tag or "untagged"}) has no packet at this timestamp; '
                "ask is_empty first, or use get()"
            )
        return value

    @property
    def is_empty(self) -> bool:
        """Tell whether the stream lacks a packet at the timestamp being processed."""
        return self.packet[0] is EMPTY

    @property
    def timestamp(self) -> int:
        """Timestamp of the packet; of an empty one, the time through which the stream is settled."""
        return self.packet[1]

    @overload
    def get(self) -> T | None: ...
    @overload
    def get(self, default: T) -> T: ...
    def get(self, default: T | None = None) -> T | None:
        """Return the value at the timestamp being processed, or `default` where there is none."""
        value = self.packet[0]
        return default if value is EMPTY else value


class Output(Port[T]):
    """An output stream of a node. What is sent during a call leaves the node when the call returns without an error.

    Sending to an optional port that the config leaves out is allowed and does nothing.
    """

    __slots__ = ("_outbox",)
    _kind: ClassVar[PortKind] = PortKind.OUTPUT

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self._outbox = Outbox()

    def _bind(self, name: str) -> Self:
        port = super()._bind(name)
        port._outbox.name = name
        return port

    @property
    def is_closed(self) -> bool:
        """Tell whether the stream has ended."""
        return self._outbox.is_closed

    def send(self, value: T, timestamp: SupportsIndex | None = None) -> None:
        """Send `value` at `timestamp`, by default the timestamp being processed."""
        if self.connected:
            outbox = self._outbox
            if timestamp is None:
                at = outbox.calculator.timestamp
            else:
                at = timestamp if type(timestamp) is int else self._as_timestamp(timestamp)
            packet = _new_packet(Packet, (value, at))
            if outbox.is_closed:
                self._refuse(packet)
            if outbox.first is None:
                outbox.first = packet
            else:
                outbox.others.append(packet)

    def send_packet(self, packet: Packet[T]) -> None:
        """Send a packet as it is; an empty one only moves the bound."""
        if self.connected:
            outbox = self._outbox
            if outbox.is_closed:
                self._refuse(packet)
            given: Any = packet  # by an author: its timestamp may be no int
            if given[1].__class__ is not int:
                packet = packet.at(self._as_timestamp(given[1]))
            if packet[0] is EMPTY:
                self.set_next_timestamp_bound(next_allowed(packet[1]))
            elif outbox.first is None:
                outbox.first = packet
            else:
                outbox.others.append(packet)

    def forward(self, source: Input[T]) -> None:
        """Send on the packet of an input as it is, if it has one at the timestamp being processed."""
        packet = source.packet
        if packet[0] is not EMPTY and self.connected:
            outbox = self._outbox
            if outbox.is_closed:
                self._refuse(packet)
            if outbox.first is None:
                outbox.first = packet
            else:
                outbox.others.append(packet)

    def set_next_timestamp_bound(self, bound: SupportsIndex) -> None:
        """Promise that no packet before `bound` will be sent; for a stream that has ended this does nothing.

        Raises:
            StreamError: `bound` is not a timestamp that a bound may have.
        """
        at = bound if type(bound) is int else self._as_timestamp(bound)
        if not (-NEAR < at < NEAR or PRESTREAM <= at <= POSTSTREAM or at == ONE_OVER_POSTSTREAM):
            raise StreamError(f'output stream "{self.name}": {describe(at)} cannot be a timestamp bound')
        outbox = self._outbox
        if not outbox.is_closed:
            outbox.set_bound(at)

    @property
    def next_timestamp_bound(self) -> int:
        """The bound of the stream as the present call has left it so far."""
        outbox = self._outbox
        explicit = outbox.explicit_bound
        if explicit != UNSET:
            return explicit
        pending = outbox.pending
        return next_allowed(pending[-1][1]) if pending else outbox.stream.bound

    def close(self) -> None:
        """End the stream; nothing can be sent after."""
        outbox = self._outbox
        outbox.is_closed = True
        outbox.set_bound(DONE)

    def set_header(self, packet: Packet[Any]) -> None:
        """Set the stream's header; only from `open()`.

        Raises:
            GraphError: it is too late, or the packet has a timestamp, which a header must not have.
        """
        self._only_in_open("set_header()")
        if packet[1] != UNSET:
            raise GraphError(f'output stream "{self.name}": a header has no timestamp, found {describe(packet[1])}')
        self._outbox.header = packet

    def set_offset(self, offset: SupportsIndex) -> None:
        """Promise packets at ``input timestamp + offset`` or later; only from `open()`.

        With an offset the engine moves this stream's bound along with the node's inputs, whether or not the node
        runs, so that the nodes downstream do not wait for packets that were never sent.
        """
        self._only_in_open("set_offset()")
        self._outbox.offset = as_timestamp(offset, f'offset of output stream "{self.name}"')

    def _only_in_open(self, call: str) -> None:
        if self._outbox.calculator._call_phase != "open":
            raise GraphError(f'output stream "{self.name}": {call} must be called from open()')

    def _as_timestamp(self, given: SupportsIndex) -> int:
        return as_timestamp(given, f'output stream "{self.name}"')

    def _refuse(self, packet: Packet[T]) -> None:
        raise StreamError(f'packet at {describe(packet[1])} sent to closed output stream "{self.name}"')


class SideInput(Port[T]):
    """An input side packet of a node: a value that is there before `open()` and never changes during a run."""

    __slots__ = ("_value",)
    _kind: ClassVar[PortKind] = PortKind.SIDE_INPUT

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self._value: T = EMPTY

    @property
    def value(self) -> T:
        """The side packet's value.

        Raises:
            GraphError: an optional side packet that was not provided; ask `connected` first, or use `get`.
        """
        if self._value is EMPTY:
            raise GraphError(
                f"input side packet {self.tag or '(untagged)'} was not provided; ask connected first, or use get()"
            )
        return self._value

    @overload
    def get(self) -> T | None: ...
    @overload
    def get(self, default: T) -> T: ...
    def get(self, default: T | None = None) -> T | None:
        """Return the side packet's value, or `default` where none was provided."""
        return default if self._value is EMPTY else self._value


class SideOutput(Port[T]):
    """An output side packet of a node, to be set once, normally in `open()`."""

    __slots__ = ("_outbox",)
    _kind: ClassVar[PortKind] = PortKind.SIDE_OUTPUT

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self._outbox = SideOutbox()

    def _bind(self, name: str) -> Self:
        port = super()._bind(name)
        port._outbox.name = name
        return port

    def set(self, value: T) -> None:
        """Set the side packet.

        Raises:
            GraphError: it was set before in this run.
        """
        if not self.connected:
            return
        if self._outbox.pending:
            raise GraphError(f'output side packet "{self.name}" was already set')
        self._outbox.pending.append(value)


class PortGroup(Declared, Sequence[P], Generic[P]):
    """Every port of one tag, in index order; ``"*"`` stands for every port that no other declaration takes.

    Args:
        tag: the tag; ``""`` for the untagged ports, ``"*"`` for all that is left.
        minimum: how many there must be at least.
        same_as: another group; the port with the same tag and index there gives the type.
    """

    __slots__ = ("__orig_class__", "_declaration", "_ports", "tag")

    _member: ClassVar[type[Port[Any]]]

    def __init__(self, tag: str = "", *, minimum: int = 0, same_as: PortGroup[Any] | None = None) -> None:
        model = None if same_as is None else declaration_of(same_as)
        kind = self._member._kind
        self._declaration = PortDeclaration(kind, tag, is_group=True, minimum=minimum, same_as=model)
        self.tag = tag
        self._ports: tuple[P, ...] = ()

    def _bind(self, ports: Sequence[P]) -> Self:
        group = type(self)(self.tag)
        group._declaration = declaration_of(self)
        group._ports = tuple(ports)
        return group

    @overload
    def __getitem__(self, index: int) -> P: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[P]: ...
    def __getitem__(self, index: int | slice) -> P | Sequence[P]:
        return self._ports[index]

    def __iter__(self) -> Iterator[P]:
        return iter(self._ports)

    def __len__(self) -> int:
        return len(self._ports)


class Inputs(PortGroup[Input[T]]):
    """All input streams of one tag."""

    __slots__ = ()
    _member: ClassVar[type[Port[Any]]] = Input


class Outputs(PortGroup[Output[T]]):
    """All output streams of one tag."""

    __slots__ = ()
    _member: ClassVar[type[Port[Any]]] = Output


class SideInputs(PortGroup[SideInput[T]]):
    """All input side packets of one tag."""

    __slots__ = ()
    _member: ClassVar[type[Port[Any]]] = SideInput


class SideOutputs(PortGroup[SideOutput[T]]):
    """All output side packets of one tag."""

    __slots__ = ()
    _member: ClassVar[type[Port[Any]]] = SideOutput


def allow_untagged(port: Port[Any]) -> None:
    """Let configs connect a port that is being declared without its tag, too."""
    port._declaration = replace(port._declaration, may_be_untagged=True)


def bind_port(port: P, name: str) -> P:
    """Copy a declared port for one node, connected to the stream or side packet `name`; to none if it is ""."""
    return port._bind(name)


def bind_member(group: PortGroup[P], tag: str, index: int, name: str) -> P:
    """Make the port of a declared group that is connected to the stream or side packet `name` of one node."""
    return cast("P", group._member(f"{tag}:{index}")._bind(name))


def bind_group(group: PortGroup[P], ports: Sequence[P]) -> PortGroup[P]:
    """Copy a declared group for one node, with its ports there."""
    return group._bind(ports)


def outbox_of(port: Output[Any]) -> Outbox:
    """Return the engine's side of an output stream."""
    return port._outbox


def side_outbox_of(port: SideOutput[Any]) -> SideOutbox:
    """Return the engine's side of an output side packet."""
    return port._outbox


def provide(port: SideInput[T], value: T) -> None:
    """Give an input side packet its value before `open()`; with `EMPTY` the port counts as left out."""
    port._value = value
    port.connected = value is not EMPTY
