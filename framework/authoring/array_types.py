"""numpy's arrays as types of packets: the dtype and the number of dimensions that a type names.

Nothing here imports numpy: where no module has, no type can be an array and no value either.
"""

from __future__ import annotations

import sys
import types
from functools import lru_cache
from typing import Any, TypeVar, Union, get_args, get_origin


def is_array_type(value_type: Any) -> bool:
    """Tell whether `value_type` is numpy's ``ndarray``, with or without parameters."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and (get_origin(value_type) or value_type) is numpy.ndarray


def is_numpy_bool(cls: type) -> bool:
    """Tell whether `cls` is the class of what numpy's comparisons give, which Python code takes for a bool."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and issubclass(cls, numpy.bool_)


@lru_cache(maxsize=1024)
def has_form(value_type: Any, scalar_class: type, ndim: int) -> bool:
    """Tell whether arrays of some form are of an array type with parameters.

    Args:
        value_type: the type; what it does not name can be anything.
        scalar_class: the arrays' class of numbers.
        ndim: how many dimensions they have.
    """
    dimensions = get_args(get_args(value_type)[0])
    if dimensions and Ellipsis not in dimensions and ndim != len(dimensions):
        return False
    scalar = _scalar(value_type)
    allowed = get_args(scalar) if get_origin(scalar) in (Union, types.UnionType) else (scalar,)
    return any(
        kind is Any or isinstance(kind, TypeVar) or issubclass(scalar_class, get_origin(kind) or kind)
        for kind in allowed
    )


def describe_array_type(value_type: Any) -> str:
    """Name an array type as ``NDArray[uint8]``, or as ``ndarray`` where it names no dtype; "" if it names a shape."""
    parameters = get_args(value_type)
    if parameters and Ellipsis not in (get_args(parameters[0]) or (Ellipsis,)):
        return ""
    scalar = _scalar(value_type) if parameters else Any
    if scalar is Any or isinstance(scalar, TypeVar):
        return "ndarray"
    return f"NDArray[{getattr(scalar, '__name__', scalar)}]"


def _scalar(value_type: Any) -> Any:
    """Return the class of numbers in an array type with parameters, `Any` if it names none."""
    return (*get_args(get_args(value_type)[1]), Any)[0]
