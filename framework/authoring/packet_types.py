"""Types of packets: those a port may be declared with, and when a value or another type fits one.

A port type is what stands between the brackets of its declaration: a class, ``list[X]``, ``tuple[X, Y]`` or
``tuple[X, ...]``, a union for "one of these", or `Any`. ``Annotated`` aliases of one class are different types: they
stand for C++ types that Python has one class for.
"""

from __future__ import annotations

import numbers
import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ForwardRef, Literal, NewType, TypeVar, Union, get_args, get_origin, is_typeddict

from backedge.authoring.array_types import describe_array_type, has_form, is_array_type, is_numpy_bool
from backedge.protos.field_types import Scalar

# The classes a value may have instead of the one it is checked against: what mypy accepts, and numpy's numbers.
_ALSO_ACCEPTED: dict[Any, type] = {int: numbers.Integral, float: numbers.Real, complex: numbers.Complex}
_ITEMS: dict[Any, type] = {str: str, bytes: int}
_COLLECTIONS = frozenset({"builtins", "collections", "collections.abc"})


@dataclass(frozen=True, slots=True)
class Unconverted:
    """A note in ``Annotated``: the port takes no conversions. It makes no type of its own, as other notes do."""


def is_union(value_type: Any) -> bool:
    """Tell whether `value_type` means "one of several"."""
    return get_origin(value_type) in (Union, types.UnionType)


def members(value_type: Any) -> tuple[Any, ...]:
    """Return the alternatives of a union; any other type is its own only one."""
    return get_args(value_type) if is_union(value_type) else (value_type,)


def matches(value: Any, value_type: Any) -> bool:
    """Tell whether `value` may be in a packet of `value_type`, also by the items of lists and tuples.

    Numbers are taken as mypy takes them, a bool for an int and an int for a float, and numpy's for Python's. Of an
    array dtype and dimensions count where the type names them.
    """
    if value.__class__ is value_type or value_type is Any:  # by far the most frequent cases
        return True
    origin = get_origin(value_type)
    if origin is Annotated:
        return matches(value, get_args(value_type)[0])
    if origin is Union or origin is types.UnionType:
        return any(matches(value, member) for member in get_args(value_type))
    cls = origin or value_type
    if not isinstance(value, _ALSO_ACCEPTED.get(cls, cls)):
        return cls is bool and is_numpy_bool(type(value))
    if cls in (list, tuple):
        return _items_match(value, get_args(value_type))
    return origin is None or not is_array_type(cls) or has_form(value_type, value.dtype.type, value.ndim)


def decided_by_class(value_type: Any) -> bool:
    """Tell whether the class of a value alone decides whether it may be in a packet of `value_type`."""
    origin = get_origin(value_type)
    if origin is Annotated:
        return decided_by_class(get_args(value_type)[0])
    if is_union(value_type):
        return all(map(decided_by_class, get_args(value_type)))
    return origin is None and not getattr(value_type, "_is_protocol", False)


def _items_match(items: Sequence[Any], item_types: Sequence[Any]) -> bool:
    """Tell whether the items of a list or tuple fit its parameters; without any, everything does."""
    if not item_types:
        return True
    if isinstance(items, list) or item_types[-1] is Ellipsis:
        wanted = item_types[0]
        others = [item for item in items if item.__class__ is not wanted]
        if others and decided_by_class(wanted):  # one of each class speaks for all of them
            others = list({item.__class__: item for item in others}.values())
        return all(matches(item, wanted) for item in others)
    return len(items) == len(item_types) and all(map(matches, items, item_types))


def fits(produced: Any, consumed: Any) -> bool:
    """Tell whether a stream of type `produced` can be connected to a port of type `consumed`.

    It can where some value of it would fit. Types without parameters are of anything, as for mypy; items are looked at
    as readers see them, who cannot put others in: a ``list[bool]`` is a ``list[int]``.
    """
    if produced is Any or consumed is Any:
        return True
    return any(_same(p, c) for p in members(produced) for c in members(consumed))


def _same(produced: Any, consumed: Any) -> bool:
    produced, consumed = _without_note(produced), _without_note(consumed)
    if produced is Any or consumed is Any or produced == consumed:
        return True
    ours, theirs = get_origin(produced) or produced, get_origin(consumed) or consumed
    if Annotated in (ours, theirs) or not _is_kind_of(ours, theirs):
        return False
    wanted = get_args(consumed)
    given = _arguments_as(produced, theirs) if wanted else None
    if given is None:
        return True  # one of the two does not say what it holds
    if ours is tuple:
        return _tuple_fits(given, theirs, wanted)
    # A mapping is a collection of its keys.
    return len(given) >= len(wanted) and all(map(fits, given, wanted))


def _without_note(value_type: Any) -> Any:
    is_noted = get_origin(value_type) is Annotated and isinstance(get_args(value_type)[1], Unconverted)
    return get_args(value_type)[0] if is_noted else value_type


def _is_kind_of(produced: Any, consumed: Any) -> bool:
    """Tell whether a class is another one, derived from it, or taken for it."""
    if not (isinstance(produced, type) and isinstance(consumed, type)):
        return False
    try:
        is_derived = issubclass(produced, _ALSO_ACCEPTED.get(consumed, consumed))
    except TypeError:  # a protocol that has attributes: only values can tell
        return True
    return is_derived or (consumed is bool and is_numpy_bool(produced))


