"""Schemas: the protobuf message that a dataclass stands for."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from backedge.errors import RegistrationError
from backedge.protos.field_types import Kind

MAX_FIELD_NUMBER: Final = 2**29 - 1
"""Largest field number of protobuf."""

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""The names that protobuf allows for messages, fields and enum values."""


@dataclass(frozen=True, slots=True)
class Header:
    """The facts about a message, its fields apart.

    Attributes:
        name: full protobuf name, e.g. ``mediapipe.GateCalculatorOptions``.
        extension: number of the extension ``<name>.ext`` of `extends`; None without one.
        extends: full name of the message that the extension extends.
        extensible_from: first field number that other messages may use to extend this one; None if they may not.
        numbered: whether the fields carry their numbers (`Message`) or are numbered in order (plain dataclass).
    """

    name: str
    extension: int | None = None
    extends: str = "mediapipe.CalculatorOptions"
    extensible_from: int | None = None
    numbered: bool = True

    @property
    def extension_name(self) -> str:
        """Full name of the extension, as text format wants it between brackets."""
        return f"{self.name}.ext"


@dataclass(frozen=True, slots=True)
class FieldSchema:
    """A field of a message.

    Attributes:
        name: protobuf's name of it.
        attribute: the dataclass's name of it; the same, but for names that are taken in Python.
        number: protobuf's number of it.
        kind: what it holds.
        container: tuple or list for a repeated field, else None.
        optional: whether None stands for "not set" (``X | None``).
        oneof: name of the oneof it belongs to.
        required: whether it lacks a default, so that a config has to set it.
        make_default: makes the value it has when it is not set.
    """

    name: str
    attribute: str
    number: int
    kind: Kind
    container: type[tuple[Any, ...] | list[Any]] | None
    optional: bool
    oneof: str | None
    required: bool
    make_default: Callable[[], Any]


class MessageSchema:
    """A message and its fields.

    Attributes:
        header: its name and extension.
        cls: the dataclass that declares it.
        fields: its fields, in order of declaration.
        by_name: the fields by protobuf's name.
        by_number: the fields by number.
    """

    _lock = threading.RLock()

    def __init__(self, header: Header, cls: type[Any], fields: Iterable[FieldSchema]) -> None:
        self.header = header
        self.cls = cls
        self.fields = tuple(fields)
        self.by_name = {field.name: field for field in self.fields}
        self.by_number = {field.number: field for field in self.fields}
        self._defaults: dict[str, Any] | None = None
        self._computing = False

    @property
    def name(self) -> str:
        """Full protobuf name."""
        return self.header.name

    @property
    def defaults(self) -> dict[str, Any]:
        """Values of the fields that are not set, by attribute; required fields are left out. Not to be changed.

        Raises:
            RegistrationError: the message contains itself other than as ``X | None``, so that its default is endless.
        """
        if self._defaults is None:
            with self._lock:
                self._defaults = self._compute_defaults()
        return self._defaults

    def _compute_defaults(self) -> dict[str, Any]:
        if self._computing:
            raise RegistrationError(f"{describe(self.cls)} contains itself: annotate the field with `X | None`")
        self._computing = True
        try:
            return {field.attribute: field.make_default() for field in self.fields if not field.required}
        finally:
            self._computing = False


def describe(cls: type[Any]) -> str:
    """Name `cls` in a message by its dotted path."""
    return f"{cls.__module__}.{cls.__qualname__}"
