"""Schemas: the protobuf message that a dataclass stands for."""

from __future__ import annotations

import re
import reprlib
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from backedge.errors import RegistrationError
from backedge.protos.field_types import Kind
from backedge.protos.value_limits import Length, Limit

MAX_FIELD_NUMBER: Final = 2**29 - 1
"""Largest field number of protobuf."""

IDENTIFIER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""The names that protobuf allows for messages, fields and enum values."""

_SHORT: Final = reprlib.Repr()
_SHORT.maxstring = _SHORT.maxother = 200


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
        limit: a rule for its value, or for each one of a repeated field; None if there is none.
        length: a rule for the number of values of a repeated field; None if there is none.
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
    limit: Limit | None = None
    length: Length | None = None

    @property
    def has_default_list(self) -> bool:
        """Whether it is a repeated field that has values where it is not set, so that protobuf cannot make it empty."""
        return self.container is not None and not self.required and bool(self.make_default())

    def fault(self, value: Any) -> str:
        """Say how a value of this field in Python breaks its rules; "" if it keeps to them."""
        if value is None or (self.limit is None and self.length is None):
            return ""
        values = value if self.container else (value,)
        if self.length is not None and not self.length.allows(values):
            return f"expects {self.length} values, found {len(values)}"
        wrong = next((one for one in values if not self._allows(one)), None)
        if wrong is None or self.limit is None:
            return ""
        return f"expects {self.limit.expected(getattr(self.kind, 'expected', ''))}, found {_SHORT.repr(wrong)}"

    def _allows(self, value: Any) -> bool:
        try:
            return self.limit is None or self.limit.allows(value)
        except TypeError:  # a number is expected, and this is none
            return False


class MessageSchema:
    """A message and its fields.

    Attributes:
        header: its name and extension.
        cls: the dataclass that declares it.
        fields: its fields, in order of declaration.
        by_name: the fields by protobuf's name.
        by_number: the fields by number.
        required: the fields without a default.
        lists: the repeated fields that cannot have any number of values.
    """

    _lock = threading.RLock()

    def __init__(self, header: Header, cls: type[Any], fields: Iterable[FieldSchema]) -> None:
        self.header = header
        self.cls = cls
        self.fields = tuple(fields)
        self.by_name = {field.name: field for field in self.fields}
        self.by_number = {field.number: field for field in self.fields}
        self.required = tuple(field for field in self.fields if field.required)
        self.lists = tuple(field for field in self.fields if field.length is not None or field.has_default_list)
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


def is_same_definition(one: type[Any], other: type[Any]) -> bool:
    """Tell whether two classes come from the same lines: of a module that was reloaded, or imported by two names."""
    if one.__qualname__ != other.__qualname__:
        return False
    return one.__module__ == other.__module__ or None is not _file(one) == _file(other)


def _file(cls: type[Any]) -> str | None:
    return getattr(sys.modules.get(cls.__module__), "__file__", None)
