"""The messages that exist: full protobuf names and the dataclasses that declare them."""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Callable
from typing import Any, Final

from backedge.errors import RegistrationError
from backedge.protos.annotations import read_schema
from backedge.protos.field_types import MessageType
from backedge.protos.message_schema import IDENTIFIER, Header, MessageSchema, describe, is_same_definition

PACKAGE_ATTRIBUTE: Final = "proto_package"
"""Class attribute by which a plain dataclass chooses the package of its message name."""

_AUTOMATIC_NUMBERS: Final = range(2**28, 2**29)


class MessageRegistry:
    """Full names and the dataclasses behind them.

    Adding a class is cheap: its fields are looked at when it is first used. Messages inside a message, as their names
    say, are one family with it, because protobuf declares them together.

    Attributes:
        generation: goes up when something that was in use already has changed.
        on_missing: functions to call with a name that is not known, one after the other until it is; they may add
            classes, e.g. by importing plug-ins. With "" they add all that they can.
    """

    def __init__(self) -> None:
        self.on_missing: list[Callable[[str], object]] = []
        self.generation = 0
        self._headers: dict[type[Any], Header] = {}
        self._classes: dict[str, type[Any]] = {}
        self._schemas: dict[type[Any], MessageSchema] = {}
        self._deferred: dict[type[Any], Header] = {}
        self._extensions: dict[tuple[str, int], str] = {}
        self._families: dict[str, list[str]] = {}
        self._used_families: set[str] = set()

    def add(self, cls: type[Any], header: Header) -> None:
        """Make the dataclass `cls` known under the name in `header`, and those that were deferred for it.

        Raises:
            RegistrationError: the name is not valid, or another class has that name or extension number.
        """
        if not all(map(IDENTIFIER.fullmatch, header.name.split("."))):
            raise RegistrationError(f"{describe(cls)}: {header.name!r} is no name for a protobuf message")
        known = self._classes.get(header.name)
        if known is not None:
            self._forget(known, cls)
        self._claim_extension(cls, header)
        self._classes[header.name] = cls
        self._headers[cls] = header
        self._join_family(header.name)
        for inner in vars(cls).values():
            if isinstance(inner, type) and inner in self._deferred:
                deferred = self._deferred.pop(inner)
                self.add(inner, dataclasses.replace(deferred, name=f"{header.name}.{deferred.name}"))

    def defer(self, cls: type[Any], header: Header) -> None:
        """Keep `cls` until the class around it is added, whose name goes in front of its own."""
        self._deferred[cls] = header

    def find(self, name: str) -> type[Any] | None:
        """Find the class of the message `name`; None if it is unknown."""
        for add_more in self.on_missing:
            if name in self._classes:
                break
            add_more(name)
        return self._classes.get(name)

    def look_everywhere(self) -> None:
        """Find all the messages that can be found."""
        for add_more in self.on_missing:
            add_more("")

    def find_schema(self, name: str) -> MessageSchema | None:
        """Find the schema of the message `name`; None if it is unknown."""
        cls = self.find(name)
        return None if cls is None else self.schema(cls)

    def header(self, cls: type[Any]) -> Header | None:
        """Return the header that `cls` was added with; None if it was not."""
        return self._headers.get(cls)

    def headers(self) -> list[Header]:
        """Return all headers, oldest first."""
        return list(self._headers.values())

    def schema(self, cls: type[Any]) -> MessageSchema:
        """Return the schema of `cls`; a plain dataclass that is not known yet is added.

        Raises:
            RegistrationError: `cls` is not a dataclass, or protobuf has no such type or number of a field.
        """
        schema = self._schemas.get(cls)
        if schema is None:
            schema = read_schema(cls, self._headers.get(cls) or self._deferred.get(cls) or automatic_header(cls))
            if cls not in self._headers:
                self._deferred.pop(cls, None)
                self.add(cls, schema.header)
            self._schemas[cls] = schema
        return schema

    def outermost(self, name: str) -> str:
        """Return the outermost message around the message `name`, which may be itself."""
        parts = name.split(".")
        prefixes = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
        return next((prefix for prefix in prefixes if prefix in self._classes), name)

    def family(self, outermost: str) -> list[MessageSchema]:
        """Return the schemas of a message and of all messages inside it, outer ones first; empty if it is unknown.

        Raises:
            RegistrationError: protobuf does not have the type or number of a field.
        """
        self._used_families.add(outermost)
        return [self.schema(self._classes[name]) for name in sorted(self._families.get(outermost, ()))]

    def _forget(self, known: type[Any], cls: type[Any]) -> None:
        # A module that is reloaded, or a notebook cell that runs again, may define its own class anew.
        header = self._headers[known]
        if not is_same_definition(known, cls):
            raise RegistrationError(
                f"two classes declare the message {header.name}: {describe(known)} and {describe(cls)}; rename one of "
                f"them, or give it a package (a dataclass by {PACKAGE_ATTRIBUTE} = ..., a Message by name=...)"
            )
        del self._headers[known]
        self._schemas.pop(known, None)
        if header.extension is not None:
            del self._extensions[header.extends, header.extension]
        self.generation += 1

    def _claim_extension(self, cls: type[Any], header: Header) -> None:
        if header.extension is None:
            return
        owner = self._extensions.setdefault((header.extends, header.extension), header.name)
        if owner != header.name:
            raise RegistrationError(
                f"two classes declare extension {header.extension} of {header.extends}: "
                f"{describe(self._classes[owner])} and {describe(cls)}; give one of them another number or name"
            )

    def _join_family(self, name: str) -> None:
        outermost = self.outermost(name)
        around = f"{name}."
        inside = [other for other in self._families if other.startswith(around)]
        members = {name, *(member for other in inside for member in self._families.pop(other))}
        if not self._used_families.isdisjoint((outermost, *inside)):
            self._used_families.clear()
            self.generation += 1
        self._families[outermost] = sorted(members.union(self._families.get(outermost, ())))


