"""`Message`: declare a protobuf message as a frozen, typed dataclass."""

from __future__ import annotations

import dataclasses
from dataclasses import FrozenInstanceError
from typing import Any, NoReturn, Self, TypeVar, dataclass_transform, overload

from backedge.errors import Location
from backedge.protos.annotations import METADATA, Numbering
from backedge.protos.message_registry import REGISTRY
from backedge.protos.message_schema import Header
from backedge.protos.origin import Origin

T = TypeVar("T")


@overload
def field(number: int, *, oneof: str | None = None) -> Any: ...
@overload
def field(number: int, *, default: T, oneof: str | None = None) -> T: ...
def field(number: int, *, default: Any = dataclasses.MISSING, oneof: str | None = None) -> Any:
    """Declare a field of a `Message`.

    Args:
        number: protobuf's field number.
        default: value when not set; without it protobuf's zero (0, "", False, the first enum value, ``()``, an
            all-default message, or None for ``X | None``).
        oneof: name of the oneof it belongs to; its type must then be ``X | None``.
    """
    return dataclasses.field(default=default, metadata={METADATA: Numbering(number, oneof)})


# `field` is not among the field_specifiers: so a type checker takes every `= field(...)` for a default value, which is
# right, because every field of a message has one.
@dataclass_transform(kw_only_default=True, frozen_default=True)
class Message:
    """Base of messages: the subclass is the schema.

        class GateCalculatorOptions(Message, name="mediapipe.GateCalculatorOptions", extension=261754847):
            empty_packets_as_allow: bool = field(1)
            allow: bool = field(2, default=False)

    Field types: ``bool``, ``int`` (int32), ``float`` (32 bits), ``str``, ``bytes``, `Int64`, `UInt32`, `UInt64`,
    `Double`, `Path`, an ``Enum``, a ``Literal`` of texts or integers, another `Message`, ``tuple[X, ...]`` (repeated),
    ``X | None`` (None when not set), each with a range or length where there is one (`backedge.Range`). A field that
    protobuf calls ``class`` or ``location`` is written ``class_`` or ``location_`` here.

    Instances are immutable, compare by value, work with `dataclasses.replace` and `dataclasses.fields`, and remember
    which fields were set and where in a graph file they were read. Which fields were set does not count in
    comparisons: a field at its default is the same value, set or not.

    Class keywords:
        name: full protobuf name; by default the class's own name, behind that of the message whose body it stands in.
        extension: number of the extension ``<name>.ext``; without it the message is for submessages and Any only.
        extends: full name of the extended message.
        extensible_from: first field number left to extensions of this message.
    """

    # Fields of the dataclass, so that `dataclasses.replace` hands them on; they belong to no schema.
    _origin: Origin | None = dataclasses.field(default=None, repr=False, compare=False)
    _set: frozenset[str] = dataclasses.field(default=frozenset(), repr=False, compare=False)

    def __init_subclass__(
        cls,
        *,
        name: str | None = None,
        extension: int | None = None,
        extends: str = "mediapipe.CalculatorOptions",
        extensible_from: int | None = None,
    ) -> None:
        super().__init_subclass__()
        _make_dataclass(cls)
        header = Header(name or cls.__name__, extension, extends, extensible_from)
        if name is None and "." in cls.__qualname__.rpartition("<locals>.")[2]:
            REGISTRY.defer(cls, header)
        else:
            REGISTRY.add(cls, header)

    def __init__(self, *, _origin: Origin | None = None, _set: frozenset[str] | None = None, **values: Any) -> None:
        own = self.__dict__
        defaults = REGISTRY.schema(type(self)).defaults
        own.update(defaults)
        known = len(own)
        own.update(values)
        if len(own) != known:
            unknown = ", ".join(sorted(values.keys() - defaults.keys()))
            raise TypeError(f"{type(self).__name__} has no field {unknown}")
        own["_origin"] = _origin
        if _set is None:
            own["_set"] = frozenset(values)
        else:  # `dataclasses.replace` names every field, and does not say which of them it was given
            own["_set"] = _set.union(name for name, value in values.items() if value != defaults[name])
        self.__post_init__()

    def __post_init__(self) -> None:
        """Check the values; a subclass may override it.

        A ValueError becomes an error message with the place in the graph file.
        """

    def has_field(self, name: str) -> bool:
        """Tell whether a field was set, be it to its default: in text or binary data that was read, or by a keyword.

        None is "not set". After `dataclasses.replace` the fields count as set that were before, and those that differ
        from their defaults.

        Args:
            name: the field, as the dataclass calls it.
        """
        return name in self._set and self.__dict__[name] is not None

    def merged_with(self, update: Self) -> Self:
        """Return this message with every field that `update` sets, be it to its default, as a whole.

        Protobuf's ``MergeFrom`` differs: it appends to repeated fields and goes into submessages.
        """
        names = REGISTRY.schema(type(self)).defaults
        added = {name: getattr(update, name) for name in names if update.has_field(name)}
        kept = {name: getattr(self, name) for name in names if name not in added}
        return type(self)(_origin=self._origin, _set=self._set.union(added), **kept, **added)

    def copy_with(self, **values: Any) -> Self:
        """Return this message with other values for fields that are set: `dataclasses.replace`, in a third of the time.

        For many messages of one kind: make the first, and the others from it.

        Raises:
            TypeError: a field is not set in this message, or there is none of that name.
        """
        if not self._set.issuperset(values):
            missing = ", ".join(sorted(values.keys() - self._set))
            raise TypeError(
                f"copy_with() changes fields that are set; this {type(self).__name__} does not set {missing}"
            )
        copy = object.__new__(type(self))
        # Not an update of the new object's own: filling that field by field takes twice as long.
        object.__setattr__(copy, "__dict__", self.__dict__ | values)
        copy.__post_init__()
        return copy

    @property
    def origin(self) -> Origin | None:
        """The origin in a file; None if it was not read from one. Handed on by `dataclasses.replace`."""
        return self._origin

    def location(self, field: str | None = None, index: int | None = None) -> Location | None:
        """Find the place where this was read.

        Args:
            field: name of a field, for its place instead of the whole message's.
            index: number of one value of a repeated field.

        Returns:
            The place; the message's if the text does not have the field; None if the message was not read from a file.
        """
        return None if self._origin is None else self._origin.location(field, index)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to {name!r}: {type(self).__name__} is immutable")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete {name!r}: {type(self).__name__} is immutable")

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash((type(self), self._values()))

    def _values(self) -> tuple[Any, ...]:
        return tuple(self.__dict__[name] for name in REGISTRY.schema(type(self)).defaults)

    def __repr__(self) -> str:
        """Show the fields that differ from their defaults."""
        own = self.__dict__
        defaults = REGISTRY.schema(type(self)).defaults
        shown = (f"{name}={own[name]!r}" for name, default in defaults.items() if own[name] != default)
        return f"{type(self).__name__}({', '.join(shown)})"


def _make_dataclass(cls: type[Any]) -> None:
    """Record the fields of `cls`. Generating methods for every class would take 0.5 ms each; `Message` has them."""
    if cls.__doc__ is None:
        cls.__doc__ = ""  # else dataclass() writes the signature there, and finding that takes even longer
    dataclasses.dataclass(init=False, repr=False, eq=False, match_args=False)(cls)


_make_dataclass(Message)
