"""Ports: how a calculator names, types, reads and writes its streams and side packets.

A port is declared once, as a class attribute, and that declaration is what the validator, the type checker and the
documentation read::

    class ThresholdingCalculator(Calculator):
        score = Input[float]("FLOAT")
        flag = Output[bool]("FLAG")

When a graph is built each node gets its own copies, bound to its streams, under the same names: ``self.score.value``.
The argument is MediaPipe's tag-index: ``"TAG"``, ``"TAG:1"``, ``":1"`` or ``""`` (the first untagged port). The plural
forms (`Inputs`, …) take every port of their tag, however many the config has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Protocol, TypeVar, cast, get_args, overload

from backedge.config.port_spec import parse_tag_index
from backedge.errors import GraphError, StreamError
from backedge.packet import EMPTY, Packet
from backedge.timestamp import (
    DONE,
    ONE_OVER_POSTSTREAM,
    POSTSTREAM,
    PRESTREAM,
    UNSET,
    describe,
    next_allowed,
)

if TYPE_CHECKING:
    from backedge.calculator.base import Calculator

T = TypeVar("T")
P = TypeVar("P", bound="Port[Any]")

_ABSENT: Packet[Any] = Packet.empty(UNSET)
_new_packet = tuple.__new__


class Bounded(Protocol):
    """What a port needs to know of the stream behind it."""

    bound: int


class _NoStream:
    bound = PRESTREAM


_NO_STREAM = _NoStream()


class Port(Generic[T]):
    """What all ports share: the declaration.

    Args:
        tag: MediaPipe tag-index of the port.
        optional: whether a node may leave the port out.
        same_as: another port of the same class whose type this one adopts.
    """

    __slots__ = ("__orig_class__", "attribute", "connected", "name", "optional", "same_as", "tag")

    kind: ClassVar[str]

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        self.tag = tag
        self.optional = optional
        self.same_as = same_as
        self.attribute = ""
        self.name = ""
        self.connected = False

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute = name

    @property
    def key(self) -> tuple[str, int]:
        """Tag and index."""
        return parse_tag_index(self.tag)

    @property
    def value_type(self) -> Any:
        """The type between the brackets of the declaration, `Any` where there are none."""
        alias = getattr(self, "__orig_class__", None)
        return get_args(alias)[0] if alias is not None else Any

    def bind(self, name: str) -> Port[T]:
        """A copy of the declaration for one node, connected to the stream or side packet `name`."""
        port = type(self)(self.tag, optional=self.optional, same_as=self.same_as)
        port.attribute = self.attribute
        port.name = name
        port.connected = bool(name)
        return port

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.tag!r}, {self.name or 'not connected'})"


class Input(Port[T]):
    """One input stream.

    Attributes:
        packet: the packet at the timestamp being processed; empty where the stream has none there, and then stamped
            with the time through which the stream is settled.
        header: the stream's header packet, empty if it has none.
    """

    __slots__ = ("header", "packet")
    kind = "input stream"

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
        """Whether the stream has no packet at the timestamp being processed."""
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
        """The value at the timestamp being processed, or `default` where there is none."""
        value = self.packet[0]
        return default if value is EMPTY else value


class Output(Port[T]):
    """One output stream. What is sent during a call leaves the node when the call returns without an error.

    Sending to an optional port that the config leaves out is allowed and does nothing.

    Attributes:
        pending: packets sent during the present call.
        bound: bound set explicitly during the present call, `UNSET` if none.
        stream: the stream behind the port.
        is_closed: whether the stream has ended.
        offset: timestamp offset, None if the node promises nothing about the timestamps it emits.
        header: header packet for the stream, empty if none; only `open()` may set it.
    """

    __slots__ = ("bound", "calculator", "header", "is_closed", "offset", "pending", "stream")
    kind = "output stream"

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self.pending: list[Packet[T]] = []
        self.bound = UNSET
        self.stream: Bounded = _NO_STREAM
        self.is_closed = False
        self.offset: int | None = None
        self.header: Packet[Any] = _ABSENT
        self.calculator: Calculator = cast("Calculator", None)

    def send(self, value: T, timestamp: int | None = None) -> None:
        """Send `value` at `timestamp`, by default the timestamp being processed."""
        if self.connected:
            packet = _new_packet(Packet, (value, self.calculator.timestamp if timestamp is None else timestamp))
            if self.is_closed:
                self._refuse(packet)
            self.pending.append(packet)

    def send_packet(self, packet: Packet[T]) -> None:
        """Send a packet as it is; an empty one only moves the bound."""
        if self.connected:
            if self.is_closed:
                self._refuse(packet)
            if packet[0] is EMPTY:
                self.set_next_timestamp_bound(next_allowed(packet[1]))
            else:
                self.pending.append(packet)

    def forward(self, source: Input[T]) -> None:
        """Send on the packet of an input as it is, if it has one at the timestamp being processed."""
        packet = source.packet
        if packet[0] is not EMPTY and self.connected:
            if self.is_closed:
                self._refuse(packet)
            self.pending.append(packet)

    def set_next_timestamp_bound(self, bound: int) -> None:
        """Promise that no packet before `bound` will be sent.

        Raises:
            StreamError: `bound` is no timestamp a bound may have.
        """
        if not (PRESTREAM <= bound <= POSTSTREAM or bound == ONE_OVER_POSTSTREAM):
            raise StreamError(f'output stream "{self.name}": {describe(bound)} cannot be a timestamp bound')
        self.bound = bound

    @property
    def next_timestamp_bound(self) -> int:
        """The bound of the stream as the present call has left it so far."""
        if self.pending:
            return max(self.bound, next_allowed(self.pending[-1][1]))
        return self.stream.bound if self.bound == UNSET else self.bound

    def close(self) -> None:
        """End the stream; nothing can be sent after."""
        self.is_closed = True
        self.bound = DONE

    def set_header(self, packet: Packet[Any]) -> None:
        """Set the stream's header; only from `open()`.

        Raises:
            GraphError: it is too late, or the packet has a timestamp, which headers have not.
        """
        self._only_in_open("set_header()")
        if packet[1] != UNSET:
            raise GraphError(f'output stream "{self.name}": a header has no timestamp, found {describe(packet[1])}')
        self.header = packet

    def set_offset(self, offset: int) -> None:
        """Promise packets at ``input timestamp + offset`` or later; only from `open()`.

        With an offset the engine moves this stream's bound along with the node's inputs, whether or not the node
        runs, so that nobody downstream waits for a packet that was never sent.
        """
        self._only_in_open("set_offset()")
        self.offset = offset

    def _only_in_open(self, call: str) -> None:
        if self.calculator.phase != "open":
            raise GraphError(f'output stream "{self.name}": {call} must be called from open()')

    def _refuse(self, packet: Packet[T]) -> None:
        raise StreamError(f'packet at {describe(packet[1])} sent to closed output stream "{self.name}"')


class SideInput(Port[T]):
    """One input side packet: a value that is there before `open()` and never changes during a run."""

    __slots__ = ("_value",)
    kind = "input side packet"

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
        """The side packet's value, or `default` where none was provided."""
        return default if self._value is EMPTY else self._value

    def provide(self, value: T) -> None:
        """Called by the engine before `open()`; with `EMPTY` the port counts as left out."""
        self._value = value
        self.connected = value is not EMPTY


