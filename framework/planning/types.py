"""Types of packets: when a value, or another type, fits the type a port was declared with.

A port type is what stands between the brackets of its declaration: a class, ``list[X]`` or ``tuple[X, Y]``, a union for
"one of these", or `Any`. ``Annotated`` aliases of one class are different types: they stand for C++ types that Python
has one class for.
"""

from __future__ import annotations

import numbers
import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from backedge.protos.scalars import Scalar

# What a value may be instead of the class it is checked against; bool is an int in Python, but not to us.
_ALSO_ACCEPTED: dict[type, type] = {int: numbers.Integral, float: numbers.Real}


def is_union(value_type: Any) -> bool:
    """Whether `value_type` means "one of several"."""
    return get_origin(value_type) in (Union, types.UnionType)


def members(value_type: Any) -> tuple[Any, ...]:
    """The alternatives of a union; any other type is its own only one."""
    return get_args(value_type) if is_union(value_type) else (value_type,)


def matches(value: Any, value_type: Any) -> bool:
    """Whether `value` may be in a packet of `value_type`. Lists are looked into."""
    origin = get_origin(value_type)
    if value_type is Any:
        return True
    if origin is Annotated:
        return matches(value, get_args(value_type)[0])
    if is_union(value_type):
        return any(matches(value, member) for member in get_args(value_type))
    if origin is list:
        return isinstance(value, list) and all(matches(item, get_args(value_type)[0]) for item in value)
    if origin is tuple:
        items = get_args(value_type)
        return isinstance(value, tuple) and len(value) == len(items) and all(map(matches, value, items))
    cls = origin or value_type
    if isinstance(value, bool) and cls is not bool:
        return cls is object
    return isinstance(value, _ALSO_ACCEPTED.get(cls, cls))


def fits(produced: Any, consumed: Any) -> bool:
    """Whether a stream of type `produced` can be connected to a port of type `consumed`."""
    if produced is Any or consumed is Any:
        return True
    return any(_same(p, c) for p in members(produced) for c in members(consumed))


def _same(produced: Any, consumed: Any) -> bool:
    if produced is Any or consumed is Any or produced == consumed:
        return True
    if isinstance(produced, type) and isinstance(consumed, type) and not get_args(produced) and not get_args(consumed):
        return issubclass(produced, consumed) and produced is not bool
    ours, theirs = get_args(produced), get_args(consumed)
    if not ours or get_origin(produced) != get_origin(consumed) or get_origin(produced) is Annotated:
        return False
    return len(ours) == len(theirs) and all(map(_same, ours, theirs))


def substitute(value_type: Any, arguments: Mapping[Any, Any]) -> Any:
    """`value_type` with type variables replaced; those without a replacement become `Any`."""
    if isinstance(value_type, TypeVar):
        return arguments.get(value_type, Any)
    parameters = getattr(value_type, "__parameters__", ())
    if parameters:
        return value_type[tuple(arguments.get(parameter, Any) for parameter in parameters)]
    return value_type


def describe_type(value_type: Any) -> str:
    """`value_type` as a message should name it: by its Python name, without the module."""
    if is_union(value_type):
        return " or ".join(describe_type(member) for member in members(value_type))
    arguments = get_args(value_type)
    if get_origin(value_type) is Annotated:
        note = arguments[1].name if isinstance(arguments[1], Scalar) else arguments[1]
        return note if isinstance(note, str) else describe_type(arguments[0])
    name = getattr(value_type, "__name__", str(value_type))
    return f"{name}[{', '.join(map(describe_type, arguments))}]" if arguments else name
