"""Names for types: what those made by Python's ``type`` statement stand for."""

from __future__ import annotations

import sys
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin


def resolve_aliases(value_type: Any) -> Any:
    """`value_type` with every alias in it, such as numpy's ``NDArray``, replaced by what it stands for.

    Aliases of before Python 3.12 are what they stand for; those of the ``type`` statement are objects of their own,
    which are no classes.
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
    return Union[resolved] if origin in (Union, UnionType) else origin[resolved]  # noqa: UP007 - built at run time


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
