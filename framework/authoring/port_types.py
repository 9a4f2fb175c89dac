"""Types of ports: what may stand between the brackets of a declaration."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, ForwardRef, Literal, NewType, TypeVar, Union, get_args, get_origin, is_typeddict

from backedge.authoring.ports import Port, PortGroup
from backedge.errors import RegistrationError


def is_union(value_type: Any) -> bool:
    """Whether `value_type` means "one of several"."""
    return get_origin(value_type) in (Union, types.UnionType)


def check_types(
    owner: str, declarations: Mapping[str, Port[Any] | PortGroup[Any]], arguments: Mapping[Any, Any]
) -> None:
    """Refuse ports with a type that no value could be checked against.

    Args:
        owner: name of the class that declares the ports.
        declarations: the ports.
        arguments: what the class's type variables stand for.

    Raises:
        RegistrationError: names the port, says what is wrong with its type and what to write instead.
    """
    for attribute, declaration in declarations.items():
        if fault := _fault(declaration.value_type, arguments):
            raise RegistrationError(f"{owner}.{attribute}: {fault}")


def _fault(value_type: Any, arguments: Mapping[Any, Any]) -> str:
    """Why a value cannot be checked against `value_type`; "" if it can."""
    if isinstance(value_type, TypeVar):
        bound = arguments.get(value_type, Any)
        return "" if isinstance(bound, TypeVar) else _fault(bound, arguments)
    if value_type is Any or value_type is Ellipsis:
        return ""
    origin, inner = get_origin(value_type), get_args(value_type)
    if origin is Annotated:
        return _fault(inner[0], arguments)
    if is_union(value_type) or origin in (list, tuple):
        return next(filter(None, (_fault(item, arguments) for item in inner)), "")
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
