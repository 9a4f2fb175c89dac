"""Input and output side packets, as a calculator sees them."""

from __future__ import annotations

from typing import Any, TypeVar, cast, overload

from backedge.authoring.port import Port
from backedge.errors import GraphError
from backedge.packet import EMPTY

T = TypeVar("T")


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


class SideOutbox:
    """The engine's side of a `SideOutput`.

    Attributes:
        name: name of the side packet.
        pending: the value that was set, if one was.
    """

    __slots__ = ("name", "pending")

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.pending: list[Any] = []


class SideOutput(Port[T]):
    """One output side packet, to be set once, normally in `open()`."""

    __slots__ = ("_outbox",)
    kind = "output side packet"

    def __init__(self, tag: str = "", *, optional: bool = False, same_as: Port[Any] | None = None) -> None:
        super().__init__(tag, optional=optional, same_as=same_as)
        self._outbox = SideOutbox()

    def bind(self, name: str) -> SideOutput[T]:
        """A copy of the declaration for one node, connected to the side packet `name`."""
        port = cast("SideOutput[T]", super().bind(name))
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


def provide(port: SideInput[T], value: T) -> None:
    """Give an input side packet its value before `open()`; with `EMPTY` the port counts as left out."""
    port._value = value
    port.connected = value is not EMPTY


def side_outbox_of(port: SideOutput[Any]) -> SideOutbox:
    """The engine's side of an output side packet, which completion does not show to authors."""
    return port._outbox