def automatic_header(cls: type[Any]) -> Header:
    """Choose name and extension number of a plain dataclass.

    The number is a hash of the name: it is the same in every process, so that binary configs keep their meaning.

    Raises:
        RegistrationError: `cls` is not a dataclass.
    """
    if not dataclasses.is_dataclass(cls):
        raise RegistrationError(f"options must be declared by a dataclass or a Message, found {cls!r}")
    package = getattr(cls, PACKAGE_ATTRIBUTE, "")
    name = f"{package}.{cls.__name__}" if package else cls.__name__
    return Header(name, _AUTOMATIC_NUMBERS[zlib.crc32(name.encode()) % len(_AUTOMATIC_NUMBERS)], numbered=False)


REGISTRY: Final = MessageRegistry()
"""The messages of this process."""


def ensure_registered(cls: type[Any]) -> None:
    """Make the options type `cls` known to the parser. A `Message` is known already; a plain dataclass becomes so.

    A plain dataclass ``ThresholdOptions`` gets the message name ``ThresholdOptions`` (``acme.ThresholdOptions`` with a
    class attribute ``proto_package = "acme"``), field numbers in order of declaration, and the extension
    ``[ThresholdOptions.ext]`` of ``mediapipe.CalculatorOptions``. Its ``int`` is 64 bits wide and so is its ``float``.
    A field without default must be set in the config.

    Raises:
        RegistrationError: `cls`, or a plain dataclass that it has a field of, is not a dataclass, its name belongs to
            another class, or a field's type does not fit.
    """
    waiting, seen = [cls], {cls}
    while waiting:
        current = waiting.pop()
        header = REGISTRY.header(current)
        if header is None or not header.numbered:
            kinds = (field.kind for field in REGISTRY.schema(current).fields)
            inner = {kind.cls for kind in kinds if isinstance(kind, MessageType)} - seen
            waiting += inner
            seen |= inner
