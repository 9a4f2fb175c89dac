"""Cures: what to write instead, for a value that is not of the type its port declares.

Asked when a run has failed already; it may take its time.
"""

from __future__ import annotations

import inspect
import reprlib
import sys
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, is_dataclass
from types import GeneratorType
from typing import Annotated, Any, Final, get_args, get_origin

from backedge.authoring.packet_types import describe_type, matches, members
from backedge.errors import PacketTypeError

_SCALARS: Final = (bool, int, float, str, bytes)
_COLLECTIONS: Final = (list, tuple, set, frozenset, deque, range, GeneratorType)


def describe_value(value: Any) -> str:
    """Name the type of `value`, and show what is short: a scalar, or type and shape of an array."""
    name = describe_type(type(value))
    if _is_array(value):
        return f"{name} ({value.dtype}, {'x'.join(map(str, value.shape)) or 'a scalar'})"
    return f"{name} {reprlib.repr(value)}" if isinstance(value, _SCALARS) else name


def cure_for(value: Any, value_type: Any) -> str:
    """Say how `value` becomes one of `value_type`, as a clause; "" where we cannot tell.

    Args:
        value: what does not fit.
        value_type: the type of the port.
    """
    for member in members(value_type):
        plain = get_args(member)[0] if get_origin(member) is Annotated else member
        for rule in _RULES:
            if cure := rule(value, get_origin(plain) or plain, get_args(plain)):
                return cure
    return ""


def _for_nothing(value: Any, _cls: Any, _arguments: Sequence[Any]) -> str:
    return "None is not sent for nothing: where there is nothing to send, send nothing" if value is None else ""


def _for_what_makes_values(value: Any, cls: Any, _arguments: Sequence[Any]) -> str:
    if isinstance(value, type):
        return f"that is the class itself; make one: {value.__name__}(…)" if value is cls else ""
    is_function = inspect.isroutine(value) and cls is not type(value)
    return f"that is the function itself; call it: {value.__name__}()" if is_function else ""


def _for_arrays(value: Any, cls: Any, _arguments: Sequence[Any]) -> str:
    """Arrays in place of our types that hold one, and the other way round."""
    numpy = sys.modules.get("numpy")
    if numpy is None or not isinstance(cls, type):
        return ""
    from backedge.formats.array_value import ArrayValue
    from backedge.formats.image import Pixels

    if cls is numpy.ndarray and isinstance(value, ArrayValue):
        return f"send the array in it: value.{_first_field(type(value))}"
    if issubclass(cls, Pixels) and isinstance(value, Pixels):
        return f"convert it: {cls.__name__}(value.data, value.format)"
    if issubclass(cls, ArrayValue) and isinstance(value, numpy.ndarray):
        return _wrap(value, cls, "pixels" if issubclass(cls, Pixels) else _first_field(cls))
    return ""


def _wrap(array: Any, cls: Callable[[Any], Any], what: str) -> str:
    cure = f"wrap it: {cls.__name__}({what})"
    try:
        cls(array)
    except PacketTypeError as error:
        return f"{cure}, of an array that it takes: {error}"
    except TypeError:  # it needs more than one array
        return ""
    return cure


def _for_collections(value: Any, cls: Any, arguments: Sequence[Any]) -> str:
    """Lists in place of tuples, items in place of lists, and the other way round."""
    if cls not in (list, tuple):
        return ""
    if isinstance(value, cls):
        return _wrong_items(value, arguments)
    if isinstance(value, _COLLECTIONS) or _is_array(value):
        return f"convert it: {cls.__name__}(value)"
    is_item = bool(arguments) and matches(value, arguments[0]) and (cls is list or arguments[1:] == (Ellipsis,))
    return ("put it into a list: [value]" if cls is list else "put it into a tuple: (value,)") if is_item else ""


def _wrong_items(items: Sequence[Any], item_types: Sequence[Any]) -> str:
    if isinstance(items, list) or item_types[-1:] == (Ellipsis,):
        item_types = [item_types[0]] * len(items)
    if len(items) != len(item_types):
        return f"it has {len(items)} items, and needs {len(item_types)}"
    for number, (item, item_type) in enumerate(zip(items, item_types, strict=True)):
        if not matches(item, item_type):
            cure = cure_for(item, item_type)
            return f"its item {number} is {describe_value(item)}" + (f": {cure}" if cure else "")
    return ""


def _for_items(value: Any, cls: Any, arguments: Sequence[Any]) -> str:
    """A list of what the port carries one by one."""
    if not (isinstance(value, list | tuple) and value):
        return ""
    item_type = cls[tuple(arguments)] if arguments else cls
    fits = all(matches(item, item_type) for item in value)
    name = describe_type(item_type)
    return f"declare the port as {type(value).__name__}[{name}], or send one {name} of it" if fits else ""


def _for_scalars(value: Any, cls: Any, _arguments: Sequence[Any]) -> str:
    if cls is str and isinstance(value, bytes):
        return "convert it: value.decode()"
    if cls is bytes and isinstance(value, str):
        return "convert it: value.encode()"
    is_scalar = isinstance(value, _SCALARS) or (_is_array(value) and value.size == 1) or _is_numpy_scalar(value)
    if cls not in _SCALARS or not is_scalar:
        return ""
    if cls is int and isinstance(value, float):
        return "convert it: round(value), or int(value)"
    try:
        cls(value)
    except ValueError:  # text that is no number
        return ""
    return f"convert it: {cls.__name__}(value)"


def _for_fields(value: Any, cls: Any, _arguments: Sequence[Any]) -> str:
    is_made_of_fields = isinstance(cls, type) and is_dataclass(cls)
    return f"make one of it: {cls.__name__}(**value)" if isinstance(value, dict) and is_made_of_fields else ""


_RULES: Final[Iterable[Callable[[Any, Any, Sequence[Any]], str]]] = (
    _for_nothing,
    _for_what_makes_values,
    _for_arrays,
    _for_collections,
    _for_items,
    _for_scalars,
    _for_fields,
)


def _first_field(cls: Any) -> str:
    """The name of the field of one of our types that holds its array."""
    return fields(cls)[0].name


def _is_array(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.ndarray)


def _is_numpy_scalar(value: Any) -> bool:
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(value, numpy.generic)