def _arguments_as(produced: Any, cls: Any) -> tuple[Any, ...] | None:
    """Return the parameters that `produced`, a kind of `cls`, has as one of `cls`; None if it does not say."""
    origin, arguments = get_origin(produced) or produced, get_args(produced)
    if origin in _ITEMS:
        return (_ITEMS[origin],)
    if origin is cls or _is_standard(origin, cls):
        return arguments or None
    for base in getattr(origin, "__orig_bases__", ()):
        if _is_kind_of(get_origin(base) or base, cls):
            known = dict(zip(getattr(origin, "__parameters__", ()), arguments, strict=False))
            return _arguments_as(substitute(base, known), cls)
    return None


def _is_standard(produced: Any, abstract: Any) -> bool:
    """Tell whether both are of the standard library's collections, so that their parameters mean the same."""
    return abstract.__module__ == "collections.abc" and produced.__module__ in _COLLECTIONS


def _tuple_fits(items: Sequence[Any], consumed: Any, wanted: Sequence[Any]) -> bool:
    """Tell whether a tuple of `items` fits another tuple, or a collection."""
    if wanted[-1] is Ellipsis or consumed is not tuple:
        return all(fits(item, wanted[0]) for item in items if item is not Ellipsis)
    if items == (Any, ...):
        return True
    return len(items) == len(wanted) and all(map(fits, items, wanted))


def substitute(value_type: Any, arguments: Mapping[Any, Any]) -> Any:
    """Return `value_type` with type variables replaced; those without a replacement become `Any`."""
    if isinstance(value_type, TypeVar):
        return arguments.get(value_type, Any)
    parameters = getattr(value_type, "__parameters__", ())
    if parameters:
        return value_type[tuple(arguments.get(parameter, Any) for parameter in parameters)]
    return value_type


def describe_type(value_type: Any) -> str:
    """Name `value_type` as a message should: by its Python name, without the module."""
    if is_union(value_type):
        return " or ".join(describe_type(member) for member in members(value_type))
    if value_type is Ellipsis:
        return "..."
    if isinstance(value_type, list):  # the arguments of a Callable
        return f"[{', '.join(map(describe_type, value_type))}]"
    arguments = get_args(value_type)
    if is_array_type(value_type) and (name := describe_array_type(value_type)):
        return name
    if get_origin(value_type) is Annotated:
        note = arguments[1].name if isinstance(arguments[1], Scalar) else arguments[1]
        return note if isinstance(note, str) else describe_type(arguments[0])
    name = getattr(value_type, "__name__", str(value_type))
    return f"{name}[{', '.join(map(describe_type, arguments))}]" if arguments else name


def resolve_aliases(value_type: Any) -> Any:
    """Replace every alias in `value_type`, such as numpy's ``NDArray``, by what it stands for.

    Aliases of before Python 3.12 are what they stand for; those of the ``type`` statement are objects of their own,
    and not classes.
    """
    origin, arguments = get_origin(value_type), get_args(value_type)
    if _is_alias(origin or value_type):
        return resolve_aliases(_expand(origin or value_type, arguments))
    if origin is Literal:
        return value_type
    if origin is Annotated:
        return Annotated[(resolve_aliases(arguments[0]), *arguments[1:])]
    resolved = tuple(map(resolve_aliases, arguments))
    if resolved == arguments:
        return value_type
    return Union[resolved] if is_union(value_type) else origin[resolved]  # noqa: UP007 - built at run time


def _is_alias(value_type: Any) -> bool:
    if sys.version_info >= (3, 12):
        from typing import TypeAliasType

        return isinstance(value_type, TypeAliasType)
    return False


def _expand(alias: Any, arguments: tuple[Any, ...]) -> Any:
    value = alias.__value__
    if not arguments:
        return value
    given = dict(zip(alias.__type_params__, arguments, strict=True))
    return value[tuple(given[parameter] for parameter in value.__parameters__)]


def type_fault(value_type: Any, arguments: Mapping[Any, Any]) -> str:
    """Say why a port cannot have `value_type`, and what to write instead; "" if values can be checked against it.

    Args:
        value_type: the type.
        arguments: what the type variables in it stand for.
    """
    if isinstance(value_type, TypeVar):
        bound = arguments.get(value_type, Any)
        return "" if isinstance(bound, TypeVar) else type_fault(bound, arguments)
    if value_type is Any or value_type is Ellipsis:
        return ""
    origin, inner = get_origin(value_type), get_args(value_type)
    if origin is Annotated:
        return type_fault(inner[0], arguments)
    if is_union(value_type) or origin in (list, tuple):
        return next(filter(None, (type_fault(item, arguments) for item in inner)), "")
    try:
        isinstance(None, origin or value_type)
    except TypeError:
        return _explain(value_type, origin or value_type)
    return ""


def _explain(value_type: Any, cls: Any) -> str:
    if isinstance(value_type, str | ForwardRef):
        name = value_type if isinstance(value_type, str) else value_type.__forward_arg__
        return f'the type "{name}" is a string; write the class itself, imported outside of TYPE_CHECKING'
    name, why = getattr(value_type, "__name__", str(value_type)), "values cannot be checked against it"
    if cls is Literal:
        classes = " | ".join(dict.fromkeys(type(value).__name__ for value in get_args(value_type)))
        return f"{value_type} is a Literal, {why}; write {classes}"
    if is_typeddict(cls):
        return f"{name} is a TypedDict, {why}; write dict, or make it a dataclass"
    if isinstance(cls, NewType):
        base = getattr(cls.__supertype__, "__name__", cls.__supertype__)
        return f'{name} is a NewType, {why}; write {base}, or Annotated[{base}, "{name}"] for a type of its own'
    if getattr(cls, "_is_protocol", False):
        return f"{name} is a Protocol, {why}; decorate it with @typing.runtime_checkable"
    return f"{value_type!r} is no class, {why}"
