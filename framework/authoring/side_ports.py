"""Input and output side packets, as a calculator sees them."""

from __future__ import annotations

from typing import Any, TypeVar, overload

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
