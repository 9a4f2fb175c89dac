"""The types whose values can be recorded: plain ones, arrays, our data types, and dataclasses that a graph declares.

A recording names the classes of its values. Nothing is imported or run because a file says so: the reader knows the
classes beforehand, as the writer did.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import cache
from pathlib import PurePath
from types import NoneType
from typing import Annotated, Any, Final, TypeVar, get_args, get_origin, get_type_hints

import numpy as np

from backedge import formats
from backedge.authoring.packet_types import describe_type, is_union, members, resolve_aliases
from backedge.planning.plan import GraphPlan
from backedge.protos import Message

_PLAIN: Final = (NoneType, bool, int, float, complex, str, bytes, list, tuple, dict, PurePath, np.ndarray)
_OWN: Final = tuple(value for name in formats.__all__ if isinstance(value := getattr(formats, name), type))


class KnownTypes:
    """The classes that a recording may name.

    Args:
        declared: types of streams and side packets, whose dataclasses and enums are known besides our own.
    """

    def __init__(self, declared: Iterable[Any] = ()) -> None:
        self._by_name: dict[str, type[Any]] = {}
        for value_type in (*_OWN, *declared):
            self._learn(value_type)
        self._names = {cls: name for name, cls in self._by_name.items()}

    @classmethod
    def of(cls, plan: GraphPlan) -> KnownTypes:
        """Know what a graph's streams and side packets are declared with."""
        return cls((*plan.stream_types.values(), *plan.side_packet_types.values()))

    def find(self, name: str) -> type[Any] | None:
        """The class of that name; None if it is not known."""
        return self._by_name.get(name)

    def name_of(self, cls: type[Any]) -> str | None:
        """What a recording calls a class; None if it is not known."""
        return self._names.get(cls)

    def refusal(self, value_type: Any) -> str:
        """Say why packets of a type cannot be recorded; "" if they can, or if only the values will tell."""
        value_type = resolve_aliases(value_type)
        if is_union(value_type):
            return next(filter(None, map(self.refusal, members(value_type))), "")
        origin = get_origin(value_type)
        if origin is Annotated:
            return self.refusal(get_args(value_type)[0])
        cls = origin or value_type
        if value_type is Any or isinstance(value_type, TypeVar) or value_type is Ellipsis:
            return ""
        if cls in (list, tuple, dict):
            return next(filter(None, map(self.refusal, get_args(value_type))), "")
        if not isinstance(cls, type) or not self._can_hold_known(cls):
            return f"values of type {describe_type(value_type)} have no form in a file"
        if cls in self._names and dataclasses.is_dataclass(cls):
            return self._refusal_of_fields(cls)
        return ""

    def _can_hold_known(self, cls: type[Any]) -> bool:
        """Tell whether some value of a class can be recorded: it is known, or the base of one that is."""
        if cls in self._names or issubclass(cls, np.generic | PurePath):
            return True
        try:
            return any(issubclass(known, cls) for known in (*_PLAIN, *self._names))
        except TypeError:  # a protocol that has attributes: only values can tell
            return True

    def _refusal_of_fields(self, cls: type[Any]) -> str:
        if cls in _OWN or issubclass(cls, Message):
            return ""
        for name, hint in field_types(cls).items():
            if hint is not cls and (refusal := self.refusal(hint)):
                return f"field {name} of {cls.__name__}: {refusal}"
        if hidden := [field.name for field in dataclasses.fields(cls) if not field.init]:
            return f"{cls.__name__} cannot be made anew from its fields: its constructor does not take {hidden[0]}"
        return ""

    def _learn(self, value_type: Any) -> None:
        for cls in _classes_in(resolve_aliases(value_type)):
            name = _name(cls)
            if name not in self._by_name and (dataclasses.is_dataclass(cls) or issubclass(cls, Enum)):
                self._by_name[name] = cls
                if dataclasses.is_dataclass(cls):
                    for hint in field_types(cls).values():
                        self._learn(hint)


@cache
def float32_fields(cls: type[Any]) -> frozenset[str]:
    """The fields of a dataclass that are declared as float32 arrays, so that lists of numbers say all of them."""
    return frozenset(
        name
        for name, hint in field_types(cls).items()
        if any(
            get_origin(member) is np.ndarray and get_args(get_args(member)[1]) == (np.float32,)
            for member in members(hint)
        )
    )


def field_types(cls: type[Any]) -> dict[str, Any]:
    """The types of a dataclass's own fields; of a message those of its schema."""
    try:
        hints = get_type_hints(cls)
    except NameError:  # imported for type checkers only: then only the values can tell
        hints = {}
    return {name: resolve_aliases(hints.get(name, Any)) for name in own_fields(cls)}


def own_fields(cls: type[Any]) -> list[str]:
    """The names of a dataclass's own fields; of a message those of its schema."""
    names = [field.name for field in dataclasses.fields(cls)]
    return [name for name in names if not name.startswith("_")] if issubclass(cls, Message) else names


def _classes_in(value_type: Any) -> Iterator[type[Any]]:
    """Every class that a type names, inside of its brackets too."""
    if isinstance(value_type, list):
        for item in value_type:
            yield from _classes_in(item)
    elif inspect.isclass(value_type) and get_origin(value_type) is None:
        yield value_type
    else:
        for item in (get_origin(value_type), *get_args(value_type)):
            if item is not None:
                yield from _classes_in(item)


def _name(cls: type[Any]) -> str:
    own = cls.__module__.startswith(f"{formats.__name__}.")
    return cls.__qualname__ if own else f"{cls.__module__}.{cls.__qualname__}"