class SideOutput(Port[T]):
    """One output side packet, to be set once, normally in `open()`."""

    __slots__ = ("pending",)
    kind = "output side packet"

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self.pending: list[T] = []

    def set(self, value: T) -> None:
        """Set the side packet.

        Raises:
            GraphError: it was set before in this run.
        """
        if not self.connected:
            return
        if self.pending:
            raise GraphError(f'output side packet "{self.name}" was already set')
        self.pending.append(value)


class PortGroup(Sequence[P], Generic[P]):
    """Every port of one tag, in index order; ``"*"`` stands for every port that no other declaration takes.

    Args:
        tag: the tag; ``""`` for the untagged ports, ``"*"`` for all that is left.
        minimum: how many there must be at least.
        same_as: another group; the port with the same tag and index there gives the type.
    """

    __slots__ = ("__orig_class__", "attribute", "minimum", "ports", "same_as", "tag")

    member: ClassVar[type[Port[Any]]]
    kind: ClassVar[str]

    def __init__(self, tag: str = "", *, minimum: int = 0, same_as: PortGroup[Any] | None = None) -> None:
        self.tag = tag
        self.minimum = minimum
        self.same_as = same_as
        self.attribute = ""
        self.ports: tuple[P, ...] = ()

    def __set_name__(self, owner: type, name: str) -> None:
        self.attribute = name

    @property
    def value_type(self) -> Any:
        """The type between the brackets of the declaration, `Any` where there are none."""
        alias = getattr(self, "__orig_class__", None)
        return get_args(alias)[0] if alias is not None else Any

    def bind(self, names: Sequence[tuple[str, int, str]]) -> PortGroup[P]:
        """A copy for one node, with a port for each (tag, index, stream name)."""
        group = type(self)(self.tag, minimum=self.minimum, same_as=self.same_as)
        group.attribute = self.attribute
        group.ports = tuple(cast("P", self.member(f"{tag}:{index}").bind(name)) for tag, index, name in names)
        return group

    @overload
    def __getitem__(self, index: int) -> P: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[P]: ...
    def __getitem__(self, index: int | slice) -> P | Sequence[P]:
        return self.ports[index]

    def __iter__(self) -> Iterator[P]:
        return iter(self.ports)

    def __len__(self) -> int:
        return len(self.ports)


class Inputs(PortGroup[Input[T]]):
    """All input streams of one tag."""

    __slots__ = ()
    member = Input
    kind = Input.kind


class Outputs(PortGroup[Output[T]]):
    """All output streams of one tag."""

    __slots__ = ()
    member = Output
    kind = Output.kind


class SideInputs(PortGroup[SideInput[T]]):
    """All input side packets of one tag."""

    __slots__ = ()
    member = SideInput
    kind = SideInput.kind


class SideOutputs(PortGroup[SideOutput[T]]):
    """All output side packets of one tag."""

    __slots__ = ()
    member = SideOutput
    kind = SideOutput.kind
