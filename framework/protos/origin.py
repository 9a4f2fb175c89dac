"""Origins: the places in files that decoded config objects come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from backedge.errors import Location


class Origin(Protocol):
    """The place in a file of one message and of everything in it."""

    def location(self, field: str | None = None, index: int | None = None) -> Location | None:
        """Return the place of the message, of its field `field`, or of that field's value number `index`.

        What the text does not have is at the place of what is around it.
        """

    def child(self, field: str, index: int = 0) -> Origin | None:
        """Find the origin of the submessage in `field` (number `index` of a repeated one); None if there is none."""


def locate(origin: Origin | None, field: str | None = None) -> Location | None:
    """Find the place of a message or of one of its fields; None if it has no origin."""
    return None if origin is None else origin.location(field)


def descend(origin: Origin | None, field: str, index: int = 0) -> Origin | None:
    """Find the origin of the submessage in `field`; None if there is none."""
    return None if origin is None else origin.child(field, index)


@dataclass(frozen=True, slots=True)
class FixedOrigin:
    """An origin with one place for everything: a binary file, which has no lines, or a node without options."""

    place: Location | None

    def location(self, field: str | None = None, index: int | None = None) -> Location | None:
        """Return the place."""
        return self.place

    def child(self, field: str, index: int = 0) -> FixedOrigin:
        """Return this origin: the submessage is at the same place."""
        return self
